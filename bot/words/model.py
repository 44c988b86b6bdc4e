"""The model bridge in words: the model's text as plain text, and what code says under it."""

from html import escape

from bot.bridge.model.pricing import LevelsShown, OrderShown
from bot.bridge.model.saying import Answered, Card, Growing, ModelNote, ModelSaid, Unanswered
from bot.voice import Voice, safe
from bot.words import ordering
from dtms.engine.pricing import LevelsView


def said(of: ModelSaid, voice: Voice) -> str:
    """Return what the bridge has to say."""
    match of:
        case Growing():
            return f"{_plain(of.text)} …"
        case Answered():
            return _answered(of, voice)
        case Unanswered():
            return voice.say("model-unanswered", trouble=voice.name("trouble", of.trouble))
        case Card():
            return card(of, _question(of, voice), voice)
        case ModelNote():
            return voice.name("model", of)


def card(of: Card, question: str, voice: Voice) -> str:
    """Return a proposal's card around the summary that any typed order gets."""
    head = [voice.say("model-proposal")]
    if of.moved:
        head.append(voice.say("model-moved"))
    return "\n".join((*head, "", question))


def _answered(of: Answered, voice: Voice) -> str:
    lines = [_plain(of.text), ""] if of.text else []
    if of.trouble is not None:
        lines.append(voice.say("model-unfinished", trouble=voice.name("trouble", of.trouble)))
    lines += [ordering.declined(one, voice) for one in of.declined]
    if of.unread:
        lines.append(voice.say("model-unread", count=of.unread))
    return "\n".join((*lines, f"<i>{voice.name('model-sent', of.sent)}</i>"))


def _question(of: Card, voice: Voice) -> str:
    match of.shown:
        case OrderShown():
            return ordering.said(of.shown.offer, voice)
        case LevelsShown():
            return levels(of.shown.view, voice)
        case _:
            return ""


def levels(view: LevelsView, voice: Voice) -> str:
    """Return levels as they are and as they would be."""
    lines = [
        voice.say(
            "levels-title", symbol=safe(view.trade.symbol), ticket=str(view.trade.key.position)
        ),
        voice.say("order-quote", bid=voice.price(view.quote.bid), ask=voice.price(view.quote.ask)),
        voice.say(
            "levels-stop",
            before=voice.price(view.before.stop),
            after=voice.price(view.stop),
            result=voice.money(view.at_stop),
        ),
    ]
    if view.target is not None:
        lines.append(
            voice.say(
                "levels-target",
                before=voice.price(view.before.target),
                after=voice.price(view.target),
                result=voice.money(view.at_target),
            )
        )
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return the model's text as safe HTML: never markup, whatever it holds."""
    return escape(text, quote=False)
