"""The four log files: one line for each fact, rotated, private, without secrets."""

import json as json_text
import logging
import os
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import cast, get_args, override

from dtms.adapters.secrecy import Secrecy, spelt_out
from dtms.core import events
from dtms.core.errors import BadInput
from dtms.core.events import Fact
from dtms.core.market import Bars, Timeframe
from dtms.core.trade import ActionKind, Duty, TradeKey
from dtms.ports import MarketFeed, Recorded

FILE_BYTES = 5_000_000
KEPT_FILES = 5
_OWNER_DIRECTORY, _OWNER_FILE = 0o700, 0o600

# The seeds' names. What they call dtms_core is the place of facts; faults keep our module names.
CORE, INTEGRATION, OURS = "dtms_core", "dtms_integration", "dtms"
DATA, SIGNALS = f"{CORE}.data", f"{CORE}.signals"
STATES, ACTIONS = f"{CORE}.states", f"{CORE}.actions"
FILES: Mapping[str, tuple[str, ...]] = {
    "dtms_data.log": (DATA, INTEGRATION, OURS),
    "dtms_signals.log": (SIGNALS,),
    "dtms_states.log": (STATES,),
    "dtms_actions.log": (ACTIONS,),
}

HEDGE_CALLED = "Hedge trigger conditions met"
HEDGE_OPENED = "DTMS: Hedge opened for {symbol}"
HEDGE_FAILED = "Failed to place hedge order"

_PLAIN_VALUE = re.compile(r"[^\s\"'=\\]+\Z")

type Pair = tuple[str, str]


# --- where a fact is written, and how loudly


_LEVELS: Mapping[str, Mapping[type, int]] = {
    DATA: {
        events.FlagRaised: logging.WARNING,
        events.FlagLowered: logging.INFO,
        events.Noticed: logging.WARNING,
        events.EquityBase: logging.INFO,
        events.HourBase: logging.DEBUG,
        events.EquityPeak: logging.DEBUG,
        events.SessionsLearned: logging.DEBUG,
    },
    SIGNALS: {
        events.Judged: logging.INFO,
        events.RespectBegan: logging.INFO,
        events.RespectEnded: logging.INFO,
        events.RiskKnown: logging.DEBUG,
    },
    STATES: {
        events.TradeRegistered: logging.INFO,
        events.GuardChanged: logging.INFO,
        events.StateChanged: logging.INFO,
        events.TimerSet: logging.DEBUG,
        events.TimerStopped: logging.DEBUG,
        events.FlatAsked: logging.INFO,
        events.FlatAnswered: logging.INFO,
        events.LegGone: logging.INFO,
        events.LegChanged: logging.INFO,
        events.HedgeChanged: logging.INFO,
        events.MainGone: logging.INFO,
        events.Acknowledged: logging.INFO,
        events.Held: logging.INFO,
        events.HoldEnded: logging.INFO,
        events.TradeModeSet: logging.INFO,
        events.ContractSet: logging.INFO,
        events.TermEnded: logging.INFO,
        events.EditNoted: logging.INFO,
        events.StandoffSeen: logging.WARNING,
        events.WentOn: logging.INFO,
        events.ModeSet: logging.INFO,
        events.Paused: logging.INFO,
        events.Resumed: logging.INFO,
        events.RailTripped: logging.WARNING,
        events.RailCleared: logging.INFO,
        events.MarginShort: logging.WARNING,
        events.BreakerTripped: logging.WARNING,
        events.BreakerReset: logging.INFO,
        events.StackWarned: logging.INFO,
        events.StackEased: logging.INFO,
        events.WeekendNear: logging.INFO,
        events.FundsMoved: logging.INFO,
    },
    ACTIONS: {
        events.DutyCalled: logging.INFO,
        events.DutyDropped: logging.INFO,
        events.IntentSent: logging.INFO,
        events.IntentSettled: logging.INFO,
        events.OutcomeUnknown: logging.ERROR,
        events.StopMoved: logging.INFO,
        events.PartClosed: logging.INFO,
        events.HedgeOpened: logging.INFO,
        events.HedgeClosed: logging.INFO,
        events.LegAdded: logging.INFO,
        events.OrphanSeen: logging.WARNING,
        events.OrphanClosed: logging.INFO,
        events.ExecutedLate: logging.ERROR,
        events.ActionRefused: logging.WARNING,
        events.DutyDelayed: logging.INFO,
        events.ProposalMade: logging.INFO,
        events.ProposalEnded: logging.INFO,
        events.OrderSent: logging.INFO,
        events.OrderPlaced: logging.INFO,
        events.OrderFilled: logging.INFO,
        events.OrderRefused: logging.WARNING,
        events.OrderUnknown: logging.ERROR,
        events.OrderEnded: logging.INFO,
        events.CancelSent: logging.INFO,
        events.CancelFailed: logging.ERROR,
        events.BothLegsFilled: logging.ERROR,
    },
}
_PLACES: Mapping[type, tuple[str, int]] = {
    kind: (name, level) for name, kinds in _LEVELS.items() for kind, level in kinds.items()
}


