from datetime import timedelta

import pytest

from dtms.sim import constants as c
from dtms.sim.faults import (
    DropAnswer,
    DropRequest,
    ExecuteLate,
    FailRead,
    Fault,
    FillPartly,
    HidePosition,
    Refuse,
    RewriteComment,
)
from tests.sim.builders import a_deal, a_terminal, after, bought, deals, retcode


def test_scripted_refusal_executes_nothing_and_strikes_once() -> None:
    terminal = a_terminal()
    terminal.faults.add(Fault(call="order_send", effect=Refuse(retcode=10020)))

    assert retcode(terminal) == c.TRADE_RETCODE_PRICE_CHANGED
    assert terminal.api.positions_total() == 0
    assert retcode(terminal) == c.TRADE_RETCODE_DONE


def test_fault_strikes_the_nth_matching_call_and_so_many_times() -> None:
    terminal = a_terminal()
    terminal.faults.add(
        Fault(call="order_send", nth=2, times=2, symbol="EURUSD", effect=Refuse(retcode=10004))
    )

    codes = [retcode(terminal), retcode(terminal, symbol="GBPUSD")]
    codes += [retcode(terminal) for _ in range(3)]

    assert codes == [10009, 10009, 10004, 10004, 10009]


def test_dropped_request_is_none_and_not_executed() -> None:
    terminal = a_terminal()
    terminal.faults.add(Fault(call="order_send", effect=DropRequest()))

    assert terminal.api.order_send(a_deal(terminal.api)) is None
    assert terminal.api.last_error() == (-10001, "IPC send failed")
    assert terminal.api.positions_get() == ()


def test_dropped_answer_is_none_but_executed() -> None:
    terminal = a_terminal()
    terminal.faults.add(Fault(call="order_send", effect=DropAnswer()))

    assert terminal.api.order_send(a_deal(terminal.api)) is None
    assert terminal.api.last_error() == (-10002, "IPC recv failed")
    assert [p.magic for p in terminal.api.positions_get()] == [77]


def test_late_execution_happens_after_its_market_time() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1, 1.1001), (30, 1.2, 1.2001)))
    late = ExecuteLate(after=timedelta(seconds=40))
    terminal.faults.add(Fault(call="order_send", effect=late))

    assert retcode(terminal) == c.TRADE_RETCODE_TIMEOUT
    terminal.advance_to(after(39))
    assert terminal.api.positions_get() == ()
    terminal.advance_to(after(60))

    (held,) = terminal.api.positions_get()
    assert held.price_open == 1.2001
    assert held.time_msc % 60_000 == 40_000


@pytest.mark.parametrize("reads", [1, 3])
def test_late_execution_happens_at_the_kth_read(reads: int) -> None:
    terminal = a_terminal()
    terminal.faults.add(Fault(call="order_send", effect=ExecuteLate(reads=reads)))
    retcode(terminal)

    counts = [len(terminal.api.positions_get()) for _ in range(reads + 1)]

    assert counts == [0] * (reads - 1) + [1, 1]


@pytest.mark.parametrize(
    "call",
    ["positions_get", "account_info", "symbol_info_tick", "copy_rates_from_pos", "order_check"],
)
def test_getters_can_answer_none_with_an_error(call: str) -> None:
    terminal = a_terminal()
    api = terminal.api
    terminal.faults.add(Fault(call=call, effect=FailRead(code=-10005), times=2))
    args = {
        "symbol_info_tick": ("EURUSD",),
        "copy_rates_from_pos": ("EURUSD", 1, 0, 1),
        "order_check": (a_deal(api),),
    }.get(call, ())

    assert [getattr(api, call)(*args) for _ in range(2)] == [None, None]
    assert api.last_error() == (-10005, "IPC timeout")
    assert getattr(api, call)(*args) is not None


def test_new_position_can_stay_invisible_for_some_reads() -> None:
    terminal = a_terminal()
    terminal.faults.add(Fault(call="order_send", effect=HidePosition(reads=2)))

    assert retcode(terminal) == c.TRADE_RETCODE_DONE
    assert [len(terminal.api.positions_get()) for _ in range(3)] == [0, 0, 1]


def test_comment_can_be_overwritten() -> None:
    terminal = a_terminal()
    terminal.faults.add(Fault(call="order_send", effect=RewriteComment(comment="broker")))

    bought(terminal, comment="DTMS_HEDGE_1")

    assert terminal.api.positions_get()[0].comment == "broker"


