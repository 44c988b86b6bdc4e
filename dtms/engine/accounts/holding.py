"""Everybody's open positions in account currency, and how they load the account."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from dtms.core.errors import BrokerUnavailable, UnknownSymbol
from dtms.core.magic import read_magic
from dtms.core.market import Instrument, Quote
from dtms.core.portfolio import Holding
from dtms.core.rails import Load
from dtms.core.trade import ActionKind, Position, Trade
from dtms.engine.station import Snapshot, Station

_PROBE_TICKS = 100  # over which the money value of a price unit is asked of the broker


class Holdings:
    """Values positions; what a symbol's price unit is worth is asked once a check."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._worth: dict[str, tuple[Instrument, float]] = {}

    async def refresh(self, snapshot: Snapshot) -> None:
        """Ask what each open symbol's price unit is worth now."""
        worth = {}
        for position in snapshot.positions:
            if position.symbol not in worth:
                found = await self._ask(position)
                if found is not None:
                    worth[position.symbol] = found
        self._worth = worth

    def instrument(self, symbol: str) -> Instrument | None:
        """Return an open symbol's steps and hours, None while the terminal does not tell."""
        worth = self._worth.get(symbol)
        return None if worth is None else worth[0]

    def of(self, snapshot: Snapshot) -> tuple[Holding, ...]:
        """Return the positions of a reading that can be valued."""
        hedges = {
            trade.hedge.ticket for trade in self._station.ledger.trades.values() if trade.hedge
        }
        return tuple(
            Holding(
                position=position,
                instrument=self._worth[position.symbol][0],
                value=self._worth[position.symbol][1],
                hedge=position.ticket in hedges or self._is_hedge(position),
            )
            for position in snapshot.positions
            if position.symbol in self._worth
        )

    def load(
        self,
        snapshot: Snapshot,
        instrument: Instrument,
        quote: Quote,
        *,
        trade: Trade | None,
        value: float,
        day_began: datetime,
    ) -> Load:
        """Return what the account carries, seen from one symbol and one trade."""
        held = self.of(snapshot)
        counted = [one for one in held if not one.hedge]
        unknown = len(held) < len(snapshot.positions)
        today = [one for one in counted if one.position.opened_at >= day_began]
        legs = set() if trade is None else {trade.main.ticket, *(leg.ticket for leg in trade.legs)}
        family = [one for one in counted if one.position.ticket in legs]
        others = len(snapshot.positions) - len(held)  # those that cannot be valued count too
        return Load(
            positions=len(counted) + others,
            on_symbol=sum(1 for one in counted if one.position.symbol == instrument.symbol),
            on_currency=_on_currency(counted, instrument),
            volume=sum((one.volume for one in snapshot.positions), Decimal(0)),
            trade_risk=_risk(family),
            day_risk=None if unknown else _risk(today),
            equity=snapshot.account.equity,
            value=value,
            quote=quote,
        )

    async def _ask(self, position: Position) -> tuple[Instrument, float] | None:
        broker = self._station.broker
        try:
            instrument = await broker.instrument(position.symbol)
            probe = instrument.tick_size * _PROBE_TICKS
            gain = await broker.profit(
                position.symbol,
                lots=Decimal(1),
                opened=position.price,
                closed=position.price + probe,
            )
        except (BrokerUnavailable, UnknownSymbol):
            return None
        return instrument, gain / float(probe)

    def _is_hedge(self, position: Position) -> bool:
        magic = read_magic(position.magic, namespace=self._station.namespace)
        return magic is not None and magic.kind is ActionKind.HEDGE


def _on_currency(counted: Sequence[Holding], instrument: Instrument) -> int:
    def touching(currency: str) -> int:
        return sum(
            1
            for one in counted
            if currency in {one.instrument.currency_base, one.instrument.currency_profit}
        )

    return max(touching(instrument.currency_base), touching(instrument.currency_profit))


def _risk(held: Sequence[Holding]) -> float | None:
    """Return what positions lose at their stops; None when one has none."""
    risks = [one.risk for one in held]
    known = [risk for risk in risks if risk is not None]
    return sum(known) if len(known) == len(risks) else None