def fact_kinds() -> tuple[type, ...]:
    """Return every kind of fact there is."""
    return (*get_args(events.TradeFact.__value__), *get_args(events.AccountFact.__value__))


def place_of(fact: Fact) -> tuple[str, int]:
    """Return the logger and the level of a fact; red ones are errors."""
    name, level = _PLACES[type(fact)]
    if isinstance(fact, events.ActionRefused) and fact.unprotected:
        level = logging.ERROR
    if isinstance(fact, events.DutyCalled) and fact.duty is Duty.HEDGE:
        name = STATES  # where the seeds look for it
    if isinstance(fact, events.Noticed) and fact.what is events.Lookout.STARTED:
        level = logging.INFO
    return name, level


# --- words


def headline(fact: Fact, symbol: str | None) -> str:
    """Return the seeds' own words for a fact where they have some, else the fact's name."""
    match fact:
        case events.DutyCalled(duty=Duty.HEDGE):
            return HEDGE_CALLED
        case events.HedgeOpened():
            return HEDGE_OPENED.format(symbol=symbol or fact.key.position)
        case events.ActionRefused(duty=Duty.HEDGE) | events.ActionRefused(kind=ActionKind.HEDGE):
            return HEDGE_FAILED
        case _:
            return fact_name(fact)


def fact_name(fact: Fact) -> str:
    """Return the kind of a fact as one lower-case word."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(fact).__name__).lower()


def pairs_of(fact: Fact, symbol: str | None) -> tuple[Pair, ...]:
    """Return a fact as keys and values; nested ones are joined by a dot."""
    found: list[Pair] = [("fact", fact_name(fact))]
    for field in fields(fact):
        value: object = getattr(fact, field.name)
        if isinstance(value, TradeKey):
            found.append(("account", str(value.account)))
            found.append(("position", str(value.position)))
            if symbol is not None and not isinstance(fact, events.TradeRegistered):
                found.append(("symbol", symbol))
        elif field.name != "at":
            found.extend(_flat(field.name, value))
    return tuple(found)


def line_of(fact: Fact, symbol: str | None) -> str:
    """Return a fact as one plain line: headline, then key=value."""
    pairs = " ".join(f"{key}={_quoted(value)}" for key, value in pairs_of(fact, symbol))
    return f"{headline(fact, symbol)} {pairs}"


def _flat(name: str, value: object) -> Iterator[Pair]:
    if isinstance(value, tuple):
        parts: Iterable[object] = getattr(value, "_fields", range(len(value)))
        for part, item in zip(parts, cast("tuple[object, ...]", value), strict=True):
            yield from _flat(f"{name}.{part}", item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _flat(f"{name}.{field.name}", getattr(value, field.name))
    elif isinstance(value, frozenset):
        yield name, ",".join(sorted(map(_word, cast("frozenset[object]", value)))) or _SHORT[None]
    else:
        yield name, _word(value)


_SHORT = {None: "-", True: "yes", False: "no"}


def _word(value: object) -> str:
    match value:
        case None | bool():
            return _SHORT[value]
        case Enum():
            return value.name.lower() if isinstance(value.value, int) else str(value.value)
        case datetime():
            return _instant(value)
        case float():
            return f"{value:.6g}"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def _quoted(value: str) -> str:
    return value if _PLAIN_VALUE.match(value) else json_text.dumps(value)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


# --- facts to files


class LogSink:
    """Writes each recorded fact to the log it belongs to.

    Args:
        symbol_of: Names the symbol of a trade; None where it is not known (any more).
    """

    def __init__(self, symbol_of: Callable[[TradeKey], str | None] = lambda _key: None) -> None:
        self._symbol_of = symbol_of
        self._symbols: dict[TradeKey, str] = {}

    def publish(self, recorded: tuple[Recorded, ...]) -> None:
        """Take note of facts that are already journalled."""
        for item in recorded:
            self._write(item.fact)

    def _write(self, fact: Fact) -> None:
        name, level = place_of(fact)
        symbol = self._symbol(fact)
        logger = logging.getLogger(name)
        if not logger.isEnabledFor(level):
            return
        noted = {"market": fact.at, "pairs": pairs_of(fact, symbol)}
        logger.log(level, "%s", headline(fact, symbol), extra=noted)

    def _symbol(self, fact: Fact) -> str | None:
        key = getattr(fact, "key", None)
        if not isinstance(key, TradeKey):
            return None
        known = fact.symbol if isinstance(fact, events.TradeRegistered) else self._symbol_of(key)
        if known is not None:
            self._symbols[key] = known
        return self._symbols.get(key)


class LoggedFeed:
    """A market feed whose every answer leaves a line in `dtms_data.log`."""

    def __init__(self, feed: MarketFeed) -> None:
        self._feed = feed
        self._log = logging.getLogger(DATA)

    async def bars(self, symbol: str, timeframe: Timeframe, *, count: int) -> Bars:
        """Return the last `count` closed bars; raises `BrokerUnavailable`."""
        bars = await self._feed.bars(symbol, timeframe, count=count)
        closed = _instant(bars.closed_at(len(bars) - 1)) if len(bars) else "-"
        pairs = (
            ("symbol", symbol),
            ("timeframe", timeframe.name),
            ("asked", str(count)),
            ("got", str(len(bars))),
            ("closed", closed),
            ("volume", _word(bars.volume is not None)),
        )
        self._log.info("bars", extra={"pairs": pairs})
        return bars


# --- lines


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    at: datetime
    market: datetime | None
    level: str
    logger: str
    message: str
    pairs: tuple[Pair, ...]
    trouble: str


class LineFormatter(logging.Formatter):
    """One record, one line; the last thing that touches the text hides what is secret.

    Args:
        secrets: Texts that must not appear, in any of the forms a line may give them.
        market: Market time for records that carry none.
        json: Lines of JSON instead of plain words.
    """

    def __init__(
        self,
        *,
        secrets: Iterable[str] = (),
        market: Callable[[], datetime] | None = None,
        json: bool = False,
    ) -> None:
        super().__init__()
        self._hide = Secrecy(secrets).hide
        self._market = market
        self._json = json

    @override
    def format(self, record: logging.LogRecord) -> str:
        entry = self._entry(record)
        line = _json(entry) if self._json else _plain(entry)
        return self._hide(line)

    def _entry(self, record: logging.LogRecord) -> _Entry:
        marked = getattr(record, "market", None)
        if marked is None and self._market is not None:
            marked = self._market()
        pairs = cast("tuple[Pair, ...]", getattr(record, "pairs", ()))
        return _Entry(
            at=datetime.fromtimestamp(record.created, UTC),
            market=marked,
            level=record.levelname,
            logger=record.name,
            message=self._hide(record.getMessage()),
            pairs=tuple((key, self._hide(value)) for key, value in pairs),
            trouble=self._hide(self._trouble(record)),
        )

    def _trouble(self, record: logging.LogRecord) -> str:
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        stack = self.formatStack(record.stack_info) if record.stack_info else ""
        return "\n".join(filter(None, (trace, stack)))


def _plain(entry: _Entry) -> str:
    words = [_instant(entry.at)]
    words.append(f"market={'-' if entry.market is None else _instant(entry.market)}")
    words.extend((entry.level, entry.logger, spelt_out(entry.message)))
    words.extend(f"{key}={_quoted(value)}" for key, value in entry.pairs)
    if entry.trouble:
        words.append(f"trouble={json_text.dumps(entry.trouble, ensure_ascii=False)}")
    return spelt_out(" ".join(words))


def _json(entry: _Entry) -> str:
    content: dict[str, str | None] = {
        "at": _instant(entry.at),
        "market": None if entry.market is None else _instant(entry.market),
        "level": entry.level,
        "logger": entry.logger,
        "message": entry.message,
    }
    if entry.trouble:
        content["trouble"] = entry.trouble
    content.update({key: value for key, value in entry.pairs if key not in content})
    return json_text.dumps(content)


# --- files


class PrivateFile(RotatingFileHandler):
    """A rotated log file that only its owner may read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=FILE_BYTES, backupCount=KEPT_FILES, encoding="utf-8")

    @override
    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _OWNER_FILE)
        if hasattr(os, "fchmod"):
            os.fchmod(handle, _OWNER_FILE)
        return open(handle, "a", encoding="utf-8")  # noqa: PTH123 - an open descriptor


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs:
    """Log files in use."""

    handlers: tuple[tuple[str, PrivateFile], ...]

    def close(self) -> None:
        """Let go of the files; the loggers stay."""
        for name, handler in self.handlers:
            logging.getLogger(name).removeHandler(handler)
            handler.close()


