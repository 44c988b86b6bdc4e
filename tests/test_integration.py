"""The seeds' functions over a simulated terminal: what they do, refuse, queue and tell."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from dtms.adapters.instance import AlreadyRunning, Instance
from dtms.adapters.logs import FILES, PrivateFile
from dtms.core import events
from dtms.core.errors import BadInput, BrokerUnavailable, JournalUnavailable
from dtms.core.events import Fact
from dtms.core.policy import SEEDS, Group, Mode, Policy
from dtms.engine.run_now import run_now
from dtms.integration import (
    _House,
    add_trade_to_dtms,
    add_trade_to_dtms_async,
    close_dtms,
    get_dtms_action_history,
    get_dtms_system_status,
    get_dtms_trade_status,
    initialize_dtms,
    remove_trade_from_dtms,
    remove_trade_from_dtms_async,
    run_dtms_monitoring_cycle,
    start_dtms_monitoring,
    stop_dtms_monitoring,
)
from dtms.integration.answers import human
from dtms.integration.claims import Claim, differences
from dtms.sim.faults import Fault, Refuse
from dtms.sim.feed_generated import GeneratedFeed
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal
from tests.house import START, SYMBOL, DrawnFeed, DrawnWindows, HandClock

LIVE = 2


class Rig:
    """A terminal, scores by hand, and DTMS on it."""

    def __init__(self, account: AccountSpec | None = None) -> None:
        self.terminal = Terminal(
            feed=DrawnFeed((), START), account=account or AccountSpec(), start=START
        )
        self.windows = DrawnWindows()
        self.clock = HandClock(self.terminal)
        self.facts: list[Fact] = []

    def begin(
        self,
        *,
        policy: Policy = SEEDS,
        data_dir: Path | None = None,
        mode: Mode | None = None,
        handler: Callable[[Fact], None] = lambda _fact: None,
        messenger: object | None = None,
    ) -> None:
        initialize_dtms(
            self.terminal.api,
            None,
            messenger,
            policy=policy,
            data_dir=data_dir,
            mode=mode,
            on_fact=(self.facts.append, handler),
            clock=self.clock,
            windows=self.windows,
        )
        start_dtms_monitoring()

    def buy(self, volume: float = 0.10) -> int:
        return self.terminal.hand.buy(SYMBOL, volume, sl=1.09, tp=1.12)

    def add(self, ticket: int) -> bool:
        return add_trade_to_dtms(ticket, SYMBOL, "BUY", 1.1001, 0.10, 1.09, 1.12)

    async def later(self, minutes: float, score: float) -> None:
        self.terminal.advance_to(self.terminal.now + timedelta(minutes=minutes))
        self.windows.score = score
        await run_dtms_monitoring_cycle()

    def of[T](self, kind: type[T]) -> list[T]:
        return [fact for fact in self.facts if isinstance(fact, kind)]


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    yield
    close_dtms()
    for name in ("dtms", "dtms_core", "dtms_integration"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
def rig() -> Rig:
    return Rig()


async def hedged(rig: Rig) -> int:
    """Guard a trade and let its score fall through every stage."""
    ticket = rig.buy()
    rig.add(ticket)
    await rig.later(0.5, 0.5)
    await rig.later(15, -8.0)
    return ticket


# --- adding and removing


async def test_calls_work_before_any_loop_runs_and_a_loop_in_its_place_later(rig: Rig) -> None:
    def before() -> bool:
        return rig.add(rig.buy())

    rig.begin()
    added = before()
    await rig.later(0.5, 1.5)

    assert added
    assert get_dtms_system_status()["active_trades"] == 1


def test_sync_calls_need_no_loop(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()

    added = rig.add(ticket)

    assert added
    assert get_dtms_trade_status(ticket)["state"] == "HEALTHY"
    assert remove_trade_from_dtms(ticket)


async def test_adding_twice_is_adding_once(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()

    answers = [rig.add(ticket), rig.add(ticket), await add_again(ticket)]

    assert answers == [True, True, True]
    assert len(rig.of(events.TradeRegistered)) == 1
    assert get_dtms_system_status()["active_trades"] == 1


async def add_again(ticket: int) -> bool:
    return await add_trade_to_dtms_async(ticket, SYMBOL, "BUY", 1.1001, 0.10)


def test_the_brokers_values_win_and_each_difference_is_a_warning(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()

    add_trade_to_dtms(ticket, "GBPUSD", "sell", 1.25, 0.30, stop_loss=1.3, take_profit=1.2)

    status = get_dtms_trade_status(ticket)
    assert (status["symbol"], status["direction"]) == (SYMBOL, "BUY")
    assert (status["entry_price"], status["volume"]) == (1.1001, 0.10)
    assert (status["stop_loss"], status["take_profit"]) == (1.09, 1.12)
    assert [text for text in status["warnings"] if "_differs" in text] == [
        "symbol_differs: given GBPUSD, broker EURUSD",
        "direction_differs: given SELL, broker BUY",
        "entry_price_differs: given 1.25, broker 1.10010",
        "volume_differs: given 0.3, broker 0.1",
        "stop_loss_differs: given 1.3, broker 1.09000",
        "take_profit_differs: given 1.2, broker 1.12000",
    ]


def test_what_agrees_or_is_not_said_is_no_warning(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()

    add_trade_to_dtms(ticket, SYMBOL, "BUY", 1.1001, 0.10)

    assert get_dtms_trade_status(ticket)["warnings"] == ["unscored"]


async def test_a_ticket_the_broker_does_not_hold_is_no_trade(rig: Rig) -> None:
    rig.begin()

    added = rig.add(987_654_321)
    for _ in range(5):
        await rig.later(0.5, 0.0)

    status = get_dtms_trade_status(987_654_321)
    assert not added
    assert (status["state"], status["warnings"]) == ("UNSCORED", ["not_found"])
    assert status["current_score"] is None
    assert get_dtms_system_status()["active_trades"] == 0
    assert rig.of(events.TradeRegistered) == []


async def test_a_position_that_appears_late_is_guarded_by_the_next_cycle(rig: Rig) -> None:
    rig.begin()
    coming = rig.buy()
    rig.terminal.hand.close(coming)
    ticket = coming + 2  # the close took one number

    early = add_trade_to_dtms(ticket, SYMBOL, "BUY", 1.1001, 0.10)
    opened = rig.buy()
    await rig.later(0.5, 1.0)

    assert opened == ticket
    assert not early
    status = get_dtms_trade_status(ticket)
    assert (status["state"], status["current_score"], status["warnings"]) == ("HEALTHY", 1.0, [])
    assert not rig.of(events.TradeRegistered)[0].adopted


def test_the_plain_name_of_a_brokers_symbol_agrees(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()
    guardian = _House.guardian
    assert guardian is not None
    broker = guardian._station.broker
    held = replace(run_now(broker.positions())[0], symbol="EURUSD.r")
    instrument = replace(run_now(broker.instrument(SYMBOL)), symbol="EURUSD.r")
    claim = Claim(
        ticket=ticket,
        symbol="EURUSD",
        side=held.side,
        entry_price=1.1001,
        volume=0.1,
        stop_loss=None,
        take_profit=None,
    )

    assert differences(claim, held, instrument) == ()
    assert differences(replace(claim, symbol="GBPUSD"), held, instrument) != ()


def test_an_unknown_direction_is_refused(rig: Rig) -> None:
    rig.begin()

    with pytest.raises(BadInput, match=r"direction: 'UP' is unknown\. Give BUY or SELL"):
        add_trade_to_dtms(1, SYMBOL, "UP", 1.1, 0.1)


async def test_a_removed_trade_is_neither_counted_nor_touched(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()
    rig.add(ticket)
    await rig.later(0.5, 0.5)

    removed = await remove_trade_from_dtms_async(ticket)
    await rig.later(15, -8.0)

    assert removed
    assert get_dtms_system_status()["active_trades"] == 0
    assert "released" in get_dtms_trade_status(ticket)["warnings"]
    assert rig.terminal.api.positions_get(ticket=ticket)[0].volume == 0.10


async def test_a_removed_trade_can_be_added_again(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()
    rig.add(ticket)
    remove_trade_from_dtms(ticket)

    again = rig.add(ticket)
    await rig.later(0.5, 0.7)

    status = get_dtms_trade_status(ticket)
    assert again
    assert (status["current_score"], status["warnings"]) == (0.7, [])


async def test_removing_is_refused_while_a_hedge_is_open(rig: Rig) -> None:
    rig.begin()
    ticket = await hedged(rig)

    removed = remove_trade_from_dtms(ticket)

    assert not removed
    assert "hedge_open" in get_dtms_trade_status(ticket)["warnings"]
    assert get_dtms_trade_status(ticket)["state"] == "HEDGED"


def test_removing_what_is_unknown_is_false(rig: Rig) -> None:
    rig.begin()

    assert not remove_trade_from_dtms(4711)


# --- cycles


async def test_positions_nobody_added_are_watched_and_left_alone(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()

    await rig.later(0.5, 0.5)
    await rig.later(15, -8.0)
    await rig.later(15, -8.0)

    status = get_dtms_system_status()
    assert (status["active_trades"], status["offered_trades"]) == (0, 1)
    assert rig.terminal.api.positions_get(ticket=ticket)[0].volume == 0.10


async def test_a_stopped_guardian_looks_at_nothing(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()
    rig.add(ticket)
    stop_dtms_monitoring()

    looked = await run_dtms_monitoring_cycle()
    stopped = get_dtms_trade_status(ticket)["current_score"]
    start_dtms_monitoring()
    again = await run_dtms_monitoring_cycle()

    assert (looked, again) == (False, True)
    assert stopped is None
    assert get_dtms_trade_status(ticket)["current_score"] == 0.0


async def test_a_bad_score_halves_and_hedges_and_every_field_says_so(rig: Rig) -> None:
    rig.begin()

    ticket = await hedged(rig)

    status = get_dtms_trade_status(ticket)
    held = {item.ticket: item for item in rig.terminal.api.positions_get()}
    assert status["state"] == "HEDGED"
    assert status["current_score"] == -8.0
    assert status["hedge_ticket"] in held
    assert held[status["hedge_ticket"]].comment == f"DTMS_HEDGE_{ticket}"
    assert (status["volume"], status["net_exposure"]) == (0.05, 0.0)
    assert status["timers"]["flat"] == rig.terminal.now + timedelta(minutes=75)
    assert get_dtms_system_status()["trades_by_state"]["HEDGED"] == 1


async def test_the_history_tells_what_was_done_in_order(rig: Rig) -> None:
    rig.begin()
    ticket = await hedged(rig)

    history = get_dtms_action_history(ticket)

    done = [(item["action_type"], item["success"]) for item in history]
    assert done == [
        ("partial_close", True),
        ("tighten_sl", True),
        ("move_sl_breakeven", False),
        ("open_hedge", True),
    ]
    assert history[-2]["details"]["reason"] == "breakeven_losing"
    assert {(item["ticket"], item["symbol"]) for item in history} == {(ticket, SYMBOL)}
    assert history[-1]["time"] == rig.terminal.now
    assert history[-1]["details"]["volume"] == 0.05
    assert get_dtms_action_history() == history
    assert get_dtms_action_history(ticket + 1) == []


async def test_a_refused_hedge_is_a_failed_action(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()
    rig.add(ticket)
    await rig.later(0.5, 0.5)
    await rig.later(15, -4.5)
    rig.terminal.faults.add(Fault(call="order_send", nth=1, effect=Refuse(retcode=10019)))

    await rig.later(5, -7.0)

    last = get_dtms_action_history(ticket)[-1]
    assert (last["action_type"], last["success"]) == ("open_hedge", False)
    assert last["details"] == {"reason": "no_money", "retcode": 10019}
    assert get_dtms_trade_status(ticket)["state"] == "WARNING_L2"


async def test_performance_is_what_dtms_shows_and_what_the_history_holds(rig: Rig) -> None:
    rig.begin()
    await hedged(rig)
    guardian = _House.guardian
    assert guardian is not None

    view = await guardian._views.engine()

    performance = get_dtms_system_status()["performance"]
    history = get_dtms_action_history()
    assert performance["fast_checks_total"] == view.fast_checks == 2
    assert performance["deep_checks_total"] == view.deep_checks == 2
    assert performance["fast_checks_per_hour"] == view.fast_per_hour
    assert performance["deep_checks_per_hour"] == view.deep_per_hour
    assert performance["state_transitions"] == view.transitions == len(rig.of(events.StateChanged))
    assert performance["actions_executed"] == view.actions
    assert performance["success_rate"] == view.success_rate
    assert performance["actions_executed"] == sum(item["success"] for item in history)
    assert performance["actions_refused"] == sum(not item["success"] for item in history)


async def test_data_health_names_the_symbol_and_the_cause(rig: Rig) -> None:
    rig.begin()
    rig.add(rig.buy())
    await rig.later(0.5, 0.5)
    well = get_dtms_system_status()["data_health"]
    rig.windows.cause = events.BlindCause.STALE_BARS

    await rig.later(0.5, 0.5)

    ill = get_dtms_system_status()["data_health"]
    assert (well["ok"], well["symbols"][SYMBOL]["fit"]) == (True, True)
    assert (ill["ok"], ill["symbols"][SYMBOL]["cause"]) == (False, "stale_bars")


async def test_a_closed_trade_keeps_its_last_word(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()
    rig.add(ticket)
    await rig.later(0.5, 0.5)
    rig.terminal.hand.close(ticket)

    await rig.later(0.5, 0.5)

    status = get_dtms_trade_status(ticket)
    assert (status["state"], status["volume"]) == ("CLOSED", 0.0)
    assert get_dtms_system_status()["active_trades"] == 0


async def test_uptime_counts_from_the_start(rig: Rig) -> None:
    rig.begin()

    await rig.later(62, 0.0)

    status = get_dtms_system_status()
    assert status["uptime_seconds"] == 3720.0
    assert status["uptime_human"] == "01h 02m 00s"
    assert status["last_check"] == rig.terminal.now


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "00s"), (61.9, "01m 01s"), (3600, "01h 00m 00s"), (90_061, "01d 01h 01m 01s")],
)
def test_spans_read_well(seconds: float, text: str) -> None:
    assert human(timedelta(seconds=seconds)) == text


async def test_without_a_journal_the_loop_goes_on_and_nothing_is_sent(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()
    rig.add(ticket)
    await rig.later(0.5, 0.5)
    guardian = _House.guardian
    assert guardian is not None
    await guardian._store.close()

    rig.windows.score = -8.0
    rig.terminal.advance_to(rig.terminal.now + timedelta(minutes=15))
    looked = await run_dtms_monitoring_cycle()

    assert not looked
    assert rig.terminal.api.positions_get(ticket=ticket)[0].volume == 0.10


async def test_adding_without_a_journal_is_an_error_not_a_promise(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()
    guardian = _House.guardian
    assert guardian is not None
    await guardian._store.close()

    with pytest.raises(JournalUnavailable):
        rig.add(ticket)
    assert get_dtms_trade_status(ticket)["state"] == "UNSCORED"


async def test_a_hedge_closed_by_others_is_no_action_of_ours(rig: Rig) -> None:
    rig.begin()
    ticket = await hedged(rig)
    before = get_dtms_action_history()
    hedge = get_dtms_trade_status(ticket)["hedge_ticket"]
    assert hedge is not None
    rig.terminal.hand.close(hedge)

    await rig.later(0.5, -8.0)
    await rig.later(0.5, -8.0)

    assert len(rig.of(events.HedgeClosed)) == 1
    assert get_dtms_action_history() == before
    assert get_dtms_trade_status(ticket)["hedge_ticket"] is None


async def test_a_hedge_closed_by_dtms_is_an_action(rig: Rig) -> None:
    rig.begin()
    ticket = await hedged(rig)

    await rig.later(15, 1.0)
    await rig.later(0.5, 1.0)

    assert get_dtms_action_history(ticket)[-1]["action_type"] == "close_hedge"
    assert get_dtms_trade_status(ticket)["state"] == "RECOVERING"


async def test_the_same_refusal_again_is_one_line_of_history(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()
    rig.add(ticket)
    await rig.later(0.5, 0.5)
    await rig.later(15, -4.5)
    for _ in range(40):
        rig.terminal.faults.add(Fault(call="order_send", nth=1, effect=Refuse(retcode=10019)))
        await rig.later(5, -7.0)

    refused = [item for item in get_dtms_action_history() if not item["success"]]
    again = [fact for fact in rig.of(events.ActionRefused) if fact.repeat]
    assert len(again) > 0
    assert len(refused) == get_dtms_system_status()["performance"]["actions_refused"]


async def test_a_symbol_the_terminal_no_longer_offers_does_not_end_the_loop(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    rig.begin()
    rig.add(rig.buy())
    rig.terminal.api.symbol_info = lambda _name: None

    looked = [await run_dtms_monitoring_cycle() for _ in range(12)]

    assert looked[-1] is False
    assert "terminal lost" in caplog.text


# --- threads and steps


async def test_calls_of_another_thread_wait_for_the_cycle_and_reads_do_not(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()
    heard: list[object] = []

    def other() -> None:
        heard.append(rig.add(ticket))
        heard.append(get_dtms_trade_status(ticket)["state"])
        heard.append(get_dtms_system_status()["queued_calls"])

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    before = get_dtms_system_status()["active_trades"]
    await rig.later(0.5, 0.5)

    assert heard == [True, "UNSCORED", 1]
    assert before == 0
    assert get_dtms_trade_status(ticket)["state"] == "HEALTHY"
    assert get_dtms_system_status()["queued_calls"] == 0


async def test_an_awaited_call_of_another_thread_gets_the_real_answer(rig: Rig) -> None:
    rig.begin()
    answers: list[bool] = []

    def other() -> None:
        answers.append(asyncio.run(add_again(4711)))

    calling = asyncio.create_task(asyncio.to_thread(other))
    while not calling.done():
        await asyncio.sleep(0)
        await run_dtms_monitoring_cycle()

    assert answers == [False]


def test_a_cycle_in_another_thread_is_refused(rig: Rig) -> None:
    rig.begin()
    errors: list[BadInput] = []

    def other() -> None:
        try:
            asyncio.run(run_dtms_monitoring_cycle())
        except BadInput as error:
            errors.append(error)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()

    assert "another thread" in str(errors[0])


async def test_a_call_from_within_a_step_waits_for_the_next_cycle(rig: Rig) -> None:
    rig.begin()
    ticket = rig.buy()
    read = rig.terminal.api.positions_get
    taken: list[bool] = []

    def read_and_call() -> object:
        if not taken:
            taken.append(rig.add(ticket))
        return read()

    rig.terminal.api.positions_get = read_and_call
    await rig.later(0.5, 0.5)
    queued = get_dtms_system_status()
    await rig.later(0.5, 0.5)

    assert taken == [True]
    assert (queued["queued_calls"], queued["active_trades"]) == (1, 0)
    assert get_dtms_system_status()["active_trades"] == 1


def test_a_handler_may_call_back(rig: Rig) -> None:
    other: list[int] = []

    def follow(fact: Fact) -> None:
        if isinstance(fact, events.TradeRegistered) and not other:
            other.append(rig.buy())
            rig.add(other[0])

    rig.begin(handler=follow)
    rig.add(rig.buy())

    assert get_dtms_system_status()["active_trades"] == 2


# --- guests


async def test_a_handler_that_fails_stops_neither_the_others_nor_the_guarding(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_fact: Fact) -> None:
        raise ZeroDivisionError

    rig.begin(handler=broken)
    await hedged(rig)

    assert len(rig.of(events.HedgeOpened)) == 1
    assert "handler failed on HedgeOpened" in caplog.text


async def test_a_custom_action_acts_at_the_broker_and_is_seen(rig: Rig) -> None:
    def custom(fact: Fact) -> None:
        if isinstance(fact, events.StateChanged) and fact.after.name == "WARNING_L1":
            rig.terminal.hand.close(fact.key.position, 0.03)

    rig.begin(handler=custom)
    ticket = rig.buy()
    rig.add(ticket)
    await rig.later(0.5, 0.5)
    await rig.later(15, -3.0)
    await rig.later(5, -3.0)
    await rig.later(0.5, -3.0)

    assert get_dtms_trade_status(ticket)["volume"] == 0.07


async def test_messages_reach_plain_and_awaitable_services_without_delay(rig: Rig) -> None:
    plain: list[str] = []
    slow: list[str] = []
    gate = asyncio.Event()

    async def send_slowly(text: str) -> None:
        await gate.wait()
        slow.append(text)

    rig.begin(messenger=SimpleNamespace(send_message=plain.append))
    await hedged(rig)
    first = list(plain)
    close_dtms()
    rig.begin(messenger=SimpleNamespace(send_message=send_slowly))
    await hedged(rig)
    while_held = list(slow)
    gate.set()
    for _ in range(5):
        await asyncio.sleep(0)

    assert any(text.startswith(f"DTMS: Hedge opened for {SYMBOL}") for text in first)
    assert while_held == []
    assert any(text.startswith(f"DTMS: Hedge opened for {SYMBOL}") for text in slow)


async def test_a_service_that_fails_is_logged(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(_text: str) -> None:
        raise OSError("no network")

    rig.begin(messenger=SimpleNamespace(send_message=refuse))
    await hedged(rig)

    assert get_dtms_system_status()["trades_by_state"]["HEDGED"] == 1
    assert "message was not sent" in caplog.text


def test_services_that_cannot_be_used_are_warned_of(rig: Rig) -> None:
    initialize_dtms(rig.terminal.api, object(), object(), data_dir=None, clock=rig.clock)

    assert get_dtms_system_status()["warnings"] == [
        "binance_service_unused",
        "telegram_service_has_no_send_message",
    ]


# --- beginning and ending


def test_before_anything_is_initialised_reads_answer_and_calls_refuse() -> None:
    status = get_dtms_system_status()

    assert (status["monitoring_active"], status["warnings"]) == (False, ["not_initialized"])
    assert get_dtms_trade_status(1)["state"] == "UNSCORED"
    assert get_dtms_action_history() == []
    with pytest.raises(BadInput, match="Call initialize_dtms"):
        start_dtms_monitoring()


def test_a_module_of_another_shape_is_refused_with_what_it_lacks() -> None:
    with pytest.raises(BadInput, match=r"mt5_service: .* lacks account_info, copy_rates"):
        initialize_dtms(SimpleNamespace(place_order=print), data_dir=None)


def test_a_silent_terminal_is_refused_and_nothing_stays_locked(rig: Rig, tmp_path: Path) -> None:
    rig.terminal.api.account_info = lambda: None

    with pytest.raises(BrokerUnavailable):
        rig.begin(data_dir=tmp_path)

    Instance.take(tmp_path).release()
    assert get_dtms_system_status()["warnings"] == ["not_initialized"]


async def test_trades_and_history_survive_a_restart(rig: Rig, tmp_path: Path) -> None:
    rig.begin(data_dir=tmp_path)
    ticket = await hedged(rig)
    before = get_dtms_action_history()
    close_dtms()

    rig.begin(data_dir=tmp_path)
    at_start = get_dtms_trade_status(ticket)["state"]
    await rig.later(0.5, -8.0)

    assert at_start == "HEDGED"
    assert get_dtms_action_history() == before
    assert len(rig.terminal.api.positions_get()) == 2


def test_initialising_again_replaces_the_first(rig: Rig, tmp_path: Path) -> None:
    rig.begin(data_dir=tmp_path)

    rig.begin(data_dir=tmp_path)

    assert get_dtms_system_status()["monitoring_active"]
    with pytest.raises(AlreadyRunning):
        Instance.take(tmp_path)


def test_the_mode_is_auto_on_a_simulated_account_and_observe_on_a_live_one() -> None:
    modes = []
    for spec in (AccountSpec(), AccountSpec(trade_mode=LIVE)):
        rig = Rig(spec)
        service = rig.terminal.api if spec.trade_mode != LIVE else passed_on(rig.terminal)
        initialize_dtms(service, data_dir=None, clock=rig.clock, windows=rig.windows)
        modes.append(get_dtms_system_status()["mode"])

    assert modes == ["auto", "observe"]


def passed_on(terminal: Terminal) -> object:
    """Return the terminal's functions under another type, as a wrapper of MetaTrader5 would."""

    class Wrapper:
        def __getattr__(self, name: str) -> object:
            return getattr(terminal.api, name)

    return Wrapper()


