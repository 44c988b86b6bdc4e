"""Values to plain JSON values and back, compiled once per type from its annotations.

Decimal as text, instants as ISO in UTC, enums by value, sets sorted, dataclasses as objects; a
union of dataclasses is tagged with `kind`. Anything else is refused when the module is loaded.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import TypeAliasType, Union, cast, get_args, get_origin, get_type_hints

type Convert = Callable[[object], object]

TAG = "kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair[T]:
    """Both directions for one type. They raise `TypeError`, `ValueError` or `KeyError`."""

    encode: Callable[[T], object]
    decode: Callable[[object], T]


type _Any = Pair[object]


def _misfit(expected: str, value: object) -> TypeError:
    return TypeError(f"expected {expected}, got {value!r}")


def _exactly(kind: type) -> Convert:
    def check(value: object) -> object:
        if type(value) is not kind:
            raise _misfit(kind.__name__, value)
        return value

    return check


def _finite(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, float | int):
        raise _misfit("float", value)
    number = float(value)
    if not math.isfinite(number):
        raise _misfit("a finite number", value)
    return number


def _encode_decimal(value: object) -> str:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise _misfit("a finite Decimal", value)
    return str(value)


def _decode_decimal(value: object) -> Decimal:
    if not isinstance(value, str):
        raise _misfit("a decimal in quotes", value)
    number = Decimal(value)
    if not number.is_finite():
        raise _misfit("a finite decimal", value)
    return number


def _encode_instant(value: object) -> str:
    if not isinstance(value, datetime):
        raise _misfit("an aware datetime", value)
    if value.tzinfo is UTC:
        return value.isoformat()
    if value.utcoffset() is None:
        raise _misfit("an aware datetime", value)
    return value.astimezone(UTC).isoformat()


def _decode_instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise _misfit("an instant", value)
    instant = datetime.fromisoformat(value)
    if instant.utcoffset() is None:
        raise _misfit("an aware instant", value)
    return instant.astimezone(UTC)


def _encode_date(value: object) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _misfit("a date", value)
    return value.isoformat()


def _decode_date(value: object) -> date:
    if not isinstance(value, str):
        raise _misfit("a date", value)
    return date.fromisoformat(value)


_LEAVES: Mapping[object, _Any] = {
    str: Pair(encode=_exactly(str), decode=_exactly(str)),
    int: Pair(encode=_exactly(int), decode=_exactly(int)),
    bool: Pair(encode=_exactly(bool), decode=_exactly(bool)),
    float: Pair(encode=_finite, decode=_finite),
    Decimal: Pair(encode=_encode_decimal, decode=_decode_decimal),
    datetime: Pair(encode=_encode_instant, decode=_decode_instant),
    date: Pair(encode=_encode_date, decode=_decode_date),
}


def _enum(kind: type[Enum]) -> _Any:
    members: Mapping[object, Enum] = {member.value: member for member in kind}
    values: Mapping[object, object] = {member: member.value for member in kind}

    def encode(value: object) -> object:
        if type(value) is not kind:
            raise _misfit(kind.__name__, value)
        return values[value]

    def decode(value: object) -> object:
        if isinstance(value, bool | float):
            raise _misfit(kind.__name__, value)
        return members[value]

    return Pair(encode=encode, decode=decode)


def _list_of(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _misfit("a list", value)
    return value


def _tuple(inner: _Any) -> _Any:
    def encode(value: object) -> object:
        if not isinstance(value, tuple):
            raise _misfit("a tuple", value)
        return [inner.encode(item) for item in value]

    def decode(value: object) -> object:
        return tuple([inner.decode(item) for item in _list_of(value)])

    return Pair(encode=encode, decode=decode)


def _fixed_tuple(inners: tuple[_Any, ...]) -> _Any:
    def encode(value: object) -> object:
        if not isinstance(value, tuple):
            raise _misfit("a tuple", value)
        return [inner.encode(item) for inner, item in zip(inners, value, strict=True)]

    def decode(value: object) -> object:
        items = zip(inners, _list_of(value), strict=True)
        return tuple([inner.decode(item) for inner, item in items])

    return Pair(encode=encode, decode=decode)


def _frozenset(inner: _Any) -> _Any:
    def encode(value: object) -> object:
        if not isinstance(value, frozenset):
            raise _misfit("a frozenset", value)
        return sorted((inner.encode(item) for item in value), key=str)

    def decode(value: object) -> object:
        return frozenset([inner.decode(item) for item in _list_of(value)])

    return Pair(encode=encode, decode=decode)


def _optional(inner: _Any) -> _Any:
    def encode(value: object) -> object:
        return None if value is None else inner.encode(value)

    def decode(value: object) -> object:
        return None if value is None else inner.decode(value)

    return Pair(encode=encode, decode=decode)


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _misfit("an object", value)
    return value


def _dataclass(kind: type) -> _Any:
    hints = get_type_hints(kind)
    pairs = [(field.name, pair_of(cast("type[object]", hints[field.name]))) for field in _of(kind)]
    encoders = tuple((name, pair.encode) for name, pair in pairs)
    decoders = tuple((name, pair.decode) for name, pair in pairs)
    names = {name for name, _ in pairs}
    build: type[object] = kind

    def encode(value: object) -> object:
        if type(value) is not kind:
            raise _misfit(kind.__name__, value)
        return {name: convert(getattr(value, name)) for name, convert in encoders}

    def decode(value: object) -> object:
        body = _object(value)
        if body.keys() != names:
            raise _misfit("fields " + ", ".join(sorted(names)), sorted(body))
        return build(**{name: convert(body[name]) for name, convert in decoders})

    return Pair(encode=encode, decode=decode)


def _of(kind: type) -> list["_Named"]:
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return [_Named(name=name) for name in kind._fields]
    if not is_dataclass(kind):
        problem = f"no converter for {kind!r}"
        raise TypeError(problem)
    return [_Named(name=field.name) for field in fields(kind) if field.init]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    name: str


def snake(name: str) -> str:
    """Return a class name as it is stored: `OpenHedge` as `open_hedge`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _tagged(kinds: tuple[type, ...]) -> _Any:
    by_class: dict[type, tuple[str, _Any]] = {
        kind: (snake(kind.__name__), pair_of(kind)) for kind in kinds
    }
    by_tag: Mapping[object, _Any] = dict(by_class.values())
    if any(field.name == TAG for kind in kinds for field in _of(kind)):
        problem = f"a member of {kinds} has a field {TAG!r}"
        raise TypeError(problem)

    def encode(value: object) -> object:
        tag, pair = by_class[type(value)]
        return {TAG: tag, **_object(pair.encode(value))}

    def decode(value: object) -> object:
        body = dict(_object(value))
        return by_tag[body.pop(TAG)].decode(body)

    return Pair(encode=encode, decode=decode)