def configure_logs(
    directory: Path,
    *,
    level: int | str = logging.INFO,
    levels: Mapping[str, int | str] | None = None,
    json: bool = False,
    secrets: Sequence[str] = (),
    market: Callable[[], datetime] | None = None,
) -> Logs:
    """Write the four files from now on; calling it again replaces the former ones.

    Args:
        directory: Where they are; made, for its owner only, if need be.
        level: Of every logger that has none of its own yet.
        levels: By logger name: `dtms_core` and what is below it, `dtms_integration`, `dtms`.
        json: Lines of JSON instead of plain words.
        secrets: Tokens and passwords that must never be written.
        market: Market time for lines that are no facts.

    Returns:
        What closes the files.

    Raises:
        BadInput: The directory cannot be used, or a level does not exist.
    """
    for name in {name for names in FILES.values() for name in names}:
        _drop_files(logging.getLogger(name))
    formatter = LineFormatter(secrets=secrets, market=market, json=json)
    opened = [_opened(directory / file, formatter) for file in FILES]
    pairs = zip(opened, FILES.values(), strict=True)
    handlers = tuple((name, handler) for handler, names in pairs for name in names)
    for name, handler in handlers:
        logging.getLogger(name).addHandler(handler)
    for name in (CORE, INTEGRATION, OURS):
        if logging.getLogger(name).level == logging.NOTSET:
            _set_level(name, level)
    for name, wanted in (levels or {}).items():
        _set_level(name, wanted)
    return Logs(handlers=handlers)


