import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dtms.sim import constants as c
from dtms.sim.feed import TickFeed
from dtms.sim.feed_generated import GeneratedFeed
from dtms.sim.feed_scripted import Leg, ScriptedPath
from dtms.sim.terminal import Terminal
from tests.sim.builders import T0, a_symbol, a_terminal, bought, deals

SOURCES = sorted((Path(__file__).resolve().parents[2] / "dtms" / "sim").glob("*.py"))


def imported(source: Path) -> set[str]:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_simulator_knows_nothing_of_dtms_but_itself() -> None:
    names = {name for source in SOURCES for name in imported(source)}

    assert {name for name in names if name.startswith(("dtms", "bot"))} == {
        name for name in names if name.startswith("dtms.sim")
    }
    assert names & {"time", "random.random", "pandas", "asyncio"} == set()


def test_scripted_fall_hits_the_stop_on_cue() -> None:
    start = datetime(2025, 6, 3, 8, tzinfo=UTC)
    base = GeneratedFeed(7, ["EURUSD"], start - timedelta(days=1))
    cue = start + timedelta(minutes=30)
    feed = ScriptedPath(
        base, "EURUSD", cue, [Leg(minutes=60, drift=-0.6)], digits=5, sigma=0.0001, noise=0.1
    )
    terminal = Terminal(feed=feed, start=start)
    terminal.api.initialize()
    terminal.advance_to(cue)
    bid = terminal.api.symbol_info_tick("EURUSD").bid
    bought(terminal, sl=round(bid * (1 - 0.0018), 5))

    terminal.advance_to(cue + timedelta(minutes=20))
    held = terminal.api.positions_total()
    terminal.advance_to(cue + timedelta(minutes=45))

    assert (held, terminal.api.positions_total()) == (1, 0)
    assert deals(terminal)[-1].reason == c.DEAL_REASON_SL


def test_symbols_keep_a_brokers_suffix() -> None:
    spec = a_symbol("XAUUSD", called="XAUUSD.r", selected=True)
    terminal = Terminal(
        feed=TickFeed({"XAUUSD.r": [(T0, 2000.0, 2000.2)]}), symbols=[spec], start=T0
    )
    terminal.api.initialize()

    (info,) = terminal.api.symbols_get(group="*XAU*")

    assert (info.name, info.currency_base, info.digits) == ("XAUUSD.r", "XAU", 2)
    bought(terminal, symbol="XAUUSD.r")


def test_built_in_symbols_have_a_retail_brokers_figures() -> None:
    api = a_terminal().api

    figures = {
        s.name: (s.digits, s.trade_contract_size, s.volume_min, s.volume_step, s.filling_mode)
        for s in api.symbols_get()
    }

    assert figures == {
        "EURUSD": (5, 100_000.0, 0.01, 0.01, 3),
        "GBPUSD": (5, 100_000.0, 0.01, 0.01, 3),
        "USDJPY": (3, 100_000.0, 0.01, 0.01, 3),
        "XAUUSD": (2, 100.0, 0.01, 0.01, 2),
        "BTCUSD": (2, 1.0, 0.01, 0.01, 2),
    }
