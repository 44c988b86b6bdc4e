"""What happens to a program's terminal from outside: hangs, cuts, other hands, other accounts."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from dtms.sim import constants as c
from dtms.sim.faults import (
    CutPipe,
    Effect,
    Fault,
    Hang,
    HideHistory,
    HidePosition,
    Meanwhile,
    OldTick,
    ZeroTick,
)
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal
from tests.sim.builders import a_deal, a_terminal, after, bought, deals, placed, retcode

OTHER = AccountSpec(login=777, deposit=500.0, server="Other-Server")


def struck(terminal: Terminal, call: str, effect: Effect, **more: object) -> Terminal:
    terminal.faults.add(Fault(call=call, effect=effect, **more))
    return terminal


def test_hang_without_a_worker_answers_what_its_killing_would_leave() -> None:
    terminal = struck(a_terminal(), "positions_get", Hang(seconds=60))

    assert terminal.api.positions_get() is None
    assert terminal.api.last_error() == (-10005, "IPC timeout")
    assert terminal.api.positions_get() == ()


@pytest.mark.parametrize(("executed", "held"), [(False, 0), (True, 1)])
def test_hanging_order_may_or_may_not_have_been_executed(executed: bool, held: int) -> None:
    terminal = struck(a_terminal(), "order_send", Hang(seconds=60, executed=executed))

    assert terminal.api.order_send(a_deal(terminal.api)) is None
    assert terminal.api.last_error() == (-10005, "IPC timeout")
    assert terminal.api.positions_total() == held


@pytest.mark.parametrize("executed", [False, True])
def test_hang_blocks_where_there_is_something_to_block(executed: bool) -> None:
    terminal, blocked = a_terminal(), []
    terminal.faults.on_hang = lambda seconds: blocked.append(
        (seconds, terminal.api.positions_total())
    )
    struck(terminal, "order_send", Hang(seconds=2.5, executed=executed))
    struck(terminal, "account_info", Hang(seconds=9.0))

    code = retcode(terminal)
    account = terminal.api.account_info()

    assert code == 10009
    assert account.balance == 100_000.0
    assert blocked == [(2.5, int(executed)), (9.0, 1)]


@pytest.mark.parametrize("call", ["positions_get", "account_info", "terminal_info"])
def test_cut_pipe_stays_cut_until_the_program_connects_again(call: str) -> None:
    terminal = struck(a_terminal(), call, CutPipe())
    api = terminal.api

    errors = []
    for _ in range(2):
        assert getattr(api, call)() is None
        errors.append(api.last_error())
    connected = api.initialize()

    assert errors == [(-10002, "IPC recv failed"), (-10004, "No IPC connection")]
    assert connected
    assert getattr(api, call)() is not None


def test_order_whose_answer_dies_with_the_pipe_was_executed() -> None:
    terminal = struck(a_terminal(), "order_send", CutPipe())
    api = terminal.api

    assert api.order_send(a_deal(api)) is None
    assert api.positions_get() is None
    api.initialize()

    assert [held.magic for held in api.positions_get()] == [77]


def test_history_of_an_order_can_come_late() -> None:
    terminal = struck(a_terminal(), "order_send", HideHistory(reads=3))
    before = deals(terminal)
    ticket = bought(terminal)
    api = terminal.api

    first = api.history_deals_get(ticket=ticket)
    second = api.history_orders_get(ticket=ticket)
    third = api.history_deals_total(0, 4_000_000_000)
    fourth = api.history_deals_get(ticket=ticket)

    assert (len(before), first, second, third) == (1, (), (), 1)
    assert [deal.position_id for deal in fourth] == [ticket]
    assert [held.ticket for held in api.positions_get()] == [ticket]


def test_position_and_history_can_both_be_late() -> None:
    terminal = struck(a_terminal(), "order_send", HidePosition(reads=1))
    struck(terminal, "order_send", HideHistory(reads=1))
    ticket = bought(terminal)
    api = terminal.api

    seen = [
        (len(api.positions_get()), len(api.history_deals_get(position=ticket))) for _ in range(2)
    ]

    assert seen == [(0, 0), (1, 1)]


def test_ticks_can_go_backward_and_repeat() -> None:
    quotes = ((0, 1.1000, 1.1001), (10, 1.1010, 1.1011), (20, 1.1020, 1.1021))
    terminal = a_terminal(EURUSD=quotes)
    terminal.advance_to(after(25))
    struck(terminal, "symbol_info_tick", OldTick(by=timedelta(seconds=10)), nth=2, times=2)

    ticks = [terminal.api.symbol_info_tick("EURUSD") for _ in range(4)]

    assert [tick.bid for tick in ticks] == [1.1020, 1.1010, 1.1010, 1.1020]
    assert ticks[1].time_msc == ticks[2].time_msc == ticks[0].time_msc - 10_000


def test_tick_can_have_no_bid_but_never_a_nan() -> None:
    terminal = struck(a_terminal(), "symbol_info_tick", ZeroTick())

    broken, whole = (terminal.api.symbol_info_tick("EURUSD") for _ in range(2))

    assert (broken.bid, broken.ask) == (0.0, 1.1001)
    assert whole.bid == 1.1000


HAND: dict[str, Callable[[Terminal, int], object]] = {
    "close": lambda terminal, ticket: terminal.hand.close(ticket),
    "part": lambda terminal, ticket: terminal.hand.close(ticket, 0.4),
    "modify": lambda terminal, ticket: terminal.hand.modify(ticket, sl=1.05, tp=1.15),
    "open": lambda terminal, _: terminal.hand.sell("EURUSD", 0.2),
}


@pytest.mark.parametrize(
    ("deed", "code", "left"),
    [
        ("close", 10036, []),
        ("part", 10038, [(0.6, 0.0)]),
        ("modify", 10009, [(0.2, 1.05)]),
        ("open", 10009, [(0.2, 0.0), (0.2, 0.0)]),
    ],
)
def test_trader_acts_between_read_and_act(
    deed: str, code: int, left: list[tuple[float, float]]
) -> None:
    terminal = a_terminal()
    ticket = bought(terminal, volume=1.0)
    struck(terminal, "positions_get", Meanwhile(act=lambda: HAND[deed](terminal, ticket)))

    (read,) = terminal.api.positions_get()
    answered = retcode(terminal, type=1, position=ticket, volume=0.8)

    assert (read.volume, read.sl) == (1.0, 0.0)
    assert answered == code
    assert [(p.volume, p.sl) for p in terminal.api.positions_get()] == left


def test_trader_acts_while_the_order_is_under_way() -> None:
    terminal = a_terminal()
    ticket = bought(terminal)
    struck(terminal, "order_send", Meanwhile(act=lambda: terminal.hand.close(ticket)))

    code = retcode(terminal, type=1, position=ticket)

    assert code == c.TRADE_RETCODE_POSITION_CLOSED
    assert len(deals(terminal)) == 3


def test_button_pressed_under_way_refuses_the_next_order_only_then() -> None:
    terminal = a_terminal()

    def press() -> None:
        terminal.algo_trading = False

    struck(terminal, "account_info", Meanwhile(act=press))

    codes = [retcode(terminal)]
    allowed = terminal.api.terminal_info().trade_allowed
    terminal.api.account_info()
    codes.append(retcode(terminal))

    assert (codes, allowed) == ([10009, 10027], True)
    assert not terminal.api.terminal_info().trade_allowed
    assert terminal.api.positions_total() == 1


def test_switched_account_shows_and_trades_the_other_one() -> None:
    terminal = a_terminal()
    api = terminal.api
    ticket, waiting = bought(terminal), placed(terminal)

    terminal.switch_account(OTHER)
    account = api.account_info()
    shown = (api.positions_get(), api.orders_get(), api.history_deals_get(position=ticket))
    code = retcode(terminal, type=1, position=ticket)
    mine = bought(terminal)
    terminal.switch_account(AccountSpec(deposit=100_000.0))

    assert (account.login, account.server, account.balance) == (777, "Other-Server", 500.0)
    assert shown == ((), (), ())
    assert code == c.TRADE_RETCODE_INVALID
    assert api.account_info().login == AccountSpec().login
    assert [held.ticket for held in api.positions_get()] == [ticket]
    assert [order.ticket for order in api.orders_get()] == [waiting]
    assert mine not in {ticket, waiting}


def test_server_goes_on_while_the_terminal_shows_another_account() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.0900, 1.0901)))
    bought(terminal, sl=1.0950)
    terminal.switch_account(OTHER)

    terminal.advance_to(after(60))
    terminal.switch_account(AccountSpec(deposit=100_000.0))

    out = deals(terminal)[-1]
    assert (out.reason, out.price, terminal.now) == (c.DEAL_REASON_SL, 1.0900, after(60))
    assert out.time_msc % 60_000 == 10_000
    assert terminal.api.positions_get() == ()


def test_faults_button_and_market_watch_are_the_terminals_not_the_accounts() -> None:
    terminal = a_terminal()
    terminal.algo_trading = False
    struck(terminal, "positions_get", CutPipe())

    terminal.switch_account(OTHER)

    assert not terminal.algo_trading
    assert terminal.api.symbol_info_tick("XAUUSD") is not None
    assert terminal.api.positions_get() is None
    assert terminal.api.last_error()[0] == -10002


def test_account_switched_under_an_order_takes_it_to_the_other_account() -> None:
    terminal = a_terminal()
    struck(terminal, "order_send", Meanwhile(act=lambda: terminal.switch_account(OTHER)))

    bought(terminal)

    assert terminal.api.account_info().login == 777
    assert terminal.api.positions_total() == 1
    terminal.switch_account(AccountSpec(deposit=100_000.0))
    assert terminal.api.positions_total() == 0


def test_own_account_persists_across_a_switch_and_a_restart(tmp_path: Path) -> None:
    first = a_terminal(store=tmp_path)
    ticket = bought(first)
    first.switch_account(OTHER)
    first.advance_to(after(30))
    first.close()

    second = a_terminal(store=tmp_path)

    assert [held.ticket for held in second.api.positions_get()] == [ticket]
    assert second.api.account_info().login == AccountSpec().login


@pytest.mark.parametrize(
    ("call", "effect"),
    [
        ("positions_get", OldTick(by=timedelta(seconds=1))),
        ("order_send", ZeroTick()),
        ("positions_get", HideHistory(reads=1)),
        ("initialize", Hang(seconds=1)),
    ],
)
def test_effects_strike_only_where_they_make_sense(call: str, effect: Effect) -> None:
    with pytest.raises(ValueError, match=f"cannot strike {call}"):
        Fault(call=call, effect=effect)
