"""Order entry in words: questions, the summary before a tap, receipts, and what became of it."""

from bot.ordering.saying import Asking, Choice, ChoiceKind, Notice, Placed, Said
from bot.ordering.shortcut import Misread
from bot.texts import key_of
from bot.voice import Voice, safe
from dtms.core import events
from dtms.core.commands import Lots, Outcome, Size
from dtms.core.entry import Declined, Offer
from dtms.core.events import OrderFact, OrderTerms
from dtms.core.trade import OrderKind
from dtms.engine.entry import BracketOffer, Pending


def said(of: Said, voice: Voice) -> str:
    """Return what order entry has to say."""
    match of:
        case Asking():
            return _asking(of, voice)
        case Offer():
            return "\n".join((*_offer(of, voice), "", voice.say("order-confirm")))
        case BracketOffer():
            return _bracket(of, voice)
        case Declined() | Misread():
            return _problem(of, voice)
        case Placed():
            return _placed(of, voice)
        case Notice():
            return voice.name("order", of)


def declined(of: Declined, voice: Voice) -> str:
    """Return why an order cannot be had, and what would do."""
    lines = [voice.say("outcome-refused", reason=voice.name("refusal", of.reason))]
    if of.limit is not None:
        lines.append(voice.say("order-limit", limit=voice.price(of.limit)))
    if of.names:
        lines.append(voice.say("order-names", names=", ".join(safe(name) for name in of.names)))
    return "\n".join(lines)


def _problem(of: Declined | Misread, voice: Voice) -> str:
    if isinstance(of, Declined):
        return declined(of, voice)
    what = voice.name("misread", of.fault)
    return voice.say("order-misread", token=safe(of.token), what=what)


def _asking(of: Asking, voice: Voice) -> str:
    lines = [] if of.problem is None else [_problem(of.problem, voice), ""]
    side = voice.say("order-bracket") if of.side is None else voice.name("side", of.side)
    known = [f"<b>{side}</b>"]
    if of.size is not None:
        known.append(_size(of.size, voice))
    if of.symbol is not None:
        known.append(safe(of.symbol))
    if of.price is not None:
        known.append(voice.say("order-at", price=voice.price(of.price)))
    lines.append(" ".join(known))
    if of.quote is not None:
        bid, ask = voice.price(of.quote.bid), voice.price(of.quote.ask)
        lines.append(voice.say("order-quote", bid=bid, ask=ask))
    return "\n".join((*lines, voice.name("order-step", of.step)))


def _size(size: Size, voice: Voice) -> str:
    if isinstance(size, Lots):
        return voice.lots(size.volume)
    return voice.say("order-risking", share=voice.percent(float(size.share)))


def choice(of: Choice, voice: Voice) -> str:
    """Return the label of a typical answer; plain text."""
    match of.kind:
        case ChoiceKind.SYMBOL:
            return of.symbol
        case ChoiceKind.RISK:
            return voice.say("choice-risk", share=voice.percent(float(of.amount)))
        case ChoiceKind.LOTS:
            return voice.say("choice-lots", lots=voice.lots(of.amount))
        case ChoiceKind.STOP_ATR | ChoiceKind.TARGET_R:
            amount, price = voice.number(float(of.amount), 1), voice.price(of.price)
            return voice.say(key_of("choice", of.kind), amount=amount, price=price)
        case ChoiceKind.BREAKOUT | ChoiceKind.FADE:
            amount = voice.number(float(of.amount), 1)
            return voice.say(key_of("choice", of.kind), amount=amount)
        case ChoiceKind.NO_TARGET:
            return voice.say("choice-no-target")


def _offer(of: Offer, voice: Voice) -> list[str]:
    terms = of.terms
    lines = [
        f"<b>{terms_line(terms, voice)}</b>",
        voice.say("order-quote", bid=voice.price(of.quote.bid), ask=voice.price(of.quote.ask)),
    ]
    if terms.price is None:
        lines.append(voice.say("order-entry", entry=voice.price(of.entry)))
    if terms.expires is not None:
        lines.append(voice.say("order-expires", time=voice.moment(terms.expires)))
    stop, target = voice.price(terms.stop), voice.price(terms.target)
    lines += [
        voice.say("order-levels", stop=stop, target=target),
        voice.say("order-risk", loss=voice.money(-of.loss), share=voice.percent(of.loss_share)),
    ]
    if of.gain is not None and of.reward is not None:
        lines.append(voice.say("order-gain", gain=voice.money(of.gain), reward=voice.r(of.reward)))
    spread, commission = voice.amount(of.spread_cost), voice.amount(of.commission)
    margin, free = voice.amount(of.margin), voice.amount(of.margin_free)
    lines.append(voice.say("order-costs", spread=spread, commission=commission))
    if of.margin > 0:  # a pending order takes none before it is filled
        lines.append(voice.say("order-margin", margin=margin, free=free))
    return [*lines, voice.say("order-worst", loss=voice.money(-of.loss))]


