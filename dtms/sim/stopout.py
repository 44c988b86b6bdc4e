"""When the server takes over: stop-out, and how far prices may move before it can come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dtms.sim import constants as c
from dtms.sim.ledger import Ledger
from dtms.sim.market import Levels, Market
from dtms.sim.records import AccountSpec, Position
from dtms.sim.valuation import Standing, Valuer

_INFINITE: Final = float("inf")
# Within these moves the bounds below hold; beyond them everything is reckoned anew.
_BAND: Final = 0.05
_RATE_BAND: Final = 0.005
_RATE_RESERVE: Final = 0.05


@dataclass(slots=True)
class _Bound:
    bid_low: float = -_INFINITE
    bid_high: float = _INFINITE
    ask_high: float = _INFINITE

    def levels(self) -> Levels:
        return Levels(
            bid_low=self.bid_low,
            bid_high=self.bid_high,
            ask_high=self.ask_high,
            ask_low=-_INFINITE,
        )


def is_called(standing: Standing, account: AccountSpec) -> bool:
    """Whether the account has reached its margin call."""
    return _slack(standing, account, account.so_call) <= 0 < standing.margin


def is_out(standing: Standing, account: AccountSpec) -> bool:
    """Whether the account has reached its stop-out."""
    return _slack(standing, account, account.so_out) <= 0


def _slack(standing: Standing, account: AccountSpec, level: float) -> float:
    """Money left above a level.

    Remembered, not verified: the level in money is one of the free margin, and positions that need
    no margin are taken when the equity is gone.
    """
    if not standing.margin:
        return standing.equity
    if account.so_mode == c.ACCOUNT_STOPOUT_MODE_MONEY:
        return standing.free - level
    return standing.equity - standing.margin * level / 100


class Guard:
    """Finds prices short of which no stop-out is possible, so that quotes need no reckoning.

    The money left is shared among the positions' symbols and sides. While none has lost its share,
    the account stands; once one has, the account is reckoned anew.
    """

    def __init__(
        self, market: Market, ledger: Ledger, account: AccountSpec, valuer: Valuer
    ) -> None:
        self._market, self._ledger, self._account = market, ledger, account
        self._valuer = valuer

    def bounds(self, standing: Standing, now: int) -> Mapping[str, Levels]:
        """Levels to watch by symbol, given how the account stands now."""
        groups: dict[tuple[str, bool], list[Position]] = {}
        for held in self._ledger.positions.values():
            groups.setdefault((held.symbol, held.is_buy), []).append(held)
        found: dict[str, _Bound] = {}
        left = _slack(standing, self._account, self._account.so_out)
        left -= self._rates(found, now)
        share = left / len(groups) if groups else 0.0
        for (symbol, is_buy), positions in groups.items():
            quote = self._market.last(symbol, now)
            if quote is None:
                continue
            bound = found.setdefault(symbol, _Bound())
            price = quote.bid if is_buy else quote.ask
            worth = sum(self._worth(held, price, now) for held in positions)
            room = min(max(share, 0.0) / worth, price * _BAND) if share > 0 else -price
            if is_buy:
                bound.bid_low = max(bound.bid_low, price - room)
            else:
                bound.ask_high = min(bound.ask_high, price + room)
        return {symbol: bound.levels() for symbol, bound in found.items()}

    def _rates(self, found: dict[str, _Bound], now: int) -> float:
        """Watch the converting symbols; return the money their moves may cost meanwhile."""
        reserve = 0.0
        for held in self._ledger.positions.values():
            hops = self._valuer.hops(held.symbol)
            if hops:
                reserve += abs(self._valuer.floating(held, now)) * _RATE_RESERVE
            for symbol in hops:
                quote = self._market.last(symbol, now)
                if quote is not None:
                    bound = found.setdefault(symbol, _Bound())
                    bound.bid_low = max(bound.bid_low, quote.bid * (1 - _RATE_BAND))
                    bound.bid_high = min(bound.bid_high, quote.bid * (1 + _RATE_BAND))
        return reserve

    def _worth(self, held: Position, price: float, now: int) -> float:
        """Money, at most, that the position loses for each unit of price within the band."""
        spec = self._valuer.spec(held.symbol)
        amount = held.volume * spec.worth
        if self._valuer.converts_itself(spec):
            return amount * held.price_open / (price * price) / (1 - _BAND)
        return -self._valuer.convert(-amount, spec.profit, now) * (1 + _RATE_RESERVE)
