"""The four log files: what goes where, one line each, private, rotated, without secrets."""

import json
import logging
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from dtms.adapters import logs
from dtms.adapters.logs import (
    ACTIONS,
    DATA,
    FILES,
    Logs,
    LogSink,
    configure_logs,
    fact_kinds,
    line_of,
    place_of,
)
from dtms.core import events
from dtms.core.errors import BadInput
from dtms.core.events import Fact
from dtms.core.market import Side
from dtms.core.trade import ActionKind, Duty, Guard, Leg, TradeState
from dtms.ports import Recorded
from tests.adapters.desk import KEY

BOT = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123"  # the shape of a bot's token
MARKET = datetime(2024, 3, 6, 10, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _levels() -> Iterator[None]:
    """Begin with loggers that nobody has set, and leave the process's as they were."""
    names = ("dtms", "dtms_core", "dtms_integration", DATA, ACTIONS)
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.NOTSET)
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Logs]:
    files = configure_logs(tmp_path, secrets=("hunter2", 'pass"word', "line\nbreak"))
    yield files
    files.close()


def fail(error: Exception) -> None:
    raise error


def publish(*facts: Fact, sink: LogSink | None = None) -> None:
    (sink or LogSink()).publish(
        tuple(Recorded(seq=seq, fact=fact) for seq, fact in enumerate(facts))
    )


def text_of(directory: Path, name: str) -> str:
    return (directory / f"dtms_{name}.log").read_text(encoding="utf-8")


def registered(symbol: str = "EURUSD") -> events.TradeRegistered:
    leg = Leg(ticket=4711, volume=Decimal("0.10"), entry=Decimal("1.1"), stop=None, target=None)
    return events.TradeRegistered(
        key=KEY,
        at=MARKET,
        symbol=symbol,
        side=Side.BUY,
        guard=Guard.GUARDED,
        adopted=False,
        main=leg,
        first_stop=None,
        risk=None,
        opened_at=MARKET,
    )


def changed() -> events.StateChanged:
    return events.StateChanged(
        key=KEY,
        at=MARKET,
        before=TradeState.HEALTHY,
        after=TradeState.WARNING_L1,
        rule=events.Rule.SCORE_L1,
        score=-2.5,
        duties=(Duty.TIGHTEN,),
        armed=True,
    )


def called() -> events.DutyCalled:
    return events.DutyCalled(
        key=KEY, at=MARKET, duty=Duty.HEDGE, rule=events.Rule.SCORE_HEDGE, armed=True, score=-7.0
    )


def hedged() -> events.HedgeOpened:
    receipt = events.Receipt(
        intent=7, decision=3, asked=Decimal("0.05"), verified=Decimal("0.05"), seconds=0.2
    )
    return events.HedgeOpened(
        key=KEY,
        at=MARKET,
        ticket=9001,
        volume=Decimal("0.05"),
        price=Decimal("1.09500"),
        stop=Decimal("1.09550"),
        by_hand=False,
        receipt=receipt,
    )


def refused(*, unprotected: bool = False) -> events.ActionRefused:
    return events.ActionRefused(
        key=KEY,
        at=MARKET,
        duty=Duty.HEDGE,
        kind=ActionKind.HEDGE,
        reason=events.Refusal.NO_MONEY,
        retcode=10019,
        score=-7.0,
        unprotected=unprotected,
        retry_at=None,
        repeat=False,
    )


# --- where and how


def test_every_kind_of_fact_has_one_place() -> None:
    placed = [kind for kinds in logs._LEVELS.values() for kind in kinds]

    assert sorted(kind.__name__ for kind in placed) == sorted(
        kind.__name__ for kind in fact_kinds()
    )


def test_each_fact_is_in_its_file_and_in_no_other(opened: Logs, tmp_path: Path) -> None:
    del opened
    publish(registered(), changed(), hedged())

    where = {
        name: [
            kind
            for kind in ("trade_registered", "state_changed", "hedge_opened")
            if f"fact={kind} " in text_of(tmp_path, name)
        ]
        for name in ("data", "signals", "states", "actions")
    }
    assert where == {
        "data": [],
        "signals": [],
        "states": ["trade_registered", "state_changed"],
        "actions": ["hedge_opened"],
    }


