"""The broker's trade server: carries requests out and closes positions at their stops."""

from dataclasses import dataclass, replace
from typing import Final

from dtms.sim import constants as c
from dtms.sim.ledger import Ledger
from dtms.sim.market import Market, Quote
from dtms.sim.planning import Effect, Plan, Planner
from dtms.sim.records import (
    COMMENTS,
    AccountSpec,
    Answer,
    Deal,
    Order,
    Position,
    Refusal,
    Request,
    refused,
)
from dtms.sim.symbols import lots
from dtms.sim.valuation import Standing, Valuer

_CENTS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exit:
    """What the deal records that closes a position or a part of it."""

    order: int
    at_msc: int
    reason: int
    magic: int
    comment: str
    price: float
    entry: int = c.DEAL_ENTRY_OUT


class TradeServer:
    """Executes requests against the books; `now` is always UTC milliseconds.

    Args:
        market: Prices.
        ledger: Books to change.
        account: Terms.
    """

    def __init__(self, market: Market, ledger: Ledger, account: AccountSpec) -> None:
        self._ledger, self._account = ledger, account
        self.valuer = Valuer(market, account)
        self._planner = Planner(market, ledger, account, self.valuer)

    def standing(self, now: int) -> Standing:
        """The account as it stands."""
        totals, held = self._ledger.totals, tuple(self._ledger.positions.values())
        return self.valuer.standing(totals.balance, totals.credit, held, now)

    def check(self, request: Request, now: int) -> tuple[int, Standing]:
        """Answer `order_check`: 0 or the refusal, and the account with the request carried out."""
        standing = self.standing(now)
        try:
            plan = self._planner.plan(request, now)
        except Refusal as no:
            return no.retcode, standing
        margin = self.valuer.margin(plan.after)
        free = round(standing.equity - margin, _CENTS)
        level = standing.equity / margin * 100 if margin else 0.0
        return 0, replace(standing, margin=margin, free=free, level=level)

    def execute(self, request: Request, now: int, *, reason: int, fraction: float = 1.0) -> Answer:
        """Carry a request out.

        Args:
            request: The request.
            now: Instant.
            reason: `DEAL_REASON_*` recorded on what results.
            fraction: Share of a deal's volume that finds a counterparty; below 1 the answer is
                10010 and the rest is cancelled.
        """
        try:
            plan = self._planner.plan(request, now)
            if fraction < 1.0 and request.action == c.TRADE_ACTION_DEAL:
                steps = int(round(plan.volume / plan.spec.volume_step) * fraction)
                part = lots(max(steps, 1) * plan.spec.volume_step)
                plan = self._planner.plan(replace(request, volume=part), now)
            return self._carry_out(plan, now, reason, wanted=lots(request.volume))
        except Refusal as no:
            return refused(no.retcode)

    def _carry_out(self, plan: Plan, now: int, reason: int, *, wanted: float) -> Answer:
        self._ledger.totals.sent += 1
        if plan.effect is Effect.MODIFY and plan.position is not None:
            self._ledger.put(plan.position)
            return self._done(Answer(retcode=c.TRADE_RETCODE_DONE))
        order = self._ledger.next_order()
        deal = self._apply(plan, order, now, reason)
        full = plan.effect is Effect.CLOSE_BY or plan.volume == wanted
        return self._done(
            Answer(
                retcode=c.TRADE_RETCODE_DONE if full else c.TRADE_RETCODE_DONE_PARTIAL,
                deal=deal,
                order=order,
                volume=plan.volume,
                price=plan.price,
                bid=plan.quote.bid,
                ask=plan.quote.ask,
            )
        )

    def _done(self, answer: Answer) -> Answer:
        words, number = COMMENTS[answer.retcode], self._ledger.totals.sent
        return replace(answer, comment=words, request_id=number)

    def _apply(self, plan: Plan, order: int, now: int, reason: int) -> int:
        """Change the books; return the ticket of the (last) deal."""
        request, held = plan.request, plan.position
        if plan.effect is Effect.CLOSE_BY:
            return self._apply_close_by(plan, order, now, reason)
        if plan.effect is Effect.CLOSE and held is not None:
            self._file(plan, order, held.identifier, now, reason)
            leaving = _Exit(
                order=order,
                at_msc=now,
                reason=reason,
                magic=request.magic,
                comment=request.comment,
                price=plan.price,
            )
            return self._shrink(held, plan.volume, leaving)
        changed = plan.other
        if changed is None:
            message = f"{plan.effect} names no position"
            raise AssertionError(message)
        if plan.effect is Effect.OPEN:
            changed = replace(changed, ticket=order, identifier=order, reason=min(reason, 3))
        self._file(plan, order, changed.identifier, now, reason)
        deal = self._deal(plan, order, changed, now, reason)
        self._ledger.put(changed)
        self._ledger.book(deal)
        return deal.ticket

    def _deal(self, plan: Plan, order: int, changed: Position, now: int, reason: int) -> Deal:
        """The deal of an opening; a reversal also realises what was held."""
        entry, profit, swap = c.DEAL_ENTRY_IN, 0.0, 0.0
        if plan.effect is Effect.REVERSE and plan.position is not None:
            held = plan.position
            prices = (held.price_open, plan.price)
            profit = self.valuer.profit(plan.spec, held.side, held.volume, prices, now)
            entry, swap = c.DEAL_ENTRY_INOUT, held.swap
        return Deal(
            ticket=self._ledger.next_deal(),
            order=order,
            at_msc=now,
            type=plan.request.type,
            entry=entry,
            magic=plan.request.magic,
            position_id=changed.identifier,
            reason=reason,
            volume=plan.volume,
            price=plan.price,
            commission=self._commission(plan.volume),
            swap=swap,
            profit=profit,
            fee=0.0,
            symbol=plan.spec.name,
            comment=plan.request.comment,
        )

    def _commission(self, volume: float) -> float:
        return -round(self._account.commission * volume, _CENTS) if volume else 0.0

    def _apply_close_by(self, plan: Plan, order: int, now: int, reason: int) -> int:
        first, second = plan.position, plan.other
        if first is None or second is None:
            message = "a close-by names two positions"
            raise AssertionError(message)
        words = f"#{first.ticket} by #{second.ticket}"
        by = replace(plan.request, type=c.ORDER_TYPE_CLOSE_BY, comment=words)
        self._file(replace(plan, request=by), order, first.identifier, now, reason)
        leaving = _Exit(
            order=order,
            at_msc=now,
            reason=reason,
            magic=plan.request.magic,
            comment=words,
            price=second.price_open,
            entry=c.DEAL_ENTRY_OUT_BY,
        )
        self._shrink(first, plan.volume, leaving)
        return self._shrink(second, plan.volume, leaving)

    def _file(self, plan: Plan, order: int, identifier: int, now: int, reason: int) -> None:
        request = plan.request
        self._ledger.file(
            Order(
                ticket=order,
                symbol=plan.spec.name,
                type=request.type,
                state=c.ORDER_STATE_FILLED,
                volume_initial=plan.volume,
                volume_current=0.0,
                price_open=plan.price,
                price_current=plan.price,
                sl=request.sl,
                tp=request.tp,
                magic=request.magic,
                reason=reason,
                comment=request.comment,
                position_id=identifier,
                position_by_id=request.position_by,
                setup_msc=now,
                done_msc=now,
                type_filling=request.type_filling,
                type_time=request.type_time,
            )
        )

    def _shrink(self, held: Position, volume: float, leaving: _Exit) -> int:
        """Close all or part of a position; its share of the swap goes with it."""
        spec = self._planner.spec(held.symbol)
        prices, now = (held.price_open, leaving.price), leaving.at_msc
        profit = self.valuer.profit(spec, held.side, volume, prices, now)
        swap = round(held.swap * volume / held.volume, _CENTS)
        rest = lots(held.volume - volume)
        if rest > 0:
            left = round(held.swap - swap, _CENTS)
            self._ledger.put(replace(held, volume=rest, swap=left, updated_msc=now))
        else:
            self._ledger.drop(held.ticket)
        by = leaving.entry == c.DEAL_ENTRY_OUT_BY
        deal = Deal(
            ticket=self._ledger.next_deal(),
            order=leaving.order,
            at_msc=now,
            type=c.DEAL_TYPE_SELL if held.is_buy else c.DEAL_TYPE_BUY,
            entry=leaving.entry,
            magic=leaving.magic,
            position_id=held.identifier,
            reason=leaving.reason,
            volume=volume,
            price=leaving.price,
            commission=0.0 if by else self._commission(volume),
            swap=swap,
            profit=profit,
            fee=0.0,
            symbol=held.symbol,
            comment=leaving.comment,
        )
        self._ledger.book(deal)
        return deal.ticket

    def meet(self, held: Position, quote: Quote, now: int) -> bool:
        """Close a position whose stop or target a quote has reached; tell whether it did."""
        price = quote.bid if held.is_buy else quote.ask
        sign = 1 if held.is_buy else -1
        if held.sl and sign * (price - held.sl) <= 0:
            level, reason, word = held.sl, c.DEAL_REASON_SL, "sl"
        elif held.tp and sign * (price - held.tp) >= 0:
            level, reason, word = held.tp, c.DEAL_REASON_TP, "tp"
        else:
            return False
        spec = self._planner.spec(held.symbol)
        fill = price if quote.jump else level
        comment = f"[{word} {level:.{spec.digits}f}]"
        order = self._ledger.next_order()
        side = c.ORDER_TYPE_SELL if held.is_buy else c.ORDER_TYPE_BUY
        request = Request(
            symbol=held.symbol, type=side, volume=held.volume, magic=held.magic, comment=comment
        )
        plan = Plan(
            effect=Effect.CLOSE,
            request=request,
            spec=spec,
            quote=quote,
            volume=held.volume,
            price=fill,
            position=held,
        )
        self._file(plan, order, held.identifier, now, reason)
        leaving = _Exit(
            order=order,
            at_msc=now,
            reason=reason,
            magic=held.magic,
            comment=comment,
            price=fill,
        )
        self._shrink(held, held.volume, leaving)
        return True