def _union(arms: tuple[object, ...]) -> _Any:
    kinds = tuple(cast("type", arm) for arm in arms if arm is not NoneType)
    inner = cast("_Any", pair_of(kinds[0])) if len(kinds) == 1 else _tagged(kinds)
    return inner if len(kinds) == len(arms) else _optional(inner)


def _generic(origin: object, arms: tuple[object, ...]) -> _Any:
    inners = tuple(pair_of(cast("type[object]", arm)) for arm in arms if arm is not ...)
    if origin is frozenset:
        return _frozenset(inners[0])
    if origin is tuple:
        return _tuple(inners[0]) if arms[-1] is ... else _fixed_tuple(inners)
    problem = f"no converter for {origin!r}"
    raise TypeError(problem)


def _compile(annotation: object) -> _Any:
    origin, arms = get_origin(annotation), get_args(annotation)
    if annotation in _LEAVES:
        return _LEAVES[annotation]
    if origin is UnionType or origin is Union:
        return _union(arms)
    if origin is not None:
        return _generic(origin, arms)
    kind = cast("type", annotation)
    return _enum(kind) if issubclass(kind, Enum) else _dataclass(kind)


_COMPILED: dict[object, _Any] = {}


def pair_of[T](kind: type[T]) -> Pair[T]:
    """Return both converters of a type; raises `TypeError` for one that has no plain form."""
    annotation: object = kind
    while isinstance(annotation, TypeAliasType):
        annotation = annotation.__value__
    if annotation not in _COMPILED:
        _COMPILED[annotation] = _compile(annotation)
    return cast("Pair[T]", _COMPILED[annotation])
