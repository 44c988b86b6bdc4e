from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from dtms.sim import constants as c
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal
from tests.sim.builders import a_deal, a_terminal, after, deals

PRICES = (
    (0, 1.1000, 1.1001),
    (10, 1.1010, 1.1012),
    (20, 1.0950, 1.0952),
    (30, 1.1100, 1.1101),
    (40, 1.0900, 1.0905),
)
JPY = ((0, 150.0, 150.01), (15, 149.0, 149.02), (35, 151.5, 151.52))


@dataclass(frozen=True)
class Step:
    kind: str
    symbol: str
    volume: float
    pick: int
    distance: int


STEPS = st.lists(
    st.builds(
        Step,
        kind=st.sampled_from(("buy", "sell", "close", "close_by", "sltp", "advance")),
        symbol=st.sampled_from(("EURUSD", "USDJPY")),
        volume=st.integers(0, 60).map(lambda steps: steps / 100),
        pick=st.integers(0, 9),
        distance=st.integers(0, 900),
    ),
    max_size=25,
)


def run(terminal: Terminal, step: Step) -> None:
    api = terminal.api
    held = api.positions_get()
    if step.kind == "advance":
        terminal.advance_to(max(terminal.now, after(step.pick * 5)))
    elif step.kind in {"buy", "sell"}:
        side = ("buy", "sell").index(step.kind)
        api.order_send(a_deal(api, symbol=step.symbol, type=side, volume=step.volume))
    elif held:
        target, other = held[step.pick % len(held)], held[(step.pick + 1) % len(held)]
        request = {
            "close": a_deal(
                api,
                symbol=target.symbol,
                type=1 - target.type,
                position=target.ticket,
                volume=step.volume,
            ),
            "close_by": {"action": 10, "position": target.ticket, "position_by": other.ticket},
            "sltp": {
                "action": 6,
                "position": target.ticket,
                "symbol": target.symbol,
                "sl": round(
                    target.price_current
                    - (1 - 2 * target.type) * step.distance * api.symbol_info(target.symbol).point,
                    5,
                ),
            },
        }[step.kind]
        api.order_send(request)


def a_busy_terminal(steps: list[Step], mode: int) -> Terminal:
    account = AccountSpec(deposit=2_000.0, commission=3.0, credit=100.0, margin_mode=mode)
    terminal = a_terminal(account=account, EURUSD=PRICES, USDJPY=JPY)
    for step in steps:
        run(terminal, step)
    return terminal


MODES = st.sampled_from(
    (c.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING, c.ACCOUNT_MARGIN_MODE_RETAIL_NETTING)
)


@settings(max_examples=120, deadline=None)
@given(STEPS, MODES)
def test_equity_is_balance_credit_and_floating_profit(steps: list[Step], mode: int) -> None:
    terminal = a_busy_terminal(steps, mode)

    account, held = terminal.api.account_info(), terminal.api.positions_get()

    floating = sum(p.profit + p.swap for p in held)
    assert abs(account.equity - (account.balance + account.credit + floating)) < 0.005
    assert abs(account.margin_free - (account.equity - account.margin)) < 0.005
    assert account.margin >= 0


@settings(max_examples=120, deadline=None)
@given(STEPS, MODES)
def test_deals_add_up_to_the_balance(steps: list[Step], mode: int) -> None:
    terminal = a_busy_terminal(steps, mode)

    total = sum(d.profit + d.commission + d.swap + d.fee for d in deals(terminal))

    assert abs(total - terminal.api.account_info().balance) < 0.005


@settings(max_examples=120, deadline=None)
@given(STEPS)
def test_volume_in_less_volume_out_is_what_is_open(steps: list[Step]) -> None:
    terminal = a_busy_terminal(steps, c.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING)
    api = terminal.api

    left: dict[int, float] = {}
    for deal in deals(terminal)[1:]:
        sign = 1 if deal.entry == c.DEAL_ENTRY_IN else -1
        left[deal.position_id] = left.get(deal.position_id, 0.0) + sign * deal.volume

    held = {p.identifier: p.volume for p in api.positions_get()}
    assert {k: round(v, 8) for k, v in left.items() if round(v, 8)} == held


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_every_deal_belongs_to_a_known_order_and_position(steps: list[Step]) -> None:
    terminal = a_busy_terminal(steps, c.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING)

    trades = deals(terminal)[1:]
    orders = {o.ticket for o in terminal.api.history_orders_get(0, 4_000_000_000)}

    opened = {d.position_id for d in trades if d.entry == c.DEAL_ENTRY_IN}
    assert {d.position_id for d in trades} == opened
    assert {d.order for d in trades} == orders
    assert [d.ticket for d in trades] == sorted(d.ticket for d in trades)


@settings(max_examples=60, deadline=None)
@given(STEPS, st.lists(st.integers(1, 59), max_size=6))
def test_one_long_advance_equals_many_short_ones(steps: list[Step], stops: list[int]) -> None:
    opening = [step for step in steps if step.kind != "advance"]
    long, short = (a_busy_terminal(opening, 2) for _ in range(2))

    long.advance_to(after(60))
    for second in sorted(stops):
        short.advance_to(after(second))
    short.advance_to(after(60))

    assert [tuple(d) for d in deals(long)] == [tuple(d) for d in deals(short)]
    assert tuple(long.api.account_info()) == tuple(short.api.account_info())
