"""The examples of the user's documents, as they stand there: only the import line is changed.

A test reads: what surrounds the example, the example as it stands, what it did.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dtms.core.events import Fact, HedgeOpened, StateChanged
from dtms.core.policy import SEEDS, Group, Session, Volatility
from dtms.core.trade import TradeState
from dtms.integration import _House, close_dtms
from dtms.sim.feed_generated import GeneratedFeed
from dtms.sim.terminal import Terminal
from tests.house import START, SYMBOL, DrawnFeed, DrawnWindows, HandClock

# ruff: noqa: T201, ANN202, PLC0415, N806, ERA001 - the examples are the user's


class Service:
    """The user's own service over MetaTrader 5: the module's functions and one of its own."""

    def __init__(self, terminal: Terminal, symbol: str = SYMBOL) -> None:
        self._terminal = terminal
        self._symbol = symbol

    def __getattr__(self, name: str) -> object:
        return getattr(self._terminal.api, name)

    def place_order(self, *_wishes: object) -> int:
        return self._terminal.hand.buy(self._symbol, 0.1)


class Rounds:
    """Stands for `asyncio` in the seeds' endless loop: sleeping moves the market, then ends."""

    def __init__(self, terminal: Terminal, rounds: int) -> None:
        self._terminal = terminal
        self.left = rounds

    async def sleep(self, seconds: float) -> None:
        self._terminal.advance_to(self._terminal.now + timedelta(seconds=seconds))
        self.left -= 1
        if not self.left:
            raise TimeoutError


