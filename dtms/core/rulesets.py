"""Rule sets of funded accounts: data laid over a policy, which they only ever make stricter."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

from dtms.core.errors import BadInput
from dtms.core.policy import LossBase, LossKind, OnDailyLimit, Policy, Weekend

_BROKER = "broker"
_HUNDRED = 100
_LAST_HOUR = 23


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """What a rule set says; None where it says nothing. Losses are fractions."""

    name: str
    daily_loss: float | None = None
    daily_base: LossBase | None = None
    daily_kind: LossKind | None = None
    floating: bool | None = None
    reset_hour: int | None = None
    reset_zone: str | None = None  # `broker` for the broker's clock
    on_limit: OnDailyLimit | None = None
    total_loss: float | None = None
    total_kind: LossKind | None = None
    start_balance: float | None = None
    news_before: timedelta | None = None
    news_after: timedelta | None = None
    weekend_holding: bool | None = None
    hedging: bool | None = None
    minimum_hold: timedelta | None = None
    max_lots: Decimal | None = None
    trade_risk: float | None = None
    max_positions: int | None = None


def parse_ruleset(text: str, *, source: str) -> RuleSet:
    """Read a rule set.

    Args:
        text: TOML.
        source: Name of the file, for messages.

    Raises:
        BadInput: A key is missing, unknown or has a value that cannot be; file and key are named.
    """
    try:
        document: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(
            field=source,
            problem=f"is not TOML ({error})",
            remedy="Correct the line, or start from an example in dtms/rulesets",
        ) from error
    found: dict[str, object] = {}
    for path, value in _flat(document, source):
        reader = _KEYS.get(path)
        if reader is None:
            raise _bad(source, path, "is not a key", f"Use one of {', '.join(_KEYS)}")
        found[reader.field] = reader.read(_Place(source=source, key=path), value)
    if "name" not in found:
        raise _bad(source, "name", "is missing", 'Give the rule set a name, such as name = "mine"')
    return RuleSet(**found)  # type: ignore[arg-type]  # each reader returns its field's type


def restrained(policy: Policy, rules: RuleSet) -> Policy:
    """Return a policy under a rule set: what is stricter holds."""
    rails = policy.rails
    strict = replace(
        rails,
        rules=rules.name,
        daily_loss=_least(rails.daily_loss, rules.daily_loss),
        loss_base=rules.daily_base or rails.loss_base,
        loss_kind=rules.daily_kind or rails.loss_kind,
        floating=rails.floating if rules.floating is None else rules.floating,
        reset_hour=rails.reset_hour if rules.reset_hour is None else rules.reset_hour,
        reset_zone=_zone(rails.reset_zone, rules.reset_zone),
        on_daily_limit=rules.on_limit or rails.on_daily_limit,
        total_loss=rules.total_loss
        if rails.total_loss is None
        else (_least(rails.total_loss, rules.total_loss)),
        total_kind=rules.total_kind or rails.total_kind,
        start_balance=rules.start_balance or rails.start_balance,
        news_before=max(rails.news_before, rules.news_before or rails.news_before),
        news_after=max(rails.news_after, rules.news_after or rails.news_after),
        weekend=Weekend.CLOSE if rules.weekend_holding is False else rails.weekend,
        hedging_forbidden=rails.hedging_forbidden or rules.hedging is False,
        minimum_hold=max(rails.minimum_hold, rules.minimum_hold or rails.minimum_hold),
        max_volume=rules.max_lots
        if rails.max_volume is None
        else (min(rails.max_volume, rules.max_lots or rails.max_volume)),
        trade_risk=_least(rails.trade_risk, rules.trade_risk),
        max_positions=min(rails.max_positions, rules.max_positions or rails.max_positions),
    )
    return replace(policy, name=f"{policy.name}+{rules.name}", rails=strict)


def _least(limit: float, other: float | None) -> float:
    return limit if other is None else min(limit, other)


def _zone(before: str | None, rules: str | None) -> str | None:
    if rules is None:
        return before
    return None if rules == _BROKER else rules


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    source: str
    key: str

    def wrong(self, problem: str, remedy: str) -> BadInput:
        return _bad(self.source, self.key, problem, remedy)


def _bad(source: str, key: str, problem: str, remedy: str) -> BadInput:
    return BadInput(field=f"{source}: {key}", problem=problem, remedy=remedy)


def _flat(document: Mapping[str, object], source: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, value in document.items():
        if not isinstance(value, dict):
            found.append((name, value))
            continue
        for key, inner in value.items():
            if isinstance(inner, dict):
                raise _bad(source, f"{name}.{key}", "is a table", "Give it one value")
            found.append((f"{name}.{key}", inner))
    return found


type _Read = Callable[[_Place, object], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    field: str
    read: _Read


def _text(at: _Place, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise at.wrong("is not a text", "Put it in quotes")
    return value.strip()


def _name(at: _Place, value: object) -> str:
    name = _text(at, value)
    if not name.replace("-", "").isalnum() or not name.isascii():
        raise at.wrong("is not a plain name", "Use letters, digits and dashes")
    return name


def _flag(at: _Place, value: object) -> bool:
    if not isinstance(value, bool):
        raise at.wrong("is neither true nor false", "Write true or false, without quotes")
    return value


def _number(at: _Place, value: object, *, above: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise at.wrong("is not a number", "Write it without quotes")
    if not above < value <= most:  # not a number fails both
        problem = f"is {value}"
        raise at.wrong(problem, f"Give more than {above:g} and at most {most:g}")
    return float(value)


def _percent(at: _Place, value: object) -> float:
    return _number(at, value, above=0, most=_HUNDRED) / _HUNDRED


def _money(at: _Place, value: object) -> float:
    return _number(at, value, above=0, most=1e12)


def _lots(at: _Place, value: object) -> Decimal:
    return Decimal(str(_number(at, value, above=0, most=1e6)))


def _whole(at: _Place, value: object, *, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise at.wrong("is not a whole number", "Write it without quotes and decimals")
    if not least <= value <= most:
        problem = f"is {value}"
        raise at.wrong(problem, f"Give {least} to {most}")
    return value


def _hour(at: _Place, value: object) -> int:
    return _whole(at, value, least=0, most=_LAST_HOUR)


def _count(at: _Place, value: object) -> int:
    return _whole(at, value, least=1, most=10_000)


def _minutes(at: _Place, value: object) -> timedelta:
    return timedelta(minutes=_whole(at, value, least=0, most=24 * 60))


def _seconds(at: _Place, value: object) -> timedelta:
    return timedelta(seconds=_whole(at, value, least=0, most=7 * 24 * 3600))


def _zone_name(at: _Place, value: object) -> str:
    name = _text(at, value)
    if name == _BROKER:
        return name
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        problem, remedy = f"{name!r} is no zone", "Write broker, or a name such as Europe/Prague"
        raise at.wrong(problem, remedy) from error
    return name


def _one_of[E: Enum](kind: type[E]) -> _Read:
    names = ", ".join(str(member.value) for member in kind)

    def read(at: _Place, value: object) -> E:
        found = next((member for member in kind if member.value == value), None)
        if found is None:
            problem = f"is {value!r}"
            raise at.wrong(problem, f"Choose one of {names}")
        return found

    return read


_KEYS: Mapping[str, _Key] = {
    "name": _Key(field="name", read=_name),
    "daily_loss.limit": _Key(field="daily_loss", read=_percent),
    "daily_loss.base": _Key(field="daily_base", read=_one_of(LossBase)),
    "daily_loss.kind": _Key(field="daily_kind", read=_one_of(LossKind)),
    "daily_loss.floating": _Key(field="floating", read=_flag),
    "daily_loss.reset_hour": _Key(field="reset_hour", read=_hour),
    "daily_loss.reset_zone": _Key(field="reset_zone", read=_zone_name),
    "daily_loss.on_limit": _Key(field="on_limit", read=_one_of(OnDailyLimit)),
    "total_loss.limit": _Key(field="total_loss", read=_percent),
    "total_loss.kind": _Key(field="total_kind", read=_one_of(LossKind)),
    "total_loss.start_balance": _Key(field="start_balance", read=_money),
    "news.minutes_before": _Key(field="news_before", read=_minutes),
    "news.minutes_after": _Key(field="news_after", read=_minutes),
    "weekend.holding": _Key(field="weekend_holding", read=_flag),
    "hedging.allowed": _Key(field="hedging", read=_flag),
    "trade.minimum_hold_seconds": _Key(field="minimum_hold", read=_seconds),
    "trade.max_lots": _Key(field="max_lots", read=_lots),
    "trade.max_risk": _Key(field="trade_risk", read=_percent),
    "trade.max_positions": _Key(field="max_positions", read=_count),
}