def test_partial_fill_answers_10010_with_the_filled_volume() -> None:
    terminal = a_terminal()
    terminal.faults.add(Fault(call="order_send", effect=FillPartly(fraction=0.55)))

    result = terminal.api.order_send(a_deal(terminal.api, volume=0.11))

    assert (result.retcode, result.volume) == (c.TRADE_RETCODE_DONE_PARTIAL, 0.06)
    assert terminal.api.positions_get()[0].volume == 0.06


def test_disconnected_terminal_shows_what_it_knew_while_the_server_goes_on() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1, 1.1001), (10, 1.09, 1.0901), (20, 1.08, 1.0801)))
    ticket = bought(terminal, sl=1.0950)
    before = terminal.api.account_info().equity
    terminal.faults.connected = False

    terminal.advance_to(after(30))

    api = terminal.api
    assert api.terminal_info().connected is False
    assert [p.ticket for p in api.positions_get()] == [ticket]
    assert api.symbol_info_tick("EURUSD").bid == 1.1
    assert api.account_info().equity == before
    assert retcode(terminal) == c.TRADE_RETCODE_CONNECTION
    assert len(deals(terminal)) == 2

    terminal.faults.connected = True
    assert api.positions_get() == ()
    assert api.symbol_info_tick("EURUSD").bid == 1.08
    assert [d.reason for d in deals(terminal)[2:]] == [c.DEAL_REASON_SL]


def test_second_disconnection_shows_the_state_of_then() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1, 1.1001), (10, 1.09, 1.0901), (20, 1.08, 1.0801)))
    bids = []
    for second in (5, 15):
        terminal.faults.connected = False
        bids.append(terminal.api.symbol_info_tick("EURUSD").bid)
        terminal.advance_to(after(second))
        terminal.faults.connected = True
        terminal.advance_to(after(second + 1))
    terminal.faults.connected = False

    terminal.advance_to(after(25))

    assert [*bids, terminal.api.symbol_info_tick("EURUSD").bid] == [1.1, 1.1, 1.09]


def test_hook_sees_the_order_before_and_after_its_execution() -> None:
    terminal = a_terminal()
    seen = []
    terminal.faults.on_order_send = lambda phase: seen.append(
        (phase, terminal.api.positions_total())
    )

    bought(terminal)

    assert seen == [("received", 0), ("executed", 1)]


def test_position_closed_by_hand_between_read_and_act_answers_10036() -> None:
    terminal = a_terminal()
    ticket = bought(terminal)

    def race(phase: str) -> None:
        if phase == "received":
            terminal.hand.close(ticket)

    terminal.faults.on_order_send = race

    assert retcode(terminal, type=1, position=ticket) == c.TRADE_RETCODE_POSITION_CLOSED


def test_chance_is_drawn_from_the_seed() -> None:
    def codes() -> list[int]:
        terminal = a_terminal()
        fault = Fault(call="order_send", times=None, chance=0.5, effect=Refuse(retcode=10021))
        terminal.faults.add(fault)
        return [retcode(terminal, volume=0.01) for _ in range(20)]

    first = codes()

    assert set(first) == {10009, 10021}
    assert codes() == first


@pytest.mark.parametrize(
    ("flag", "expected"), [("trade_allowed", 10017), ("expert_allowed", 10026)]
)
def test_permissions_can_be_withdrawn(flag: str, expected: int) -> None:
    terminal = a_terminal()
    setattr(terminal.faults, flag, False)

    account = terminal.api.account_info()

    assert retcode(terminal) == expected
    assert (account.trade_allowed, account.trade_expert).count(False) == 1


def test_initialize_can_fail_once() -> None:
    terminal = a_terminal()
    terminal.faults.add(Fault(call="initialize", effect=FailRead(code=-10005)))

    assert terminal.api.initialize() is False
    assert terminal.api.last_error() == (-10005, "IPC timeout")
    assert terminal.api.initialize() is True


def test_order_effects_cannot_strike_getters() -> None:
    with pytest.raises(ValueError, match="DropAnswer cannot strike positions_get"):
        Fault(call="positions_get", effect=DropAnswer())
    with pytest.raises(ValueError, match="FailRead cannot strike order_send"):
        Fault(call="order_send", effect=FailRead())


def test_cleared_faults_strike_no_more() -> None:
    terminal = a_terminal()
    terminal.faults.add(Fault(call="order_send", times=None, effect=Refuse(retcode=10006)))
    terminal.faults.connected = False

    terminal.faults.clear()

    assert retcode(terminal) == c.TRADE_RETCODE_DONE
