"""Example values and Hypothesis strategies, derived from the types of records."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import TypeAliasType, cast, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

EXAMPLES: dict[object, object] = {
    str: "EURUSD.r",
    int: 4711,
    bool: True,
    float: -6.25,
    Decimal: Decimal("1.08450"),
    datetime: datetime(2026, 3, 29, 1, 30, 15, 250000, tzinfo=UTC),
    date: date(2026, 3, 29),
    timedelta: timedelta(minutes=75),
}
_SPAN = {"min_value": datetime(1990, 1, 1), "max_value": datetime(2090, 1, 1)}  # noqa: DTZ001
_DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
STRATEGIES: dict[object, st.SearchStrategy[object]] = {
    str: st.text(max_size=20),
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    Decimal: _DECIMALS,
    datetime: st.datetimes(**_SPAN, timezones=st.just(UTC)),
    date: st.dates(),
}


def _plain(annotation: object) -> object:
    while isinstance(annotation, TypeAliasType):
        annotation = annotation.__value__
    return annotation


def _arms(annotation: object) -> tuple[object, ...]:
    return tuple(arm for arm in get_args(annotation) if arm is not NoneType)


def example[T](kind: type[T]) -> T:
    """Return the one example of a type: every optional filled, each tuple with one member."""
    annotation = _plain(kind)
    if annotation in EXAMPLES:
        return cast("T", EXAMPLES[annotation])
    origin = get_origin(annotation)
    if origin is UnionType:
        return cast("T", example(cast("type", _arms(annotation)[0])))
    if origin in {tuple, frozenset}:
        members = [example(arm) for arm in get_args(annotation) if arm is not ...]
        return cast("T", cast("Callable[..., object]", origin)(members))
    real = cast("type", annotation)
    if issubclass(real, Enum):
        return cast("T", list(real)[-1])
    hints = get_type_hints(real)
    return cast("T", real(**{name: example(hints[name]) for name in _names(real)}))


def strategy(kind: object) -> st.SearchStrategy[object]:
    """Return a strategy over every value of a type."""
    annotation = _plain(kind)
    if annotation in STRATEGIES:
        return STRATEGIES[annotation]
    origin, arms = get_origin(annotation), get_args(annotation)
    if origin is UnionType:
        return st.one_of([st.none() if arm is NoneType else strategy(arm) for arm in arms])
    if origin is frozenset:
        return st.frozensets(strategy(arms[0]))
    if origin is tuple:
        return _tuples(arms)
    real = cast("type", annotation)
    if issubclass(real, Enum):
        return st.sampled_from(list(real))
    hints = get_type_hints(real)
    return st.builds(real, **{name: strategy(hints[name]) for name in _names(real)})


def _names(real: type) -> list[str]:
    if issubclass(real, tuple):
        return list(get_type_hints(real))
    assert is_dataclass(real), real
    return [field.name for field in fields(real)]


def _tuples(arms: tuple[object, ...]) -> st.SearchStrategy[object]:
    if arms[-1] is ...:
        return st.lists(strategy(arms[0]), max_size=3).map(tuple)
    return st.tuples(*map(strategy, arms))