def log_uncaught() -> None:
    """Let what nobody caught end in the log, where secrets are hidden, not bare on stderr."""
    log = logging.getLogger(OURS)

    def ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.critical("uncaught", exc_info=(kind, error, trace))

    def thread_ended(hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None:
            ended(hook.exc_type, hook.exc_value, hook.exc_traceback)

    def unraisable(hook: "sys.UnraisableHookArgs") -> None:
        if hook.exc_value is not None:
            ended(hook.exc_type, hook.exc_value, hook.exc_traceback)

    sys.excepthook, sys.unraisablehook, threading.excepthook = ended, unraisable, thread_ended
    logging.captureWarnings(capture=True)


def _opened(path: Path, formatter: logging.Formatter) -> PrivateFile:
    try:
        path.parent.mkdir(mode=_OWNER_DIRECTORY, parents=True, exist_ok=True)
        handler = PrivateFile(path)
    except OSError as error:
        raise BadInput(
            field=str(path),
            problem=f"cannot be written ({error})",
            remedy="Give the directory to the user DTMS runs as, writable",
        ) from error
    handler.setFormatter(formatter)
    return handler


def _drop_files(logger: logging.Logger) -> None:
    for handler in [item for item in logger.handlers if isinstance(item, PrivateFile)]:
        logger.removeHandler(handler)
        handler.close()


def _set_level(name: str, level: int | str) -> None:
    try:
        logging.getLogger(name).setLevel(level)
    except ValueError as error:
        raise BadInput(
            field=f"log level of {name}",
            problem=f"{level!r} is no level",
            remedy="Use DEBUG, INFO, WARNING or ERROR",
        ) from error
