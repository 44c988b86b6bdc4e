"""Money: profit and margin in the account's currency, rounded to cents as the server does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from dtms.sim import constants as c
from dtms.sim.errors import SimError
from dtms.sim.market import Market, Quote
from dtms.sim.records import AccountSpec, Position, Refusal
from dtms.sim.symbols import SymbolSpec

_CENTS: Final = 2
_FOREX: Final = frozenset({c.SYMBOL_CALC_MODE_FOREX, c.SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE})
_FUTURES: Final = frozenset({c.SYMBOL_CALC_MODE_FUTURES, c.SYMBOL_CALC_MODE_EXCH_FUTURES})
_PRICED: Final = frozenset(
    {
        c.SYMBOL_CALC_MODE_CFD,
        c.SYMBOL_CALC_MODE_CFDINDEX,
        c.SYMBOL_CALC_MODE_CFDLEVERAGE,
        c.SYMBOL_CALC_MODE_EXCH_STOCKS,
    }
)
_LEVERED: Final = frozenset({c.SYMBOL_CALC_MODE_FOREX, c.SYMBOL_CALC_MODE_CFDLEVERAGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The account at an instant, in its currency.

    Attributes:
        profit: Floating profit without swap.
        equity: Balance + credit + floating profit and swap.
        level: Equity in per cent of margin; 0 without margin.
    """

    balance: float
    credit: float
    profit: float
    equity: float
    margin: float
    free: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """One conversion: sell the symbol's base for its quote currency, or the other way."""

    symbol: str
    sells_base: bool