def test_a_line_is_plain_words_with_both_clocks(opened: Logs, tmp_path: Path) -> None:
    del opened
    publish(registered(), changed())

    line = text_of(tmp_path, "states").splitlines()[1]
    stamp, rest = line.split(" ", 1)
    assert stamp.endswith("Z")
    assert abs((datetime.fromisoformat(stamp) - datetime.now(UTC)).total_seconds()) < 60
    assert rest == (
        "market=2024-03-06T10:15:00.000Z INFO dtms_core.states state_changed "
        "fact=state_changed account=Demo-1/5001 position=4711 symbol=EURUSD before=healthy "
        "after=warning_l1 rule=score_l1 score=-2.5 duties.0=tighten armed=yes"
    )


def test_the_seeds_own_lines_are_written(opened: Logs, tmp_path: Path) -> None:
    del opened
    publish(registered(), called(), hedged(), refused())

    assert " Hedge trigger conditions met " in text_of(tmp_path, "states")
    assert " DTMS: Hedge opened for EURUSD " in text_of(tmp_path, "actions")
    assert " Failed to place hedge order " in text_of(tmp_path, "actions")


def test_a_symbol_learnt_before_the_start_is_asked_for(opened: Logs, tmp_path: Path) -> None:
    del opened
    publish(hedged(), sink=LogSink({KEY: "XAUUSD.r"}.get))

    assert "DTMS: Hedge opened for XAUUSD.r " in text_of(tmp_path, "actions")


@pytest.mark.parametrize(
    ("fact", "level"),
    [
        (refused(), logging.WARNING),
        (refused(unprotected=True), logging.ERROR),
        (changed(), logging.INFO),
    ],
)
def test_loudness_follows_the_danger(fact: Fact, level: int) -> None:
    assert place_of(fact)[1] == level


def test_faults_of_our_modules_are_in_the_data_log(opened: Logs, tmp_path: Path) -> None:
    del opened
    logging.getLogger("dtms.engine").warning("terminal lost")
    logging.getLogger("dtms_integration").info("initialised")

    text = text_of(tmp_path, "data")
    assert "WARNING dtms.engine terminal lost" in text
    assert "INFO dtms_integration initialised" in text


# --- levels


def test_levels_are_by_logger_and_a_level_of_ones_own_stays(tmp_path: Path) -> None:
    logging.getLogger("dtms_integration").setLevel(logging.ERROR)

    configure_logs(tmp_path, level="WARNING", levels={ACTIONS: "DEBUG"}).close()

    levels = {
        name: logging.getLogger(name).getEffectiveLevel()
        for name in ("dtms_core.states", ACTIONS, "dtms_integration", "dtms.engine")
    }
    assert levels == {
        "dtms_core.states": logging.WARNING,
        ACTIONS: logging.DEBUG,
        "dtms_integration": logging.ERROR,
        "dtms.engine": logging.WARNING,
    }


def test_a_level_set_on_the_seeds_logger_takes_effect_at_once(opened: Logs, tmp_path: Path) -> None:
    del opened
    stopped = events.RiskKnown(key=KEY, at=MARKET, risk=Decimal("0.005"))
    publish(stopped)
    before = text_of(tmp_path, "signals")

    logging.getLogger("dtms_core").setLevel(logging.DEBUG)
    publish(stopped)

    assert before == ""
    assert "DEBUG dtms_core.signals risk_known" in text_of(tmp_path, "signals")


def test_a_level_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="log level of dtms_core: 'LOUD' is no level"):
        configure_logs(tmp_path, levels={"dtms_core": "LOUD"})
    configure_logs(tmp_path).close()


# --- one line each


@pytest.mark.parametrize(
    "evil",
    ["EUR\nUSD", "EUR\r\nUSD", "EUR\u2028USD", "EUR\x1b[2JUSD", "EUR\u202eUSD", "EUR\x00USD"],
)
def test_nothing_breaks_or_fakes_a_line(opened: Logs, tmp_path: Path, evil: str) -> None:
    del opened
    publish(registered(evil), hedged())
    logging.getLogger("dtms.engine").warning("%s: no bars", evil)

    for name, count in (("states", 1), ("actions", 1), ("data", 1)):
        text = text_of(tmp_path, name)
        assert len(text.splitlines()) == count
        assert text.rstrip("\n").isprintable()


def test_a_value_cannot_pose_as_another_field(opened: Logs, tmp_path: Path) -> None:
    del opened
    publish(registered("EURUSD after=closed"))

    assert 'symbol="EURUSD after=closed"' in text_of(tmp_path, "states")


