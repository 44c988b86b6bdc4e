from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dtms.sim import constants as c
from dtms.sim.errors import SimError
from dtms.sim.records import AccountSpec
from dtms.sim.rollover import next_midnight
from dtms.sim.sessions import ServerZone
from dtms.sim.terminal import Terminal
from tests.sim.builders import T0, a_symbol, a_terminal, after, bought, deals, retcode, sold

CHARGED = AccountSpec(deposit=100_000.0, charges_swap=True)
# An hourly quote for nine days; the server's midnights come at 21:00 UTC.
HOURS = tuple((hour * 3600, 1.1000, 1.1001) for hour in range(9 * 24))
MIDNIGHT = datetime(2025, 6, 3, 21, 0, tzinfo=UTC)


def swaps(terminal: Terminal) -> list[float]:
    return [held.swap for held in terminal.api.positions_get()]


def test_swap_is_charged_at_the_servers_midnight() -> None:
    terminal = a_terminal(account=CHARGED, EURUSD=HOURS)
    bought(terminal, volume=1.0)
    sold(terminal, volume=2.0)

    terminal.advance_to(MIDNIGHT - timedelta(milliseconds=1))
    before = swaps(terminal)
    terminal.advance_to(MIDNIGHT)

    account = terminal.api.account_info()
    # Points: -7.2 and 2.1 of a dollar each a lot.
    assert (before, swaps(terminal)) == ([0.0, 0.0], [-7.2, 4.2])
    assert account.equity == round(account.balance + account.profit - 3.0, 2)
    assert account.balance == 100_000.0


def test_wednesday_night_counts_three_times_and_the_weekend_none() -> None:
    terminal = a_terminal(account=CHARGED, EURUSD=HOURS)
    bought(terminal, volume=1.0)

    totals = []
    for day in range(7):
        terminal.advance_to(MIDNIGHT + timedelta(days=day, minutes=1))
        totals.append(round(-swaps(terminal)[0] / 7.2))

    # Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, Monday.
    assert totals == [1, 4, 5, 6, 6, 6, 7]


def test_triple_day_is_the_symbols_own() -> None:
    tuesday = a_symbol(swap_rollover3days=c.DAY_OF_WEEK_TUESDAY)
    terminal = a_terminal(account=CHARGED, symbols=[tuesday], EURUSD=HOURS)
    bought(terminal, volume=1.0)

    terminal.advance_to(MIDNIGHT)

    assert swaps(terminal) == [-21.6]
    assert terminal.api.symbol_info("EURUSD").swap_rollover3days == c.DAY_OF_WEEK_TUESDAY


@pytest.mark.parametrize(
    ("mode", "rate", "expected"),
    [
        (c.SYMBOL_SWAP_MODE_DISABLED, -7.2, 0.0),
        (c.SYMBOL_SWAP_MODE_POINTS, -7.2, -7.2),
        (c.SYMBOL_SWAP_MODE_CURRENCY_SYMBOL, -5.0, round(-5.0 * 1.1001, 2)),
        (c.SYMBOL_SWAP_MODE_CURRENCY_MARGIN, -5.0, round(-5.0 * 1.1001, 2)),
        (c.SYMBOL_SWAP_MODE_CURRENCY_DEPOSIT, -5.0, -5.0),
        (c.SYMBOL_SWAP_MODE_INTEREST_CURRENT, -3.6, -11.0),
        (c.SYMBOL_SWAP_MODE_INTEREST_OPEN, 3.6, 11.0),
    ],
)
def test_swap_follows_its_mode(mode: int, rate: float, expected: float) -> None:
    symbol = a_symbol(swap_mode=mode, swap_long=rate)
    terminal = a_terminal(account=CHARGED, symbols=[symbol], EURUSD=HOURS)
    bought(terminal, volume=1.0)

    terminal.advance_to(MIDNIGHT)

    assert swaps(terminal) == [expected]


def test_yen_swap_is_converted() -> None:
    terminal = a_terminal(
        account=CHARGED, USDJPY=tuple((h * 3600, 150.0, 150.01) for h in range(24))
    )
    bought(terminal, symbol="USDJPY", volume=1.0)

    terminal.advance_to(MIDNIGHT)

    # 9.8 points are 980 yen.
    assert swaps(terminal) == [round(980 / 150.01, 2)]


def test_partial_close_takes_its_share_of_the_swap() -> None:
    terminal = a_terminal(account=CHARGED, EURUSD=HOURS)
    ticket = bought(terminal, volume=1.0)
    terminal.advance_to(MIDNIGHT)

    retcode(terminal, type=1, position=ticket, volume=0.4)

    out = deals(terminal)[-1]
    assert (out.swap, swaps(terminal)) == (-2.88, [-4.32])
    assert terminal.api.account_info().balance == round(100_000 + out.profit - 2.88, 2)


def test_restart_charges_no_night_twice_and_none_too_few(tmp_path: Path) -> None:
    first = a_terminal(account=CHARGED, store=tmp_path, EURUSD=HOURS)
    bought(first, volume=1.0)
    first.advance_to(MIDNIGHT)
    first.close()

    second = a_terminal(account=CHARGED, store=tmp_path, EURUSD=HOURS)
    resumed = swaps(second)
    second.advance_to(MIDNIGHT + timedelta(days=1))

    assert (resumed, swaps(second)) == ([-7.2], [-28.8])


def test_account_without_swap_pays_none_though_the_symbol_states_it() -> None:
    terminal = a_terminal(EURUSD=HOURS)
    bought(terminal, volume=1.0)

    terminal.advance_to(after(8 * 86_400))

    assert swaps(terminal) == [0.0]
    assert terminal.api.symbol_info("EURUSD").swap_long == -7.2


def test_swap_can_stop_an_account_out() -> None:
    dear = a_symbol(swap_long=-1_000.0)
    account = AccountSpec(deposit=1_500.0, charges_swap=True)
    terminal = a_terminal(account=account, symbols=[dear], EURUSD=HOURS)
    bought(terminal, volume=1.0)

    terminal.advance_to(MIDNIGHT + timedelta(hours=2))

    assert deals(terminal)[-1].reason == c.DEAL_REASON_SO
    assert deals(terminal)[-1].swap == -1_000.0


def test_midnights_follow_the_clock_changes_of_new_york() -> None:
    zone = ServerZone()
    saturday = datetime(2025, 11, 1, 22, 0, tzinfo=UTC)

    found = []
    at = round(saturday.timestamp() * 1000)
    for _ in range(2):
        at = next_midnight(zone, at)
        found.append(datetime.fromtimestamp(at / 1000, UTC).hour)

    assert found == [22, 22]
    assert next_midnight(zone, round(T0.timestamp() * 1000)) == round(MIDNIGHT.timestamp() * 1000)


def test_swap_by_reopening_is_refused_at_the_start() -> None:
    symbol = a_symbol(swap_mode=c.SYMBOL_SWAP_MODE_REOPEN_BID)

    with pytest.raises(SimError, match="not simulated"):
        a_terminal(account=CHARGED, symbols=[symbol], EURUSD=HOURS)
