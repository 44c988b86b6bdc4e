"""Whatever is done to the terminal, in whatever order, its books add up."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dtms.sim import constants as c
from dtms.sim.conditions import Conditions, Latency, Slippage
from dtms.sim.faults import DropAnswer, Fault
from dtms.sim.feed import TickFeed
from dtms.sim.records import AccountSpec
from dtms.sim.structs import Struct
from dtms.sim.terminal import Terminal
from tests.sim.builders import T0, a_deal, a_pending, a_symbol, after

CENT: Final = 0.005
SYMBOLS: Final = (
    a_symbol("EURUSD", depth=0.4, exemode=c.SYMBOL_TRADE_EXECUTION_EXCHANGE, stops_level=20),
    a_symbol("GBPUSD", margin_hedged_use_leg=True),
    a_symbol("USDJPY", margin_hedged=0.0, volume_limit=2.0),
    a_symbol("XAUUSD", filling=3, volume_step=0.05, volume_min=0.05),
    a_symbol("EURUSD", called="EURGBP", profit="GBP", margin_hedged=50_000.0),
)
OPENS: Final = {
    "EURUSD": (1.1, 1e-4),
    "GBPUSD": (1.3, 1e-4),
    "USDJPY": (150.0, 1e-2),
    "XAUUSD": (2000.0, 0.2),
    "EURGBP": (0.85, 1e-4),
}
SPECS: Final = {spec.name: spec for spec in SYMBOLS}
NAMES: Final = tuple(SPECS)
KINDS: Final = tuple(range(c.ORDER_TYPE_BUY_LIMIT, c.ORDER_TYPE_SELL_STOP_LIMIT + 1))


def walk() -> TickFeed:
    """Five weeks of quotes every ten minutes, calm and with jumps, from a fixed seed."""
    random = np.random.default_rng(20250603)
    ticks = {}
    for spec in SYMBOLS:
        price, spread = OPENS[spec.name]
        moves = random.standard_t(3, 5_000) * 8e-4
        bids = np.round(price * np.exp(np.cumsum(moves)), spec.digits)
        ticks[spec.name] = [
            (after(600.0 * at), float(bid), round(float(bid) + spread, spec.digits))
            for at, bid in enumerate(bids)
        ]
    return TickFeed(ticks)


FEED: Final = walk()
PICK: Final = st.integers(0, 50)
STEPS: Final = st.integers(0, 120)
POINTS: Final = st.integers(-300, 3_000)


@dataclass(frozen=True, kw_only=True)
class Reading:
    nets: bool
    account: Struct
    held: tuple[Struct, ...]
    waiting: tuple[Struct, ...]
    deals: tuple[Struct, ...]
    orders: tuple[Struct, ...]

    @property
    def trades(self) -> tuple[Struct, ...]:
        return self.deals[1:]


def equity_and_margin_add_up(read: Reading) -> None:
    account = read.account
    floating = sum(p.profit + p.swap for p in read.held)
    assert abs(account.equity - account.balance - account.credit - floating) < CENT
    assert abs(account.profit - sum(p.profit for p in read.held)) < CENT
    assert abs(account.margin_free - (account.equity - account.margin)) < CENT
    assert account.margin >= 0
    assert read.held or account.margin == 0


def deals_add_up_to_the_balance(read: Reading) -> None:
    total = sum(d.profit + d.commission + d.swap + d.fee for d in read.deals)
    assert abs(total - read.account.balance) < CENT


def volume_is_conserved(read: Reading) -> None:
    left: dict[str, float] = {}
    for deal in read.trades:
        sign = 1 if deal.type == c.DEAL_TYPE_BUY else -1
        left[deal.symbol] = left.get(deal.symbol, 0.0) + sign * deal.volume
    for position in read.held:
        sign = 1 if position.type == c.POSITION_TYPE_BUY else -1
        left[position.symbol] = left.get(position.symbol, 0.0) - sign * position.volume
    assert all(abs(volume) < 1e-8 for volume in left.values()), left


def volume_of_each_position_is_conserved(read: Reading) -> None:
    if read.nets:
        return
    left: dict[int, float] = {}
    for deal in read.trades:
        sign = 1 if deal.entry == c.DEAL_ENTRY_IN else -1
        left[deal.position_id] = left.get(deal.position_id, 0.0) + sign * deal.volume
    held = {p.identifier: p.volume for p in read.held}
    assert {k: round(v, 8) for k, v in left.items() if round(v, 8)} == held


def nothing_is_orphaned(read: Reading) -> None:
    opened = {d.position_id for d in read.trades if d.entry == c.DEAL_ENTRY_IN}
    known, waiting = {o.ticket for o in read.orders}, {o.ticket for o in read.waiting}
    assert {d.position_id for d in read.trades} <= opened
    assert {p.identifier for p in read.held} <= opened
    assert {d.order for d in read.trades} <= known | waiting
    assert not known & waiting


def orders_were_filled_by_their_deals(read: Reading) -> None:
    dealt: dict[int, float] = {}
    for deal in read.trades:
        if deal.entry != c.DEAL_ENTRY_OUT_BY:
            dealt[deal.order] = dealt.get(deal.order, 0.0) + deal.volume
    for order in (*read.orders, *read.waiting):
        filled = order.volume_initial - order.volume_current
        if order.type != c.ORDER_TYPE_CLOSE_BY:
            assert abs(filled - dealt.get(order.ticket, 0.0)) < 1e-8
        if order.state == c.ORDER_STATE_FILLED:
            assert order.volume_current == 0


def volumes_are_whole_steps(read: Reading) -> None:
    volumes = [(p.symbol, p.volume) for p in (*read.held, *read.trades)]
    volumes += [(o.symbol, o.volume_current) for o in read.waiting]
    for symbol, volume in volumes:
        assert volume > 0
        assert SPECS[symbol].is_whole_volume(volume)


def netting_holds_one_position_a_symbol(read: Reading) -> None:
    symbols = [p.symbol for p in read.held]
    assert not read.nets or len(symbols) == len(set(symbols))


def waiting_orders_wait(read: Reading) -> None:
    for order in read.waiting:
        assert order.state in {c.ORDER_STATE_PLACED, c.ORDER_STATE_PARTIAL}
        assert order.time_done == 0


CHECKS: Final = (
    equity_and_margin_add_up,
    deals_add_up_to_the_balance,
    volume_is_conserved,
    volume_of_each_position_is_conserved,
    nothing_is_orphaned,
    orders_were_filled_by_their_deals,
    volumes_are_whole_steps,
    netting_holds_one_position_a_symbol,
    waiting_orders_wait,
)


class Books(RuleBasedStateMachine):
    """A trader who does everything at random."""

    @initialize(
        mode=st.sampled_from((0, 1, 2)),
        deposit=st.sampled_from((1_500.0, 10_000.0, 100_000.0)),
        credit=st.sampled_from((0.0, 250.0)),
        money=st.booleans(),
        rough=st.booleans(),
    )
    def open(self, *, mode: int, deposit: float, credit: float, money: bool, rough: bool) -> None:
        self.folder = TemporaryDirectory()
        self.account = AccountSpec(
            deposit=deposit,
            credit=credit,
            margin_mode=mode,
            commission=3.3,
            commission_per_deal=0.1,
            fee=0.07,
            charges_swap=True,
            so_mode=int(money),
        )
        self.conditions = Conditions()
        if rough:
            self.conditions = Conditions(
                latency=Latency(median_msc=300, sigma=1.0),
                slippage=Slippage(deviation=2.0, tail_chance=0.1, tail=30.0),
            )
        self.start()

    def start(self) -> None:
        self.terminal = Terminal(
            feed=FEED,
            account=self.account,
            symbols=SYMBOLS,
            store=Path(self.folder.name),
            start=T0,
            conditions=self.conditions,
        )
        self.api = self.terminal.api
        self.api.initialize()
        for spec in SYMBOLS:
            self.api.symbol_select(spec.name)

    def teardown(self) -> None:
        if hasattr(self, "terminal"):
            self.terminal.close()
            self.folder.cleanup()

    def held(self, pick: int) -> Struct:
        positions = self.api.positions_get()
        return positions[pick % len(positions)]

    def waiting(self, pick: int) -> Struct:
        orders = self.api.orders_get()
        return orders[pick % len(orders)]

    def some_held(self) -> bool:
        return bool(self.api.positions_total())

    def some_waiting(self) -> bool:
        return bool(self.api.orders_total())

    @rule(name=st.sampled_from(NAMES), side=st.integers(0, 1), steps=STEPS, fill=st.integers(0, 2))
    def deal(self, name: str, side: int, steps: int, fill: int) -> None:
        volume = round(steps * 0.01, 2)
        self.api.order_send(
            a_deal(self.api, symbol=name, type=side, volume=volume, type_filling=fill)
        )

    @rule(
        name=st.sampled_from(NAMES),
        kind=st.sampled_from(KINDS),
        steps=st.integers(1, 80),
        points=POINTS,
        stop=POINTS,
        lapse=st.integers(0, 2),
    )
    def place(
        self, *, name: str, kind: int, steps: int, points: int, stop: int, lapse: int
    ) -> None:
        spec, tick = SPECS[name], self.api.symbol_info_tick(name)
        side, limit = kind % 2, kind in {2, 3}
        sign = -1 if (side == 0) == limit else 1
        price = spec.price((tick.bid if side else tick.ask) + sign * points * spec.point)
        back = points // 2 * spec.point
        self.api.order_send(
            a_pending(
                self.api,
                symbol=name,
                type=kind,
                volume=round(steps * spec.volume_step, 2),
                price=price,
                stoplimit=spec.price(price - back if side == 0 else price + back),
                sl=spec.price(price + (stop if side else -stop) * spec.point),
                type_time=lapse,
                expiration=tick.time + stop * 60 if lapse == 2 else 0,
                type_filling=steps % 3,
            )
        )

    @precondition(some_waiting)
    @rule(pick=PICK, points=POINTS)
    def change(self, pick: int, points: int) -> None:
        order = self.waiting(pick)
        point = self.api.symbol_info(order.symbol).point
        request = {"action": 7, "order": order.ticket, "price": order.price_open + points * point}
        self.api.order_send(request | {"stoplimit": order.price_stoplimit})

    @precondition(some_waiting)
    @rule(pick=PICK)
    def remove(self, pick: int) -> None:
        self.api.order_send({"action": 8, "order": self.waiting(pick).ticket})

    @precondition(some_held)
    @rule(pick=PICK, steps=STEPS, whole=st.booleans(), fill=st.integers(0, 2))
    def close(self, pick: int, *, steps: int, whole: bool, fill: int) -> None:
        held = self.held(pick)
        self.api.order_send(
            a_deal(
                self.api,
                symbol=held.symbol,
                type=1 - held.type,
                position=held.ticket,
                volume=held.volume if whole else round(steps * 0.01, 2),
                type_filling=fill,
            )
        )

    @precondition(some_held)
    @rule(pick=PICK, other=PICK)
    def close_by(self, pick: int, other: int) -> None:
        first, second = self.held(pick).ticket, self.held(other).ticket
        self.api.order_send({"action": 10, "position": first, "position_by": second})

    @precondition(some_held)
    @rule(pick=PICK, stop=POINTS, goal=POINTS)
    def protect(self, pick: int, stop: int, goal: int) -> None:
        held = self.held(pick)
        info = self.api.symbol_info(held.symbol)
        sign = 1 - 2 * held.type
        levels = {
            "sl": round(held.price_current - sign * stop * info.point, info.digits),
            "tp": round(held.price_current + sign * goal * info.point, info.digits),
        }
        self.api.order_send({"action": 6, "symbol": held.symbol, "position": held.ticket} | levels)

    @rule(minutes=st.sampled_from((1, 7, 30, 120, 600, 3_000)))
    def wait(self, minutes: int) -> None:
        now = (self.terminal.now - T0).total_seconds()
        self.terminal.advance_to(after(now + minutes * 60))

    @rule()
    def lose_the_next_answer(self) -> None:
        self.terminal.faults.add(Fault(call="order_send", effect=DropAnswer()))

    @rule()
    def restart(self) -> None:
        before = self.everything()
        self.terminal.close()
        self.start()
        assert self.everything() == before

    def everything(self) -> tuple[object, ...]:
        api = self.api
        records = (
            api.positions_get(),
            api.orders_get(),
            api.history_deals_get(0, 4_000_000_000),
            api.history_orders_get(0, 4_000_000_000),
        )
        return (
            self.terminal.now,
            tuple(api.account_info()),
            [[tuple(record) for record in kind] for kind in records],
        )

    @invariant()
    def books_add_up(self) -> None:
        api = self.api
        read = Reading(
            nets=self.account.margin_mode != c.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING,
            account=api.account_info(),
            held=api.positions_get(),
            waiting=api.orders_get(),
            deals=api.history_deals_get(0, 4_000_000_000),
            orders=api.history_orders_get(0, 4_000_000_000),
        )
        for check in CHECKS:
            check(read)


def test_books_add_up_whatever_is_done() -> None:
    run_state_machine_as_test(
        Books, settings=settings(max_examples=15, stateful_step_count=25, deadline=None)
    )
