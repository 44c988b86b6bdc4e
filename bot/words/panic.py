"""The way out in words: what would be closed, and what the broker was read to hold in the end."""

from bot.ordering.saying import Fate, PanicLine, PanicScope, PanicStage, PanicView
from bot.voice import Voice, safe
from dtms.core.trade import Position

_MOST_LINES = 40


def panic_card(view: PanicView, voice: Voice) -> str:
    """Return a panic as it stands."""
    lines = [voice.name("panic-stage", view.stage)]
    if view.blind:
        lines.append(voice.say("panic-blind"))
    match view.stage:
        case PanicStage.CHOOSE:
            lines.append(_counts(view, voice))
        case PanicStage.CONFIRM:
            lines += _listed(view, voice)
            if view.scope is PanicScope.ACCOUNT:
                lines.append(voice.say("panic-everyones"))
            seconds = str(int(view.window.total_seconds()))
            lines.append(voice.say("panic-hurry", seconds=seconds))
        case PanicStage.RUNNING | PanicStage.OVER:
            lines += _listed(view, voice)
            lines.append(_sum(view, voice))
    return "\n".join(lines)


def _counts(view: PanicView, voice: Voice) -> str:
    positions = [one for one in view.lines if isinstance(one.target, Position)]
    orders = [one for one in view.lines if not isinstance(one.target, Position)]
    return voice.say(
        "panic-counts",
        guarded=str(sum(one.guarded for one in positions)),
        others=str(sum(not one.guarded for one in positions)),
        orders=str(sum(one.guarded for one in orders)),
        other_orders=str(sum(not one.guarded for one in orders)),
    )


def _listed(view: PanicView, voice: Voice) -> list[str]:
    if not view.lines:
        return [voice.say("panic-nothing")]
    shown = [_line(one, voice) for one in view.lines[:_MOST_LINES]]
    left = len(view.lines) - len(shown)
    return shown if not left else [*shown, voice.say("panic-more", count=str(left))]


def _line(of: PanicLine, voice: Voice) -> str:
    target = of.target
    fate = voice.name("panic-fate", of.fate)
    if of.reason is not None:
        fate = f"{fate}: {voice.name('refusal', of.reason)}"
    return voice.say(
        "panic-line" if isinstance(target, Position) else "panic-order",
        side=voice.name("side", target.side),
        volume=voice.lots(target.volume),
        symbol=safe(target.symbol),
        ticket=str(target.ticket),
        fate=fate,
    )


def _sum(view: PanicView, voice: Voice) -> str:
    closed = sum(one.fate is Fate.CLOSED for one in view.lines)
    key = "panic-sum" if closed == len(view.lines) else "panic-sum-red"
    if view.stage is PanicStage.RUNNING:
        key = "panic-sum"
    return voice.say(key, closed=str(closed), total=str(len(view.lines)))