def test_json_lines_hold_the_same(tmp_path: Path) -> None:
    files = configure_logs(tmp_path, json=True)
    publish(registered("EUR\nUSD"), hedged())
    files.close()

    lines = [json.loads(line) for line in text_of(tmp_path, "actions").splitlines()]
    assert len(lines) == 1
    assert lines[0]["market"] == "2024-03-06T10:15:00.000Z"
    assert (lines[0]["logger"], lines[0]["level"]) == (ACTIONS, "INFO")
    assert lines[0]["message"] == "DTMS: Hedge opened for EUR\nUSD"
    assert (lines[0]["volume"], lines[0]["receipt.intent"]) == ("0.05", "7")


def test_lines_that_are_no_facts_get_the_market_time_too(tmp_path: Path) -> None:
    files = configure_logs(tmp_path, market=lambda: MARKET)
    logging.getLogger("dtms.engine").warning("terminal lost")
    files.close()

    assert "market=2024-03-06T10:15:00.000Z WARNING" in text_of(tmp_path, "data")


# --- secrets


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    "secret", ["hunter2", 'pass"word', "line\nbreak", BOT, BOT.replace(":", "%3A")]
)
def test_no_secret_is_written_in_any_form(tmp_path: Path, secret: str, *, as_json: bool) -> None:
    given = ("hunter2", 'pass"word', "line\nbreak")
    files = configure_logs(tmp_path, secrets=given, json=as_json)
    log = logging.getLogger("dtms.engine")
    log.error("https://api.telegram.org/bot%s/getMe", secret)
    log.error("refused", extra={"pairs": (("login", f"me {secret} you"),)})
    try:
        fail(ValueError(secret))
    except ValueError:
        log.exception("failed", stack_info=True)
    files.close()

    text = text_of(tmp_path, "data")
    assert text.count("***") == 3
    assert len(text.splitlines()) == 3
    for form in (secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], "AAF-abcdef"):
        assert form not in text


def test_a_traceback_is_one_line_with_its_cause(opened: Logs, tmp_path: Path) -> None:
    del opened
    try:
        fail(ArithmeticError("upside down"))
    except ArithmeticError:
        logging.getLogger("dtms.engine").exception("failed")

    lines = text_of(tmp_path, "data").splitlines()
    assert len(lines) == 1
    assert "ArithmeticError: upside down" in lines[0]
    assert "test_logs.py" in lines[0]


def test_numbers_that_are_no_token_stay(opened: Logs, tmp_path: Path) -> None:
    del opened
    logging.getLogger("dtms.engine").error("ticket 123456789: closed at 10:15:00")

    assert "ticket 123456789: closed at 10:15:00" in text_of(tmp_path, "data")


# --- files


def test_files_are_the_owners_alone_and_stay_so(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "dtms_data.log").touch(mode=0o644)

    configure_logs(folder).close()

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == dict.fromkeys(FILES, 0o600)


def test_a_directory_is_made_for_its_owner(tmp_path: Path) -> None:
    configure_logs(tmp_path / "new").close()

    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_directory_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BadInput, match="cannot be written"):
        configure_logs(tmp_path / "file" / "logs")


def test_a_full_file_is_rotated_and_no_line_is_lost(tmp_path: Path) -> None:
    files = configure_logs(tmp_path)
    for _, handler in files.handlers:
        handler.maxBytes = 2000

    for _ in range(30):
        publish(changed())
    files.close()

    parts = sorted(tmp_path.glob("dtms_states.log*"))
    whole = sum(len(path.read_text().splitlines()) for path in parts)
    assert len(parts) > 2
    assert all(path.stat().st_size <= 2000 for path in parts)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in parts)
    assert whole == 30


def test_configuring_again_writes_each_line_once(tmp_path: Path) -> None:
    configure_logs(tmp_path)
    files = configure_logs(tmp_path)

    publish(changed())
    files.close()

    assert len(text_of(tmp_path, "states").splitlines()) == 1


def test_after_closing_nothing_is_written(tmp_path: Path) -> None:
    configure_logs(tmp_path).close()

    publish(changed())

    assert text_of(tmp_path, "states") == ""


def test_a_fact_reads_alone_as_a_message() -> None:
    assert line_of(hedged(), "EURUSD").startswith(
        "DTMS: Hedge opened for EURUSD fact=hedge_opened account=Demo-1/5001 position=4711"
    )