@pytest.mark.parametrize(("login", "volume"), [(1, 0.10), (5_012_345, 0.05)])
async def test_a_live_account_is_traded_only_with_both_settings_and_its_login(
    login: int, volume: float
) -> None:
    rig = Rig(AccountSpec(trade_mode=LIVE))
    initialize_dtms(
        passed_on(rig.terminal),
        data_dir=None,
        clock=rig.clock,
        windows=rig.windows,
        mode=Mode.AUTO,
        live_trading=True,
        live_login=login,
    )
    start_dtms_monitoring()

    ticket = await hedged(rig)

    assert rig.terminal.api.positions_get(ticket=ticket)[0].volume == volume


def test_a_mode_given_later_holds_for_a_known_account(rig: Rig, tmp_path: Path) -> None:
    rig.begin(data_dir=tmp_path)
    rig.begin(data_dir=tmp_path, mode=Mode.OBSERVE)
    rig.begin(data_dir=tmp_path)

    assert get_dtms_system_status()["mode"] == "observe"


# --- custom weights and thresholds


async def test_a_threshold_given_takes_effect() -> None:
    states = []
    for to_l1 in (SEEDS.state.to_l1, -1.5):
        rig = Rig()
        rig.begin(policy=replace(SEEDS, state=replace(SEEDS.state, to_l1=to_l1)))
        ticket = rig.buy()
        rig.add(ticket)
        await rig.later(0.5, 0.5)
        await rig.later(15, -1.6)
        await rig.later(5, -1.6)
        states.append(get_dtms_trade_status(ticket)["state"])

    assert states == ["HEALTHY", "WARNING_L1"]


