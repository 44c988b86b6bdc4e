"""The broker's trade server: carries requests out, triggers stops and waiting orders."""

from dataclasses import replace
from typing import Final

from dtms.sim import constants as c
from dtms.sim.clerk import Clerk
from dtms.sim.conditions import Conditions
from dtms.sim.ledger import Ledger
from dtms.sim.market import Market, Quote
from dtms.sim.plan import Effect, Plan
from dtms.sim.planning import Planner, slipped
from dtms.sim.planning_pending import LIMITS, MARKET, STOP_LIMITS
from dtms.sim.records import (
    COMMENTS,
    AccountSpec,
    Answer,
    Order,
    Position,
    Refusal,
    Request,
    refused,
)
from dtms.sim.rollover import nights, swap
from dtms.sim.sessions import ServerZone, is_open
from dtms.sim.stopout import is_out
from dtms.sim.symbols import lots
from dtms.sim.valuation import Standing, Valuer

_CENTS: Final = 2


class TradeServer:
    """Executes requests against the books; `now` is always UTC milliseconds.

    Args:
        market: Prices.
        ledger: Books to change.
        account: Terms.
        zone: The server's wall clock, in which orders expire.
        conditions: How deals are executed.
    """

    def __init__(
        self,
        market: Market,
        ledger: Ledger,
        account: AccountSpec,
        zone: ServerZone,
        conditions: Conditions,
    ) -> None:
        self._market, self._ledger, self._account = market, ledger, account
        self._conditions = conditions
        self.valuer = Valuer(market, account)
        self._planner = Planner(market, ledger, account, self.valuer, zone)
        self._clerk = Clerk(ledger, self.valuer, account)

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
        slip = self._conditions.slip(self._ledger.totals.next_order)
        try:
            plan = self._planner.plan(request, now, slip=slip)
            if request.action == c.TRADE_ACTION_DEAL:
                part = self._found(plan, fraction)
                if part < plan.volume:
                    plan = self._planner.plan(replace(request, volume=part), now, slip=slip)
            return self._carry_out(plan, now, reason, wanted=lots(request.volume))
        except Refusal as no:
            return self._refuse(no.retcode, request, now)

    def _refuse(self, retcode: int, request: Request, now: int) -> Answer:
        answer = refused(retcode)
        known = request.symbol in self._market.specs
        quote = self._market.last(request.symbol, now) if known else None
        if retcode != c.TRADE_RETCODE_REQUOTE or quote is None:
            return answer
        return replace(answer, bid=quote.bid, ask=quote.ask)

    def _found(self, plan: Plan, fraction: float) -> float:
        """Lots of a deal that find a counterparty.

        Raises:
            Refusal: Too few for the filling mode.
        """
        spec, wanted = plan.spec, plan.volume
        if fraction < 1.0:
            steps = int(round(wanted / spec.volume_step) * fraction)
            return lots(max(steps, 1) * spec.volume_step)
        if spec.asks_price or not 0 < spec.depth < wanted:
            return wanted
        part = spec.whole_volume(spec.depth)
        if plan.request.type_filling == c.ORDER_FILLING_FOK or part < spec.volume_min:
            raise Refusal(c.TRADE_RETCODE_REJECT)
        return part

    def _carry_out(self, plan: Plan, now: int, reason: int, *, wanted: float) -> Answer:
        self._ledger.totals.sent += 1
        if plan.order is not None:
            return self._done(self._arrange(plan, plan.order, now, reason))
        if plan.effect is Effect.MODIFY and plan.position is not None:
            self._ledger.put(plan.position)
            return self._done(Answer(retcode=c.TRADE_RETCODE_DONE))
        order = self._ledger.next_order()
        full = plan.effect is Effect.CLOSE_BY or plan.volume == wanted
        if not full and plan.request.type_filling == c.ORDER_FILLING_RETURN:
            self._clerk.leave_rest(plan, order, now, reason, wanted=wanted)
        deal = self._clerk.deal(plan, order, now, reason)
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

    def _arrange(self, plan: Plan, order: Order, now: int, reason: int) -> Answer:
        """Place, change or delete a waiting order."""
        if plan.effect is Effect.REMOVE:
            self._clerk.withdraw(order, now, state=c.ORDER_STATE_CANCELED)
            return Answer(retcode=c.TRADE_RETCODE_DONE, order=order.ticket)
        if plan.effect is Effect.PLACE:
            ticket = self._ledger.next_order()
            order = replace(order, ticket=ticket, reason=min(reason, c.ORDER_REASON_EXPERT))
        self._ledger.put_order(order)
        return Answer(
            retcode=c.TRADE_RETCODE_DONE,
            order=order.ticket,
            volume=plan.volume,
            price=plan.price,
            bid=plan.quote.bid,
            ask=plan.quote.ask,
        )

    def _done(self, answer: Answer) -> Answer:
        words, number = COMMENTS[answer.retcode], self._ledger.totals.sent
        return replace(answer, comment=words, request_id=number)

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
        if reason == c.DEAL_REASON_SL:
            slip = self._conditions.slip(self._ledger.totals.next_order)
            fill = slipped(spec, 1 - held.side, fill, slip)
        words = f"[{word} {level:.{spec.digits}f}]"
        self._clerk.leave(held, now, reason=reason, price=fill, words=words)
        return True

    def trigger(self, order: Order, quote: Quote, now: int) -> None:
        """Fill a waiting order which a quote has reached, or turn a stop-limit into its limit."""
        price = quote.ask if order.is_buy else quote.bid
        if not _is_reached(order, price):
            return
        if order.type in STOP_LIMITS:
            limit = c.ORDER_TYPE_BUY_LIMIT if order.is_buy else c.ORDER_TYPE_SELL_LIMIT
            waits_at = order.stoplimit
            self._ledger.put_order(replace(order, type=limit, price_open=waits_at, stoplimit=0.0))
            return
        spec = self._planner.spec(order.symbol)
        fill = price if quote.jump or order.type in MARKET else order.price_open
        if order.type not in LIMITS:
            fill = slipped(spec, order.side, fill, self._conditions.slip(order.ticket))
        volume = order.volume_current
        if 0 < spec.depth < volume and not spec.asks_price:
            volume = spec.whole_volume(spec.depth)
        try:
            self._fill(order, quote, now, volume=volume, price=fill)
        except Refusal as no:
            words = COMMENTS[no.retcode]
            self._clerk.withdraw(order, now, state=c.ORDER_STATE_REJECTED, words=words)

    def _fill(self, order: Order, quote: Quote, now: int, *, volume: float, price: float) -> None:
        short = volume < order.volume_current
        if short and (order.type_filling == c.ORDER_FILLING_FOK or volume <= 0):
            raise Refusal(c.TRADE_RETCODE_REJECT)
        orphaned = order.position_id and order.position_id not in self._ledger.positions
        if orphaned and not self._planner.nets:
            # A remainder follows its position: that one is gone.
            self._clerk.withdraw(order, now, state=c.ORDER_STATE_CANCELED)
            return
        plan = self._planner.activate(order, quote, now, volume=volume, price=price)
        self._clerk.deal(plan, order.ticket, now, order.reason)
        rest = self._ledger.pending.get(order.ticket)
        if rest is not None and order.type_filling != c.ORDER_FILLING_RETURN:
            self._clerk.withdraw(rest, now, state=c.ORDER_STATE_CANCELED)

    def stop_out(self, now: int) -> bool:
        """Close the biggest losers while the account is at its stop-out; tell whether it was."""
        if not self._ledger.positions or not is_out(self.standing(now), self._account):
            return False
        for order in tuple(self._ledger.pending.values()):
            self._clerk.withdraw(order, now, state=c.ORDER_STATE_CANCELED)
        while self._ledger.positions:
            standing = self.standing(now)
            losers = [p for p in self._ledger.positions.values() if self._trades(p, now)]
            if not losers or not is_out(standing, self._account):
                break
            worst = min(losers, key=lambda p: self.valuer.floating(p, now) + p.swap)
            price = self.valuer.exit_price(worst, now)
            words = f"[so {standing.level:.2f}%/{standing.equity:.2f}]"
            self._clerk.leave(worst, now, reason=c.DEAL_REASON_SO, price=price, words=words)
        return True

    def _trades(self, held: Position, now: int) -> bool:
        return is_open(self._planner.spec(held.symbol).schedule, now)

    def charge_swap(self, zone: ServerZone, midnight: int) -> None:
        """Charge or credit each position its nights."""
        for held in tuple(self._ledger.positions.values()):
            count = nights(self._planner.spec(held.symbol), zone, midnight)
            if count:
                charged = round(held.swap + count * swap(self.valuer, held, midnight), _CENTS)
                self._ledger.put(replace(held, swap=charged))

    def expire(self, now: int) -> None:
        """End the waiting orders whose time is over."""
        for order in tuple(self._ledger.pending.values()):
            if 0 < order.expires_msc <= now:
                self._clerk.withdraw(order, now, state=c.ORDER_STATE_EXPIRED)


def _is_reached(order: Order, price: float) -> bool:
    if order.type in MARKET:
        return True
    # A buy limit and a sell stop wait for a fall, the others for a rise.
    falls = order.is_buy == (order.type in LIMITS)
    return price <= order.price_open if falls else price >= order.price_open
