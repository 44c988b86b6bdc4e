"""The module's functions that read positions, orders and deals."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from dtms.sim import constants as c
from dtms.sim import views
from dtms.sim.arguments import CallError, bad_arguments, group_filter, moment
from dtms.sim.calls import Calls, asks
from dtms.sim.records import Deal, Order, Position
from dtms.sim.structs import Struct

_DATES = 2


class HistoryCalls(Calls):
    """`positions_get`, `orders_get` and the history."""

    @asks(None)
    def positions_total(self) -> int:
        """Number of open positions, the invisible ones left out."""
        return len(self._visible())

    @asks(None)
    def positions_get(self, /, *args: object, **keywords: object) -> tuple[Struct, ...]:
        """Open positions: by ticket, else by symbol, else by group, else all."""
        if args:
            raise CallError(c.RES_E_INVALID_PARAMS, "Unnamed arguments not allowed")
        self._desk.count_read()
        held = _chosen(self._visible(), keywords)
        hidden = self._desk.hidden
        for ticket, reads in tuple(hidden.items()):
            hidden[ticket] = reads - 1
            if reads <= 1:
                del hidden[ticket]
        msc = self._desk.shown_msc
        return tuple(views.position_struct(self._desk, p, msc) for p in held)

    def _visible(self) -> list[Position]:
        return [p for p in self._desk.seen().positions if p.ticket not in self._desk.hidden]

    @asks(None)
    def orders_total(self) -> int:
        """Number of waiting orders."""
        return len(self._desk.seen().orders)

    @asks(None)
    def orders_get(self, /, *args: object, **keywords: object) -> tuple[Struct, ...]:
        """Waiting orders: by ticket, else by symbol, else by group, else all."""
        if args:
            raise CallError(c.RES_E_INVALID_PARAMS, "Unnamed arguments not allowed")
        waiting = _chosen(self._desk.seen().orders, keywords)
        return tuple(views.waiting_struct(self._desk, order) for order in waiting)

    @asks(None)
    def history_orders_total(self, *args: object) -> int:
        """Number of orders done between two dates."""
        return len(_history(self._orders(), args, {}, self._server_s))

    @asks(None)
    def history_orders_get(self, /, *args: object, **keywords: object) -> tuple[Struct, ...]:
        """Orders done between two dates, or by order ticket, or by position."""
        found = _history(self._orders(), args, keywords, self._server_s)
        return tuple(views.order_struct(self._desk, o) for o in found)

    @asks(None)
    def history_deals_total(self, *args: object) -> int:
        """Number of deals between two dates."""
        return len(_history(self._deals(), args, {}, self._server_s))

    @asks(None)
    def history_deals_get(self, /, *args: object, **keywords: object) -> tuple[Struct, ...]:
        """Deals between two dates, or of an order (`ticket=`), or of a position."""
        found = _history(self._deals(), args, keywords, self._server_s)
        return tuple(views.deal_struct(self._desk, d) for d in found)

    def _orders(self) -> list[Order]:
        before, hidden = self._desk.seen().before_order, self._desk.count_history_read()
        # As they were done, and by ticket within one instant: the same after a restart.
        orders = sorted(self._desk.ledger.orders.values(), key=attrgetter("done_msc", "ticket"))
        return [o for o in orders if o.ticket < before and o.ticket not in hidden]

    def _deals(self) -> list[Deal]:
        before, hidden = self._desk.seen().before_deal, self._desk.count_history_read()
        deals = self._desk.ledger.deals.values()
        return [d for d in deals if d.ticket < before and d.order not in hidden]

    def _server_s(self, msc: int) -> int:
        return self._desk.zone.to_server(msc // 1000)


def _chosen[R: Order | Position](held: Sequence[R], keywords: Mapping[str, object]) -> Sequence[R]:
    """Apply the first filter that is given; a misspelt one filters nothing, as in the module."""
    if "ticket" in keywords:
        ticket = keywords["ticket"]
        if not isinstance(ticket, int) or ticket < 0:
            raise CallError(c.RES_E_INVALID_PARAMS, 'Invalid "ticket" argument')
        return [p for p in held if p.ticket == ticket]
    if "symbol" in keywords:
        symbol = keywords["symbol"]
        if not isinstance(symbol, str):
            raise CallError(c.RES_E_INVALID_PARAMS, 'Invalid "symbol" argument')
        return [p for p in held if p.symbol == symbol]
    if "group" in keywords:
        admits = group_filter(keywords["group"])
        return [p for p in held if admits(p.symbol)]
    return held


def _history[R: Order | Deal](
    records: Sequence[R],
    args: Sequence[object],
    keywords: Mapping[str, object],
    server_s: Callable[[int], int],
) -> list[R]:
    for name in ("ticket", "position"):
        if name in keywords:
            wanted = keywords[name]
            if not isinstance(wanted, int) or wanted < 0:
                raise CallError(c.RES_E_INVALID_PARAMS, f'Invalid "{name}" argument')
            return [r for r in records if _key(r, name) == wanted]
    dates = [*args, *(keywords[k] for k in ("date_from", "date_to") if k in keywords)]
    if len(dates) != _DATES:
        raise bad_arguments()
    since, until = (moment(date) for date in dates)
    admits = group_filter(keywords.get("group", "*"))
    return [r for r in records if since <= server_s(_done(r)) <= until and admits(r.symbol)]


def _key(record: Order | Deal, name: str) -> int:
    if name == "position":
        return record.position_id
    return record.order if isinstance(record, Deal) else record.ticket


def _done(record: Order | Deal) -> int:
    return record.at_msc if isinstance(record, Deal) else record.done_msc
