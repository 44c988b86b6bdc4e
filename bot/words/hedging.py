"""The hedge contract: what it freezes, costs and leaves open, what ends it, what else could be."""

from decimal import Decimal

from bot.voice import Voice
from bot.words.cards import banner, heading
from bot.words.layout import table
from dtms.core.hedging import HedgePrice
from dtms.core.trade import Hedge
from dtms.engine.views import HedgeView


def hedge_card(view: HedgeView, voice: Voice) -> str:
    """Return a hedge in force, or the contract of a possible one."""
    of = view.trade
    title = voice.say("hedge-title", ticket=str(of.key.position))
    lines = [f"{banner(voice)} {title}", heading(of, voice)]
    if of.hedge is None:
        lines += hedge_terms(view, voice)
    else:
        lines += _in_force(of.hedge, of.net_exposure, voice)
    return voice.join(lines)


def hedge_terms(view: HedgeView, voice: Voice) -> list[str]:
    """Return what would be agreed to, or why it cannot be; the refusal comes first."""
    lines = []
    if view.refusal is not None:
        lines.append(voice.say("hedge-none", reason=voice.name("refusal", view.refusal)))
    price = view.price
    if price is None:
        return lines
    lines += table(_terms(view, price, voice), voice)
    lines += _path(price, voice)
    lines.append(_ends(view, voice))
    return [*lines, *_instead(price, voice)]


def _in_force(hedge: Hedge, net: Decimal, voice: Voice) -> list[str]:
    said = voice.say(
        "trade-hedge",
        ticket=str(hedge.ticket),
        volume=voice.lots(hedge.volume),
        price=voice.price(hedge.entry),
        stop=voice.price(hedge.stop),
    )
    return [said, voice.say("trade-net", net=voice.lots(net))]


def _terms(view: HedgeView, price: HedgePrice, voice: Voice) -> list[tuple[str, str]]:
    side, lots = voice.name("side", price.side), voice.lots(price.volume)
    swap = voice.say("not-known") if price.swap is None else voice.money(price.swap)
    return [
        (voice.say("label-hedge"), f"{side} {lots}"),
        (voice.say("label-at"), voice.price(price.entry)),
        (voice.say("label-stop"), voice.price(price.stop)),
        (voice.say("label-frozen"), voice.money(price.frozen)),
        (voice.say("label-cost"), voice.money(-price.cost)),
        (voice.say("label-swap"), swap),
        (
            voice.say("label-free-margin"),
            voice.say(
                "turn",
                before=_amount(view.margin_before, voice),
                after=_amount(view.margin_after, voice),
            ),
        ),
        (
            voice.say("label-net"),
            voice.say(
                "turn",
                before=voice.lots(price.net_before),
                after=voice.lots(price.net_after),
            ),
        ),
        (
            voice.say("label-worst"),
            voice.say(
                "turn",
                before=_worst(price.worst_before, voice),
                after=_worst(price.worst_after, voice),
            ),
        ),
    ]


def _amount(value: float | None, voice: Voice) -> str:
    return voice.say("not-known") if value is None else voice.amount(value)


def _worst(value: float | None, voice: Voice) -> str:
    return voice.say("unlimited") if value is None else voice.money(value)


def _path(price: HedgePrice, voice: Voice) -> list[str]:
    if price.main_stop is None:
        return [voice.say("hedge-path-open", stop=voice.price(price.stop))]
    stop, last = voice.price(price.stop), voice.price(price.main_stop)
    return [voice.say("hedge-path", stop=stop, last=last)]


def _ends(view: HedgeView, voice: Voice) -> str:
    key = "hedge-ends-hand" if view.by_hand else "hedge-ends"
    span = voice.span(view.ends.timer)
    return voice.say(key, score=voice.points(view.ends.score), span=span)


def _instead(price: HedgePrice, voice: Voice) -> list[str]:
    if price.half_volume is None:
        return [voice.say("hedge-instead-none")]
    lots, half = voice.lots(price.half_volume), voice.money(price.half_result)
    return [voice.say("hedge-instead", volume=lots, half=half)]
