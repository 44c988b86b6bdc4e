"""How the terminal behind other people's programs is set up: a JSON file, then the environment."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Final

from dtms.sim.errors import SimError
from dtms.sim.symbols import DEFAULT_SYMBOLS

CONFIG_FILE: Final = "metatrader5-sim.json"
PREFIX: Final = "MT5_SIM_"
CONFIG_VARIABLE: Final = "MT5_SIM_CONFIG"
_PATHS: Final = ("data", "feed")
_KNOWN: Final = tuple(spec.name for spec in DEFAULT_SYMBOLS)
_FASTEST: Final = 3600.0
_MOST_MONEY: Final = 1e12
_MOST_LEVERAGE: Final = 5_000
_SEEDS: Final = 1 << 32
_LOGINS: Final = 1 << 63


class Clock(Enum):
    """What makes the terminal's time pass.

    `REAL`: the seconds a program is connected, times `speed`, from where the clock stood.
    `WALL`: this machine's own time.
    `STEP`: every call takes `step` seconds, so that a run repeats exactly.
    """

    REAL = "real"
    WALL = "wall"
    STEP = "step"


class Mode(Enum):
    """What an opposite order does: open a second position, or reduce the first."""

    HEDGING = "hedging"
    NETTING = "netting"


class ConfigError(SimError):
    """The terminal's set-up cannot be used; the text names field, problem and remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A terminal's set-up.

    Attributes:
        data: Directory the account is kept in. A relative path in the file lies beside it, one in
            the environment in the working directory; so does `feed`.
        seed: Of the made-up prices.
        symbols: What the broker offers; ignored when `feed` is given.
        account: Hedging or netting.
        deposit: Opening balance, in `currency`.
        login: Number of the account.
        feed: File of bars or ticks to play instead of made-up prices.
        feed_symbol: The symbol the file holds.
        clock: What makes time pass.
        speed: Market seconds for a real second (`real`).
        step: Market seconds for a call (`step`).
        start: Aware instant at which a new account begins; ignored by `wall`.
    """

    data: Path = Path("metatrader5-sim")
    seed: int = 7
    symbols: tuple[str, ...] = _KNOWN
    account: Mode = Mode.HEDGING
    deposit: float = 10_000.0
    currency: str = "USD"
    leverage: int = 100
    login: int = 5_012_345
    feed: Path | None = None
    feed_symbol: str = "XAUUSD"
    clock: Clock = Clock.REAL
    speed: float = 1.0
    step: float = 1.0
    start: datetime | None = None


_DEFAULTS: Final = Config()


def read_config(path: Path, environment: Mapping[str, str]) -> Config:
    """Read a set-up; the environment's `MT5_SIM_*` win over the file, `MT5_SIM_CONFIG` names it.

    Args:
        path: The file; may be absent, unless the environment names it.
        environment: Of the process.

    Raises:
        ConfigError: A key is unknown or a value cannot be used; the first one is named.
    """
    named = environment.get(CONFIG_VARIABLE)
    path = Path(named) if named else path
    given: dict[str, object] = dict(_stored(path, must_exist=bool(named)))
    for name, value in environment.items():
        if name.startswith(PREFIX) and name != CONFIG_VARIABLE and value:
            is_path = name.removeprefix(PREFIX).lower() in _PATHS
            given.pop(name.removeprefix(PREFIX).lower(), None)
            given[name] = str(Path(value).expanduser().absolute()) if is_path else value
    return config_of(given, beside=path.parent)


def _stored(path: Path, *, must_exist: bool) -> Mapping[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if must_exist:
            raise _bad(CONFIG_VARIABLE, f"there is no file {path}", "Check the path") from None
        return {}
    except (OSError, ValueError) as broken:
        remedy = "Make it a JSON object, or write it anew with --as-metatrader5"
        raise _bad(str(path), f"cannot be read ({broken})", remedy) from broken
    if not isinstance(found, dict):
        raise _bad(str(path), "is no JSON object", 'Begin it with "{"')
    return found


def config_of(given: Mapping[str, object], *, beside: Path) -> Config:
    """Make a set-up of values by key, or by variable; raises `ConfigError` as `read_config` does.

    Args:
        given: Values as in the file or in the environment; None leaves the default.
        beside: Directory in which relative paths lie.
    """
    values: dict[str, object] = {}
    for name, value in given.items():
        key = name.removeprefix(PREFIX).lower() if name.startswith(PREFIX) else name
        if key not in _READERS:
            known = ", ".join(_READERS)
            raise _bad(name, "is no setting of the simulated terminal", f"Known: {known}")
        if value is None:
            continue
        reader, remedy = _READERS[key]
        try:
            values[key] = reader(value)
        except (TypeError, ValueError) as wrong:
            raise _bad(name, f"{value!r} cannot be used", remedy) from wrong
    for key in _PATHS:
        place = values.get(key, _DEFAULTS.data if key == "data" else None)
        if isinstance(place, Path):
            values[key] = beside / place.expanduser()
    make: Callable[..., Config] = Config
    return make(**values)


def _bad(field: str, problem: str, remedy: str) -> ConfigError:
    return ConfigError(f"{field}: {problem}. {remedy}")


def _path(value: object) -> Path:
    if not isinstance(value, str):
        raise TypeError
    return Path(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return value.strip()


def _number(value: object, *, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError
    read = float(value)
    if not least <= read <= most:
        raise ValueError
    return read


def _whole(value: object, *, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError
    read = int(value)
    if not least <= read < most:
        raise ValueError
    return read


def _symbols(value: object) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise TypeError
    names = tuple(dict.fromkeys(_text(part) for part in parts))
    if not names or not set(names) <= set(_KNOWN):
        raise ValueError
    return names


def _currency(value: object) -> str:
    name = _text(value)
    if len(name) != len("USD") or not name.isupper():
        raise ValueError
    return name


def _instant(value: object) -> datetime:
    read = datetime.fromisoformat(_text(value))
    if read.tzinfo is None:
        raise ValueError
    return read


_READERS: Final[Mapping[str, tuple[Callable[[object], object], str]]] = {
    "data": (_path, "Name a directory"),
    "seed": (lambda v: _whole(v, least=0, most=_SEEDS), "Give a whole number from 0 on"),
    "symbols": (_symbols, f"List some of {', '.join(_KNOWN)}"),
    "account": (Mode, "Choose hedging or netting"),
    "deposit": (lambda v: _number(v, least=1, most=_MOST_MONEY), "Give an amount of 1 or more"),
    "currency": (_currency, "Give a currency such as USD"),
    "leverage": (
        lambda v: _whole(v, least=1, most=_MOST_LEVERAGE + 1),
        f"Give a whole number from 1 to {_MOST_LEVERAGE}",
    ),
    "login": (lambda v: _whole(v, least=1, most=_LOGINS), "Give a positive whole number"),
    "feed": (_path, "Give the path of a file of bars or ticks"),
    "feed_symbol": (_text, "Name the symbol the file holds, such as XAUUSD"),
    "clock": (Clock, "Choose real, wall or step"),
    "speed": (
        lambda v: _number(v, least=1e-3, most=_FASTEST),
        "Give market seconds for each real second, at most 3600",
    ),
    "step": (
        lambda v: _number(v, least=1e-3, most=_FASTEST),
        "Give market seconds for each call, at most 3600",
    ),
    "start": (_instant, "Give an instant with its zone, such as 2026-01-13T09:00:00+00:00"),
}