async def scored(policy: Policy, data_dir: Path | None = None) -> tuple[float, float]:
    """Return score and VWAP threshold of a BTCUSD trade on generated prices."""
    start = datetime(2026, 3, 4, 12, 1, tzinfo=UTC)
    feed = GeneratedFeed(11, ("BTCUSD",), start - timedelta(days=60))
    terminal = Terminal(feed=feed, start=start)
    clock = HandClock(terminal)
    initialize_dtms(terminal.api, policy=policy, data_dir=data_dir, clock=clock)
    start_dtms_monitoring()
    terminal.api.symbol_select("BTCUSD", True)
    ticket = terminal.hand.buy("BTCUSD", 0.1)
    add_trade_to_dtms(ticket, "BTCUSD", "BUY", 100.0, 0.1)
    await run_dtms_monitoring_cycle()
    guardian = _House.guardian
    assert guardian is not None
    station = guardian._station
    trade = next(iter(station.ledger.trades.values()))
    instrument = await station.broker.instrument(trade.symbol)
    assessment = station.windows.assessment(instrument, trade.side)
    score = get_dtms_trade_status(ticket)["current_score"]
    assert score is not None
    assert assessment is not None
    assert assessment.threshold is not None
    return score, assessment.threshold


async def test_weights_given_take_effect_on_real_scores() -> None:
    quiet = dict.fromkeys(Group, 0.1)

    usual, _ = await scored(SEEDS)
    capped, _ = await scored(replace(SEEDS, score=replace(SEEDS.score, caps=quiet)))

    assert abs(usual) > 0.6
    assert abs(capped) <= 0.6


async def test_a_vwap_base_given_takes_effect() -> None:
    bases = {**SEEDS.regime.threshold_base, "BTCUSD": 0.003}

    _, usual = await scored(SEEDS)
    _, wider = await scored(replace(SEEDS, regime=replace(SEEDS.regime, threshold_base=bases)))

    assert wider == pytest.approx(1.5 * usual)


async def test_bars_leave_a_line_and_closing_lets_go_of_the_logs(tmp_path: Path) -> None:
    await scored(SEEDS, tmp_path)

    close_dtms()

    text = (tmp_path / "dtms_data.log").read_text()
    assert " bars symbol=BTCUSD timeframe=M5 asked=600 got=600 closed=2026-03-04T12:00:00" in text
    loggers = [logging.getLogger(name) for names in FILES.values() for name in names]
    assert not any(isinstance(item, PrivateFile) for log in loggers for item in log.handlers)
