import json
import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.core import codec, events
from dtms.core.actions import Action
from dtms.core.codec import (
    FACT_KINDS,
    INTENTS,
    TRADES,
    BadRecord,
    NewerVersion,
    RecordCodec,
    UnknownKind,
    decode,
    encode,
)
from dtms.core.convert import snake
from dtms.core.events import AccountFact, Fact, TradeFact
from dtms.core.intents import Intent
from dtms.core.trade import Contract, Duty, Trade
from tests.core.shapes import example, strategy

GOLDEN = Path(__file__).with_name("golden_records.json")
FACTS = [of for _, _, of in FACT_KINDS]
ALL_FACTS = st.sampled_from(FACTS).flatmap(strategy)


def test_every_fact_has_one_kind() -> None:
    members = {*get_args(TradeFact.__value__), *get_args(AccountFact.__value__)}

    assert set(FACTS) == members
    assert len({kind for kind, _, _ in FACT_KINDS}) == len(FACTS)


def test_kinds_are_the_classes_in_snake_case() -> None:
    assert [kind for kind, _, _ in FACT_KINDS] == [snake(of.__name__) for of in FACTS]


def test_encoded_form_of_every_record_is_pinned() -> None:
    """A difference here is a change of format: raise the version and write the upgrade.

    Older versions stay in the file, since they stay in people's journals.
    """
    encoded = [encode(example(of)) for of in FACTS]
    encoded += [TRADES.encode(example(Trade)), INTENTS.encode(example(Intent))]

    actual = {f"{one.kind}/{one.version}": json.loads(one.body) for one in encoded}

    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert actual == {name: golden[name] for name in actual}
    assert {name.split("/")[0] for name in golden} == {one.kind for one in encoded}


def test_pinned_forms_are_still_read() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    kinds = {name.split("/")[0]: (int(name.split("/")[1]), body) for name, body in golden.items()}

    for kind, _, of in FACT_KINDS:
        version, body = kinds[kind]
        assert decode(kind, version, json.dumps(body)) == example(of)


@given(ALL_FACTS)
def test_facts_survive(fact: Fact) -> None:
    encoded = encode(fact)

    assert decode(encoded.kind, encoded.version, encoded.body) == fact


@given(strategy(Trade))
def test_trades_survive(trade: Trade) -> None:
    encoded = TRADES.encode(trade)

    back = TRADES.decode(encoded.version, encoded.body)

    assert back == trade
    assert str(back.closed_volume) == str(trade.closed_volume)


@given(strategy(Intent))
def test_intents_survive(intent: Intent) -> None:
    encoded = INTENTS.encode(intent)

    assert INTENTS.decode(encoded.version, encoded.body) == intent


def test_a_trade_written_before_there_were_contracts_is_read() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))

    trade = TRADES.decode(1, json.dumps(golden["trade/1"]))

    assert trade == replace(
        example(Trade),
        contract=Contract(),
        at_breakeven=False,
        profit_decided=False,
        profit_volume=Decimal(0),
        edits=(),
        turns=(),
        standoffs=frozenset(),
    )


@pytest.mark.parametrize("action", get_args(Action.__value__))
def test_each_action_is_tagged(action: type) -> None:
    intent = replace(example(Intent), action=example(action))

    encoded = INTENTS.encode(intent)

    assert json.loads(encoded.body)["action"]["kind"] == snake(action.__name__)
    assert INTENTS.decode(1, encoded.body) == intent


def test_sets_have_one_encoded_form() -> None:
    duties = list(Duty)
    one = replace(example(Trade), noted=frozenset(duties))
    two = replace(example(Trade), noted=frozenset(reversed(duties)))

    assert TRADES.encode(one) == TRADES.encode(two)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_no_number_no_record(number: float) -> None:
    fact = replace(example(events.RespectBegan), score=number)

    with pytest.raises(BadRecord):
        encode(fact)


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity"])
def test_no_decimal_no_record(number: str) -> None:
    with pytest.raises(BadRecord):
        encode(replace(example(events.RiskKnown), risk=Decimal(number)))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999", '"1"', "true", "null"])
def test_a_body_without_a_number_is_refused(text: str) -> None:
    body = encode(example(events.RespectBegan)).body.replace("-6.25", text)

    with pytest.raises(BadRecord):
        decode("respect_began", 1, body)


def test_naive_time_is_refused() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001

    with pytest.raises(BadRecord):
        encode(replace(example(events.HoldEnded), at=naive))


def test_instants_are_stored_in_utc() -> None:
    athens = datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    encoded = encode(replace(example(events.HoldEnded), at=athens))

    assert json.loads(encoded.body)["at"] == "2026-01-01T00:00:00+00:00"
    assert decode("hold_ended", 1, encoded.body).at == athens


@pytest.mark.parametrize("value", [1.0, True, "1", None])
def test_a_wrong_type_is_refused_before_it_is_stored(value: object) -> None:
    fact = replace(example(events.FlatAsked), count=value)  # type: ignore[arg-type]

    with pytest.raises(BadRecord):
        encode(fact)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"key": 1, "at": 2}',
        '{"key":{"account":{"server":"s","login":1},"position":1},"at":"2026-01-01T00:00:00"}',
        '{"key":{"account":{"server":"s","login":1},"position":1},"at":"yesterday"}',
        '{"key":{"account":{"server":"s","login":1},"position":1},"at":"2026-01-01T00:00Z","x":1}',
    ],
)
def test_a_foreign_body_is_refused(body: str) -> None:
    with pytest.raises(BadRecord):
        decode("hold_ended", 1, body)


def test_unknown_kind_is_named() -> None:
    with pytest.raises(UnknownKind):
        decode("moon_landed", 1, "{}")


def test_newer_version_is_named() -> None:
    with pytest.raises(NewerVersion):
        decode("hold_ended", 2, encode(example(events.HoldEnded)).body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    weight: float
    fragile: bool


def _with_fragile(fields: codec.Fields) -> codec.Fields:
    return {**fields, "fragile": False}


def test_older_versions_are_upgraded() -> None:
    parcels = RecordCodec("parcel", Parcel, version=2, upgrades={1: _with_fragile})

    assert parcels.decode(1, '{"weight": 2}') == Parcel(weight=2.0, fragile=False)
    assert parcels.decode(2, '{"weight": 2, "fragile": true}') == Parcel(weight=2.0, fragile=True)


def test_a_version_without_an_upgrade_is_refused() -> None:
    parcels = RecordCodec("parcel", Parcel, version=3, upgrades={1: _with_fragile})

    with pytest.raises(BadRecord):
        parcels.decode(1, '{"weight": 2}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Crate:
    content: dict[str, int]


def test_a_type_without_a_plain_form_is_refused_at_once() -> None:
    with pytest.raises(TypeError):
        RecordCodec("crate", Crate)