def _bracket(of: BracketOffer, voice: Voice) -> str:
    kind = voice.name("bracket", of.kind)
    return "\n".join(
        (
            voice.say("bracket-title", kind=kind),
            *_offer(of.buy, voice),
            "",
            *_offer(of.sell, voice),
            "",
            voice.say("bracket-rule"),
            voice.say("order-confirm"),
        )
    )


def terms_line(terms: OrderTerms, voice: Voice) -> str:
    """Return side, size, symbol, kind and price of an order."""
    side, volume = voice.name("side", terms.side), voice.lots(terms.volume)
    head = f"{side} {volume} {safe(terms.symbol)}"
    kind = voice.name("orderkind", terms.kind)
    if terms.price is None:
        return f"{head} · {kind}"
    return f"{head} · {kind} {voice.price(terms.price)}"


def _placed(of: Placed, voice: Voice) -> str:
    reply, trade = of.reply, of.trade
    if reply.outcome is Outcome.REFUSED and reply.refusal is not None:
        reason = Declined(reason=reply.refusal, limit=reply.limit, names=reply.names)
        return declined(reason, voice)
    if reply.outcome is not Outcome.DONE:
        return voice.say("order-open")
    ticket = str(reply.ticket or "?")
    if trade is None:
        return voice.say("order-placed", ticket=ticket)
    main = trade.main
    return voice.say(
        "order-filled",
        ticket=ticket,
        volume=voice.lots(main.volume),
        entry=voice.price(main.entry),
        stop=voice.price(main.stop),
        target=voice.price(main.target),
    )


def orders(pending: tuple[Pending, ...], voice: Voice) -> str:
    """Return the pending orders, ours first."""
    listed = sorted(pending, key=lambda one: (not one.ours, one.bracket or 0, one.order.ticket))
    return "\n".join((voice.say("orders-title"), *(_pending(one, voice) for one in listed)))


def withdrawing(of: Pending, voice: Voice) -> str:
    """Return the question before a pending order is taken back."""
    key = "order-withdraw-bracket" if of.bracket is not None else "order-withdraw"
    return f"{_pending(of, voice)}\n{voice.say(key)}"


def _pending(of: Pending, voice: Voice) -> str:
    order = of.order
    kind = voice.name("orderkind", order.kind or OrderKind.STOP)
    line = voice.say(
        "orders-line",
        ticket=str(order.ticket),
        side=voice.name("side", order.side),
        volume=voice.lots(order.volume),
        symbol=safe(order.symbol),
        kind=kind,
        price=voice.price(order.price),
        stop=voice.price(order.stop),
        target=voice.price(order.target),
    )
    if not of.ours:
        return f"{line} {voice.say('orders-foreign')}"
    return line if of.bracket is None else f"{line} {voice.say('orders-bracket')}"


def order_told(fact: OrderFact, voice: Voice) -> str:
    """Return a fact about an order in words."""
    match fact:
        case events.OrderPlaced():
            return voice.say(
                "told-order-placed",
                what=terms_line(fact.terms, voice),
                order=str(fact.order),
                stop=voice.price(fact.terms.stop),
                target=voice.price(fact.terms.target),
            )
        case events.OrderFilled():
            return voice.say(
                "told-order-filled" if fact.open else "told-order-filled-gone",
                what=terms_line(fact.terms, voice),
                position=str(fact.position),
                volume=voice.lots(fact.volume),
                price=voice.price(fact.price),
            )
        case events.OrderRefused():
            reason = voice.name("refusal", fact.reason)
            return voice.say(
                "told-order-refused", what=terms_line(fact.terms, voice), reason=reason
            )
        case events.OrderUnknown():
            key = "told-order-unknown-overdue" if fact.overdue else "told-order-unknown"
            return voice.say(key, what=terms_line(fact.terms, voice))
        case events.OrderEnded():
            how = voice.name("orderend", fact.how)
            return voice.say("told-order-ended", what=terms_line(fact.terms, voice), how=how)
        case _:
            return _bracket_told(fact, voice)


def _bracket_told(fact: OrderFact, voice: Voice) -> str:
    match fact:
        case events.CancelFailed():
            reason = voice.say("order-no-answer")
            if fact.reason is not None:
                reason = voice.name("refusal", fact.reason)
            symbol, order = safe(fact.symbol), str(fact.order)
            return voice.say("told-cancel-failed", symbol=symbol, order=order, reason=reason)
        case events.BothLegsFilled():
            return voice.say(
                "told-both-closing" if fact.closing else "told-both-kept",
                symbol=safe(fact.symbol),
                first=str(fact.first),
                second=str(fact.second),
            )
        case _:
            return voice.say("told-plainly", what=safe(type(fact).__name__))