class Desk:
    """A terminal with scores by hand; the examples call `initialize_dtms` on it as they do."""

    def __init__(self, directory: Path) -> None:
        self.terminal = Terminal(feed=DrawnFeed((), START), start=START)
        self.mt5_service = Service(self.terminal)
        self.windows = DrawnWindows()
        self.clock = HandClock(self.terminal)
        self.directory = directory

    def prepared(self, **more: object) -> None:
        """Do what the examples take for done: DTMS is initialised and running."""
        from dtms.integration import initialize_dtms, start_dtms_monitoring

        initialize_dtms(
            self.mt5_service,
            data_dir=self.directory,
            clock=self.clock,
            windows=self.windows,
            **more,
        )
        start_dtms_monitoring()

    def guarded(self) -> int:
        from dtms.integration import add_trade_to_dtms

        ticket = self.terminal.hand.buy(SYMBOL, 0.10, sl=1.09, tp=1.12)
        add_trade_to_dtms(ticket, SYMBOL, "BUY", 1.1001, 0.10)
        return ticket

    async def later(self, minutes: float, score: float) -> None:
        from dtms.integration import run_dtms_monitoring_cycle

        self.terminal.advance_to(self.terminal.now + timedelta(minutes=minutes))
        self.windows.score = score
        await run_dtms_monitoring_cycle()

    async def hedged(self) -> int:
        ticket = self.guarded()
        await self.later(0.5, 0.5)
        await self.later(15, -8.0)
        return ticket


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield Desk(tmp_path)
    close_dtms()
    for name in ("dtms", "dtms_core", "dtms_integration"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The examples name no data directory: theirs is `data` where the program runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- DTMS_IMPLEMENTATION_GUIDE.md: Installation & Setup


async def test_3_integration_with_existing_bot(desk: Desk, here: Path) -> None:
    mt5_service, binance_service, telegram_service = desk.mt5_service, None, None
    asyncio = Rounds(desk.terminal, rounds=4)
    rounds = []

    async def your_existing_monitoring() -> None:
        rounds.append(desk.terminal.now)

    # In your main bot startup
    from dtms.integration import initialize_dtms, start_dtms_monitoring

    # Initialize DTMS
    initialize_dtms(mt5_service, binance_service, telegram_service)
    start_dtms_monitoring()

    # In your main monitoring loop
    from dtms.integration import run_dtms_monitoring_cycle

    async def main_monitoring_loop():
        while True:
            # Your existing monitoring code
            await your_existing_monitoring()

            # DTMS monitoring cycle
            await run_dtms_monitoring_cycle()

            await asyncio.sleep(30)  # 30-second cycle

    # --- end of the example
    with pytest.raises(TimeoutError):
        await main_monitoring_loop()

    from dtms.integration import get_dtms_system_status

    status = get_dtms_system_status()
    assert len(rounds) == 4
    assert status["performance"]["fast_checks_total"] == 4
    assert status["monitoring_active"]
    assert sorted(path.name for path in (here / "data").glob("*.log")) == [
        "dtms_actions.log",
        "dtms_data.log",
        "dtms_signals.log",
        "dtms_states.log",
    ]


def test_4_adding_trades(desk: Desk) -> None:
    feed = GeneratedFeed(5, ("BTCUSD",), START - timedelta(days=5))
    desk.terminal = Terminal(feed=feed, start=START)
    desk.terminal.api.initialize()
    desk.terminal.api.symbol_select("BTCUSD", True)
    desk.mt5_service = mt5_service = Service(desk.terminal, "BTCUSD")
    desk.prepared()

    from dtms.integration import add_trade_to_dtms

    # After placing a trade
    ticket = mt5_service.place_order(...)
    if ticket:
        add_trade_to_dtms(
            ticket=ticket,
            symbol="BTCUSD",
            direction="BUY",
            entry_price=100.0,
            volume=0.1,
            stop_loss=99.0,
            take_profit=102.0,
        )

    # --- end of the example
    from dtms.integration import get_dtms_trade_status

    held = desk.terminal.api.positions_get(ticket=ticket)[0]
    status = get_dtms_trade_status(ticket)
    assert status["state"] == "HEALTHY"
    assert status["entry_price"] == held.price_open
    assert status["stop_loss"] is None
    assert status["warnings"] == [
        "naked",
        "unscored",
        f"entry_price_differs: given 100, broker {held.price_open:.2f}",
        "stop_loss_differs: given 99, broker none",
        "take_profit_differs: given 102, broker none",
    ]


async def test_5_removing_trades(desk: Desk) -> None:
    desk.prepared()
    ticket = desk.guarded()
    desk.terminal.hand.close(ticket)

    from dtms.integration import remove_trade_from_dtms

    # When closing a trade
    remove_trade_from_dtms(ticket)

    # --- end of the example
    from dtms.integration import get_dtms_system_status

    await desk.later(0.5, -8.0)
    assert get_dtms_system_status()["active_trades"] == 0


# --- Configuration: the very numbers of the document are the policy's


def test_configuration_1_adaptive_thresholds() -> None:
    # Base thresholds per symbol
    vwap_base = {
        "XAUUSD": 0.001,  # 0.10%
        "BTCUSDT": 0.002,  # 0.20%
        "EURUSD": 0.0005,  # 0.05%
        "GBPUSD": 0.0005,  # 0.05%
        "USDJPY": 0.0007,  # 0.07%
        "GBPJPY": 0.0007,  # 0.07%
        "EURJPY": 0.0007,  # 0.07%
    }

    # Session multipliers
    session_multipliers = {
        "Asian": 1.5,  # Higher threshold (ignore noise)
        "London": 1.0,  # Base sensitivity
        "NY": 0.8,  # Faster reaction
        "Overlap": 0.7,  # Most sensitive
    }

    # Volatility multipliers
    volatility_multipliers = {
        "low": 1.4,  # Low vol → need stronger move
        "normal": 1.0,  # Base multiplier
        "high": 0.8,  # High vol → react faster
    }

    # --- end of the example
    regime = SEEDS.regime
    assert vwap_base.items() <= regime.threshold_base.items()
    assert {Session(name.lower()): value for name, value in session_multipliers.items()} == dict(
        regime.session_factor
    )
    assert {Volatility(name): value for name, value in volatility_multipliers.items()} == dict(
        regime.volatility_factor
    )


def test_configuration_2_signal_weights() -> None:
    # Base signal weights
    SIGNAL_WEIGHTS = {
        "structure": 3.0,  # BOS/CHOCH - highest authority
        "vwap_volume": 2.0,  # VWAP flip + volume flip
        "momentum": 2.0,  # RSI + MACD momentum
        "ema_alignment": 1.5,  # EMA50 vs EMA200 slope
        "delta_pressure": 1.0,  # Order flow delta
        "candle_conviction": 1.0,  # Conviction bar patterns
    }

    # Adaptive weights for different market regimes
    ADAPTIVE_WEIGHTS = {
        "RANGE": {
            "structure": 0.7,  # Structure less reliable in ranges
            "vwap_volume": 1.3,  # VWAP more important in ranges
            "momentum": 1.0,
            "ema_alignment": 0.8,
            "delta_pressure": 1.2,
            "candle_conviction": 1.1,
        },
        "HIGH_VOLATILITY": {
            "structure": 1.2,  # Structure more reliable in high vol
            "vwap_volume": 0.9,
            "momentum": 0.8,  # Momentum signals more noisy
            "ema_alignment": 1.0,
            "delta_pressure": 1.1,
            "candle_conviction": 0.9,
        },
    }

    # --- end of the example
    def by_group(weights: dict[str, float]) -> dict[Group, float]:
        return {Group(name): value for name, value in weights.items()}

    # the candle is the one exception: its range of 0.5 to 2 is stated beside the weights
    caps = by_group(SIGNAL_WEIGHTS) | {Group.CANDLE_CONVICTION: 2.0}
    assert dict(SEEDS.score.caps) == caps
    assert dict(SEEDS.score.range_weights) == by_group(ADAPTIVE_WEIGHTS["RANGE"])
    assert dict(SEEDS.score.high_volatility_weights) == by_group(
        ADAPTIVE_WEIGHTS["HIGH_VOLATILITY"]
    )


def test_configuration_3_state_transitions() -> None:
    # State transition thresholds
    state_transitions = {
        "HEALTHY_to_WARNING_L1": -2,
        "WARNING_L1_to_WARNING_L2": -4,
        "WARNING_L2_to_HEDGED": -6,
        "hedge_confluence_trigger": -6,  # Score <= -6 OR (VWAP flip + volume flip)
        "recovery_hysteresis": {
            "WARNING_L1_to_HEALTHY": 0,  # Need score >= 0
            "WARNING_L2_to_WARNING_L1": -2,  # Need score >= -2
        },
    }

    # --- end of the example
    state = SEEDS.state
    back = state_transitions.pop("recovery_hysteresis")
    assert list(state_transitions.values()) == [state.to_l1, state.to_l2, state.hedge, state.hedge]
    assert list(back.values()) == [state.l1_to_healthy, state.l2_to_l1]


# --- Usage Examples


def test_usage_1_basic_integration(
    desk: Desk,
    here: Path,  # noqa: ARG001 - its directory is the example's
    capsys: pytest.CaptureFixture[str],
) -> None:
    mt5_service, binance_service, telegram_service = desk.mt5_service, None, None

    # Initialize DTMS
    from dtms.integration import (
        add_trade_to_dtms,
        get_dtms_system_status,
        initialize_dtms,
        start_dtms_monitoring,
    )

    initialize_dtms(mt5_service, binance_service, telegram_service)
    start_dtms_monitoring()

    # Add trade to monitoring
    add_trade_to_dtms(12345, "BTCUSD", "BUY", 100.0, 0.1)

    # Check system status
    status = get_dtms_system_status()
    print(f"Active trades: {status['active_trades']}")

    # --- end of the example
    assert capsys.readouterr().out == "Active trades: 0\n"  # the broker holds no 12345


def test_usage_2_advanced_configuration_is_a_policy(desk: Desk) -> None:
    # custom_config.thresholds['vwap_base']['BTCUSD'] = 0.003  # 0.30%
    # custom_config.adaptive_multipliers['session']['Asian'] = 2.0  # Higher threshold
    bases = {**SEEDS.regime.threshold_base, "BTCUSD": 0.003}
    sessions = {**SEEDS.regime.session_factor, Session.ASIAN: 2.0}
    regime = replace(SEEDS.regime, threshold_base=bases, session_factor=sessions)
    custom = replace(SEEDS, name="custom", regime=regime)

    desk.prepared(policy=custom)

    from dtms.integration import get_dtms_system_status

    guardian = _House.guardian
    assert guardian is not None
    assert get_dtms_system_status()["policy"] == "custom"
    assert guardian._station.policy.regime.threshold_base["BTCUSD"] == 0.003


async def test_usage_3_monitoring_and_alerts(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    from dtms.integration import get_dtms_action_history, get_dtms_trade_status

    desk.prepared()
    ticket = await desk.hedged()
    # the document's ticket is 12345

    # Get trade status
    trade_status = get_dtms_trade_status(ticket)
    print(f"State: {trade_status['state']}")
    print(f"Score: {trade_status['current_score']}")
    print(f"Warnings: {trade_status['warnings']}")

    # Get action history
    actions = get_dtms_action_history(ticket)
    for action in actions:
        print(f"Action: {action['action_type']}, Success: {action['success']}")

    # --- end of the example
    assert capsys.readouterr().out.splitlines() == [
        "State: HEDGED",
        "Score: -8.0",
        "Warnings: []",
        "Action: partial_close, Success: True",
        "Action: tighten_sl, Success: True",
        "Action: move_sl_breakeven, Success: False",
        "Action: open_hedge, Success: True",
    ]


async def test_system_health(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    from dtms.integration import get_dtms_system_status

    desk.prepared()
    desk.guarded()
    await desk.later(62, 0.5)

    # Get comprehensive system status
    status = get_dtms_system_status()

    print(f"Monitoring Active: {status['monitoring_active']}")
    print(f"Uptime: {status['uptime_human']}")
    print(f"Active Trades: {status['active_trades']}")
    print(f"Performance: {status['performance']}")
    print(f"Data Health: {status['data_health']}")

    # --- end of the example
    printed = capsys.readouterr().out.splitlines()
    assert printed[:3] == ["Monitoring Active: True", "Uptime: 01h 02m 00s", "Active Trades: 1"]
    assert "'fast_checks_total': 1" in printed[3]
    assert "'fast_checks_per_hour': 0.967" in printed[3]
    assert "'EURUSD': {'fit': True" in printed[4]


async def test_logging(desk: Desk) -> None:
    # DTMS uses standard Python logging
    import logging

    # Set log level
    logging.getLogger("dtms_core").setLevel(logging.DEBUG)

    # Log files
    # - dtms_data.log: Data management operations
    # - dtms_signals.log: Signal scoring and analysis
    # - dtms_states.log: State machine transitions
    # - dtms_actions.log: Action execution

    # --- end of the example
    desk.prepared()
    await desk.hedged()

    texts = {path.name: path.read_text() for path in desk.directory.glob("*.log")}
    assert "fact=judged" in texts["dtms_signals.log"]
    assert "after=warning_l2" in texts["dtms_states.log"]
    assert "fact=timer_set" in texts["dtms_states.log"]  # a line of level DEBUG
    assert "fact=part_closed" in texts["dtms_actions.log"]
    assert "fact=noticed" in texts["dtms_data.log"]


async def test_debug_mode(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    from dtms.integration import get_dtms_system_status

    desk.prepared()

    # Enable debug logging
    import logging

    logging.getLogger("dtms_core").setLevel(logging.DEBUG)
    logging.getLogger("dtms_integration").setLevel(logging.DEBUG)

    # Check system status
    status = get_dtms_system_status()
    print(f"System Status: {status}")

    # --- end of the example
    await desk.hedged()
    assert capsys.readouterr().out.startswith("System Status: {'monitoring_active': True")
    assert "DEBUG dtms_core.states" in (desk.directory / "dtms_states.log").read_text()


# --- Advanced Features: classes that were replaced are arguments now


async def test_custom_signal_weights_and_transitions_and_actions(desk: Desk) -> None:
    # scorer.base_weights['structure'] = 4.0; scorer.base_weights['momentum'] = 1.5
    caps = {**SEEDS.score.caps, Group.STRUCTURE: 4.0, Group.MOMENTUM: 1.5}
    # state_machine.config.state_transitions['HEALTHY_to_WARNING_L1'] = -1.5
    policy = replace(
        SEEDS,
        name="mine",
        score=replace(SEEDS.score, caps=caps),
        state=replace(SEEDS.state, to_l1=-1.5),
    )
    # class CustomActionExecutor: def _execute_custom_action(self, action, trade_data)
    warned: list[int] = []

    def custom_action(fact: Fact) -> None:
        if isinstance(fact, StateChanged) and fact.after is TradeState.WARNING_L1:
            warned.append(fact.key.position)

    desk.prepared(policy=policy, on_fact=(custom_action,))
    ticket = desk.guarded()
    await desk.later(0.5, 0.5)
    await desk.later(15, -1.6)
    await desk.later(5, -1.6)

    assert warned == [ticket]


# --- DTMS Hedging Functionality Report: How to Monitor Hedging


async def test_hedging_1_check_dtms_status(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.prepared()
    await desk.hedged()

    from dtms.integration import get_dtms_system_status

    status = get_dtms_system_status()
    print(f"Active trades: {status['active_trades']}")
    print(f"Trades by state: {status['trades_by_state']}")

    # --- end of the example
    assert capsys.readouterr().out == (
        "Active trades: 1\n"
        "Trades by state: {'HEALTHY': 0, 'WARNING_L1': 0, 'WARNING_L2': 0, 'HEDGED': 1, "
        "'RECOVERING': 0, 'CLOSED': 0}\n"
    )


async def test_hedging_2_check_trade_status(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.prepared()
    ticket = await desk.hedged()

    from dtms.integration import get_dtms_trade_status

    trade_status = get_dtms_trade_status(ticket)
    print(f"State: {trade_status['state']}")
    print(f"Score: {trade_status['current_score']}")
    print(f"Hedge ticket: {trade_status.get('hedge_ticket')}")

    # --- end of the example
    hedge = next(item for item in desk.terminal.api.positions_get() if item.ticket != ticket)
    assert capsys.readouterr().out.splitlines() == [
        "State: HEDGED",
        "Score: -8.0",
        f"Hedge ticket: {hedge.ticket}",
    ]


async def test_hedging_3_check_action_history(desk: Desk) -> None:
    desk.prepared()
    ticket = await desk.hedged()

    from dtms.integration import get_dtms_action_history

    history = get_dtms_action_history()
    # Look for 'open_hedge' actions

    # --- end of the example
    hedges = [item for item in history if item["action_type"] == "open_hedge"]
    assert [(item["ticket"], item["success"]) for item in hedges] == [(ticket, True)]


async def test_hedging_4_monitor_logs(desk: Desk) -> None:
    heard: list[HedgeOpened] = []

    def listen(fact: Fact) -> None:
        if isinstance(fact, HedgeOpened):
            heard.append(fact)

    desk.prepared(on_fact=(listen,))
    await desk.hedged()

    states = (desk.directory / "dtms_states.log").read_text()
    actions = (desk.directory / "dtms_actions.log").read_text()
    assert len(heard) == 1
    assert states.count("Hedge trigger conditions met") == 1
    assert actions.count("DTMS: Hedge opened for EURUSD") == 1
    assert "Failed to place hedge order" not in actions


async def test_hedging_5_check_mt5_positions(desk: Desk) -> None:
    desk.prepared()
    ticket = await desk.hedged()

    comments = [item.comment for item in desk.terminal.api.positions_get()]

    assert [text for text in comments if text.startswith("DTMS_HEDGE_")] == [f"DTMS_HEDGE_{ticket}"]
