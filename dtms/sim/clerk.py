"""Writes what was done into the books: positions, deals, and orders done."""

from dataclasses import dataclass, replace
from typing import Final

from dtms.sim import constants as c
from dtms.sim.ledger import Ledger
from dtms.sim.plan import Effect, Plan
from dtms.sim.records import AccountSpec, Deal, Order, Position
from dtms.sim.symbols import lots
from dtms.sim.valuation import Valuer

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


class Clerk:
    """Changes the books as a plan says; `now` is always UTC milliseconds.

    Args:
        ledger: Books to change.
        valuer: Works out the profit.
        account: Terms.
    """

    def __init__(self, ledger: Ledger, valuer: Valuer, account: AccountSpec) -> None:
        self._ledger, self._valuer, self._account = ledger, valuer, account

    def deal(self, plan: Plan, order: int, now: int, reason: int) -> int:
        """Book a deal of an order and change its position; return the (last) deal's ticket.

        An order that does not wait is done with it; one that waits is left to `settle`.
        """
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
            profit = self._valuer.profit(plan.spec, held.side, held.volume, prices, now)
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
            fee=self._fee(),
            symbol=plan.spec.name,
            comment=plan.request.comment,
        )

    def _commission(self, volume: float) -> float:
        terms = self._account
        due = round(terms.commission * volume + terms.commission_per_deal, _CENTS)
        return -due if due else 0.0

    def _exit_commission(self, volume: float, entry: int) -> float:
        free = self._account.commission_once or entry == c.DEAL_ENTRY_OUT_BY
        return 0.0 if free else self._commission(volume)

    def _fee(self) -> float:
        return -self._account.fee if self._account.fee else 0.0

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

    def leave(self, held: Position, now: int, *, reason: int, price: float, words: str) -> None:
        """Book the server's own closing of a whole position, by an order that says why."""
        order = self._ledger.next_order()
        side = c.ORDER_TYPE_SELL if held.is_buy else c.ORDER_TYPE_BUY
        self._ledger.file(
            Order(
                ticket=order,
                symbol=held.symbol,
                type=side,
                state=c.ORDER_STATE_FILLED,
                volume_initial=held.volume,
                volume_current=0.0,
                price_open=price,
                price_current=price,
                sl=0.0,
                tp=0.0,
                magic=held.magic,
                reason=reason,
                comment=words,
                position_id=held.identifier,
                setup_msc=now,
                done_msc=now,
            )
        )
        leaving = _Exit(
            order=order, at_msc=now, reason=reason, magic=held.magic, comment=words, price=price
        )
        self._shrink(held, held.volume, leaving)

    def leave_rest(self, plan: Plan, ticket: int, now: int, reason: int, *, wanted: float) -> None:
        """Let the part of a market order that found no counterparty wait for one."""
        request, closed = plan.request, plan.position
        closing = plan.effect is Effect.CLOSE and closed is not None
        self._ledger.put_order(
            Order(
                ticket=ticket,
                symbol=plan.spec.name,
                type=request.type,
                state=c.ORDER_STATE_STARTED,
                volume_initial=wanted,
                volume_current=wanted,
                price_open=plan.price,
                price_current=plan.price,
                sl=request.sl,
                tp=request.tp,
                magic=request.magic,
                reason=reason,
                comment=request.comment,
                position_id=closed.identifier if closing and closed is not None else 0,
                setup_msc=now,
                done_msc=0,
                type_filling=request.type_filling,
                type_time=request.type_time,
            )
        )

    def withdraw(self, order: Order, now: int, *, state: int, words: str = "") -> None:
        """End a waiting order without a deal."""
        comment = words or order.comment
        self._ledger.file(replace(order, state=state, done_msc=now, comment=comment))

    def _fill(self, waiting: Order, plan: Plan, identifier: int, now: int) -> None:
        rest = lots(waiting.volume_current - plan.volume)
        filled = replace(
            waiting, volume_current=rest, price_current=plan.price, position_id=identifier
        )
        if rest > 0:
            self._ledger.put_order(replace(filled, state=c.ORDER_STATE_PARTIAL))
        else:
            self._ledger.file(replace(filled, state=c.ORDER_STATE_FILLED, done_msc=now))

    def _file(self, plan: Plan, order: int, identifier: int, now: int, reason: int) -> None:
        request, waiting = plan.request, self._ledger.pending.get(order)
        if waiting is not None:
            self._fill(waiting, plan, identifier, now)
            return
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
        spec = self._valuer.spec(held.symbol)
        prices, now = (held.price_open, leaving.price), leaving.at_msc
        profit = self._valuer.profit(spec, held.side, volume, prices, now)
        swap = round(held.swap * volume / held.volume, _CENTS)
        rest = lots(held.volume - volume)
        if rest > 0:
            left = round(held.swap - swap, _CENTS)
            self._ledger.put(replace(held, volume=rest, swap=left, updated_msc=now))
        else:
            self._ledger.drop(held.ticket)
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
            commission=self._exit_commission(volume, leaving.entry),
            swap=swap,
            profit=profit,
            fee=self._fee(),
            symbol=held.symbol,
            comment=leaving.comment,
        )
        self._ledger.book(deal)
        return deal.ticket