class Valuer:
    """Prices positions at the market of an instant."""

    def __init__(self, market: Market, account: AccountSpec) -> None:
        self._market, self._account = market, account
        self._paths: dict[str, tuple[_Hop, ...]] = {}
        for spec in market.specs.values():
            _demand_simulated(spec)
            currencies = [spec.profit, spec.margin]
            if spec.swap_mode == c.SYMBOL_SWAP_MODE_CURRENCY_SYMBOL:
                currencies.append(spec.base)
            for currency in currencies:
                self._paths[currency] = self._path(currency)

    @property
    def currency(self) -> str:
        """The account's currency."""
        return self._account.currency

    def hops(self, symbol: str) -> tuple[str, ...]:
        """Symbols through which a symbol's profit is converted; empty when it converts itself."""
        spec = self._market.specs[symbol]
        if self.converts_itself(spec):
            return ()
        return tuple(hop.symbol for hop in self._paths[spec.profit])

    def converts_itself(self, spec: SymbolSpec) -> bool:
        """Whether the symbol's own price turns its profit into the account's currency."""
        return spec.base == self._account.currency != spec.profit

    def spec(self, symbol: str) -> SymbolSpec:
        """Terms of a symbol."""
        return self._market.specs[symbol]

    def _path(self, currency: str) -> tuple[_Hop, ...]:
        """The shortest chain of symbols that turns a currency into the account's."""
        reached: dict[str, tuple[_Hop, ...]] = {currency: ()}
        while self._account.currency not in reached:
            wider = dict(reached)
            for spec in self._market.specs.values():
                for given, gained, sells in (
                    (spec.base, spec.profit, True),
                    (spec.profit, spec.base, False),
                ):
                    if given in reached and gained not in wider:
                        hop = _Hop(symbol=spec.name, sells_base=sells)
                        wider[gained] = (*reached[given], hop)
            if len(wider) == len(reached):
                message = f"no symbol converts {currency} to {self._account.currency}; add one"
                raise SimError(message)
            reached = wider
        return reached[self._account.currency]

    def convert(self, amount: float, currency: str, msc: int) -> float:
        """Turn an amount into the account's currency on the side that costs the holder.

        Raises:
            Refusal: A converting symbol has no quote yet.
        """
        for hop in self._paths[currency] if amount else ():
            quote = self._quote(hop.symbol, msc)
            if hop.sells_base:
                amount *= quote.bid if amount > 0 else quote.ask
            else:
                amount /= quote.ask if amount > 0 else quote.bid
        return amount

    def _quote(self, symbol: str, msc: int) -> Quote:
        quote = self._market.last(symbol, msc)
        if quote is None:
            raise Refusal(c.TRADE_RETCODE_PRICE_OFF)
        return quote

    def profit(
        self, spec: SymbolSpec, side: int, volume: float, prices: tuple[float, float], msc: int
    ) -> float:
        """Profit of `volume` lots between an opening and a closing price."""
        opened, closed = prices
        moved = closed - opened if side == c.POSITION_TYPE_BUY else opened - closed
        amount = moved * volume * spec.worth
        if self.converts_itself(spec):
            # The symbol is its own conversion: the server divides by the closing price.
            return round(amount / closed, _CENTS)
        return round(self.convert(amount, spec.profit, msc), _CENTS)

    def floating(self, position: Position, msc: int) -> float:
        """Profit of a position if it were closed now, without swap."""
        spec = self._market.specs[position.symbol]
        price = self.exit_price(position, msc)
        prices = (position.price_open, price)
        return self.profit(spec, position.side, position.volume, prices, msc)

    def exit_price(self, position: Position, msc: int) -> float:
        """Bid for a buy, ask for a sell."""
        quote = self._quote(position.symbol, msc)
        return quote.bid if position.is_buy else quote.ask

    def margin_unit(self, spec: SymbolSpec, price: float, msc: int) -> float:
        """Margin of one unit of the contract for an opening at this price."""
        leverage = self._account.leverage if spec.calc_mode in _LEVERED else 1
        if spec.calc_mode in _FUTURES:
            per_unit = spec.margin_initial / spec.contract_size * self._margin_rate(spec, msc)
        elif spec.calc_mode in _FOREX:
            share = spec.margin_initial / spec.contract_size if spec.margin_initial else 1.0
            per_unit = share * self._base_rate(spec, price, msc)
        else:
            per_unit = price * spec.worth / spec.contract_size * self._margin_rate(spec, msc)
        return per_unit * spec.margin_rate / leverage

    def _base_rate(self, spec: SymbolSpec, price: float, msc: int) -> float:
        if spec.margin == self._account.currency:
            return 1.0
        if (spec.base, spec.profit) == (spec.margin, self._account.currency):
            return price
        return self._margin_rate(spec, msc)

    def _margin_rate(self, spec: SymbolSpec, msc: int) -> float:
        return -self.convert(-1.0, spec.margin, msc)

    def margin(self, positions: Iterable[Position]) -> float:
        """Margin of these positions together, hedged ones at the symbol's hedged rate."""
        by_symbol: dict[str, list[Position]] = {}
        for position in positions:
            by_symbol.setdefault(position.symbol, []).append(position)
        return round(fsum(self._symbol_margin(s, held) for s, held in by_symbol.items()), _CENTS)

    def _symbol_margin(self, symbol: str, held: Sequence[Position]) -> float:
        spec = self._market.specs[symbol]
        buys, buy_unit = _leg([p for p in held if p.is_buy])
        sells, sell_unit = _leg([p for p in held if not p.is_buy])
        contract = spec.contract_size
        if spec.margin_hedged_use_leg:
            return round(max(buys * buy_unit, sells * sell_unit) * contract, _CENTS)
        covered = min(buys, sells)
        larger = buy_unit if buys > sells else sell_unit
        uncovered = abs(buys - sells) * larger * contract
        both = (buys * buy_unit + sells * sell_unit) / (buys + sells)
        return round(uncovered + covered * both * spec.margin_hedged, _CENTS)

    def standing(
        self, balance: float, credit: float, positions: Sequence[Position], msc: int
    ) -> Standing:
        """The account with these positions open."""
        profit = round(fsum(self.floating(p, msc) for p in positions), _CENTS)
        swap = round(fsum(p.swap for p in positions), _CENTS)
        equity = round(balance + credit + profit + swap, _CENTS)
        margin = self.margin(positions)
        return Standing(
            balance=balance,
            credit=credit,
            profit=profit,
            equity=equity,
            margin=margin,
            free=round(equity - margin, _CENTS),
            level=equity / margin * 100 if margin else 0.0,
        )


def _leg(positions: Sequence[Position]) -> tuple[float, float]:
    """Total volume of one side and its volume-weighted margin unit."""
    volume = sum(p.volume for p in positions)
    if not volume:
        return 0.0, 0.0
    return volume, sum(p.volume * p.margin_unit for p in positions) / volume


def _demand_simulated(spec: SymbolSpec) -> None:
    if spec.calc_mode not in _FOREX | _FUTURES | _PRICED:
        message = f"{spec.name}: calc_mode {spec.calc_mode} is not simulated; use another"
        raise SimError(message)
