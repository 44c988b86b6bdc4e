"""Rows X of the fault matrix: settings that cannot be meant, a live account, a second instance."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.settings import Settings
from dtms.adapters.instance import Instance
from dtms.core import events
from dtms.core.commands import Verb
from dtms.core.errors import BadInput
from dtms.core.events import Lookout, Refusal
from dtms.core.magic import Magic
from dtms.core.policy import SEEDS, Mode, Policy
from dtms.core.trade import ActionKind
from dtms.sim.records import AccountSpec
from tests.faults.scenes import HEDGED, L2, halved, hedged, openings, sent
from tests.house import SYMBOL, House, a_house


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda: replace(SEEDS.state, to_l1=-2.0, to_l2=-6.0, hedge=-4.0), "state.hedge"),
        (lambda: replace(SEEDS.guard, fast_check=-SEEDS.guard.fast_check), "guard.fast_check"),
        (lambda: replace(SEEDS.actions, hedge_share=Decimal(0)), "actions.hedge_share"),
        (lambda: replace(SEEDS.actions, hedge_share=Decimal("2.0")), "actions.hedge_share"),
        (lambda: replace(SEEDS.actions, hedge_share=Decimal("NaN")), "actions.hedge_share"),
    ],
)
def test_x01_a_policy_that_cannot_be_meant_is_refused_by_its_path(change, path: str) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    with pytest.raises(BadInput) as caught:
        change()

    assert caught.value.field == path
    assert caught.value.problem
    assert Policy() == SEEDS  # nothing else was guessed instead


@pytest.mark.parametrize("token", ["", " "])
def test_x01_an_empty_token_is_none_and_serves_the_local_page_alone(
    token: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", token.strip())

    assert Settings().token is None


@pytest.mark.parametrize(
    ("mode", "enabled"), [("auto", False), ("confirm", False), ("observe", True)]
)
def test_x04_a_live_account_is_untouched_without_its_explicit_settings(
    mode: str, enabled: bool
) -> None:
    house = a_house(account=AccountSpec(trade_mode=2), mode=Mode(mode), live_enabled=enabled)
    key = house.buy(0.10)
    house.check(0.5)

    house.later(15, -8.0)
    house.later(5, -8.0)

    assert house.heard.of(events.IntentSent) == []
    assert house.trade(key).state is L2


def test_x05_the_same_data_directory_is_refused(tmp_path: Path) -> None:
    with Instance.take(tmp_path / "data"), pytest.raises(BadInput) as caught:
        Instance.take(tmp_path / "data")

    assert "data" in str(caught.value)


def foreign_hedge(house: House) -> int:
    """Let another installation sell into the same account."""
    ours = house.engine.station.namespace
    magic = int(Magic(namespace=ours % 8000 + 1, kind=ActionKind.HEDGE, intent=5))
    answer = house.terminal.api.order_send(
        {
            "action": 1,
            "symbol": SYMBOL,
            "volume": 0.05,
            "price": 1.1,
            "type": 1,
            "type_filling": 0,
            "magic": magic,
            "comment": "DTMS_HEDGE_1",
        }
    )
    assert answer.retcode == 10009
    return int(answer.order)


def test_x05_another_installation_on_the_account_is_told_and_stops_what_adds_risk() -> None:
    house = a_house()
    key = halved(house, 0.40)
    rival = foreign_hedge(house)

    house.later(5, -7.0)
    house.later(0.5, -7.0)
    reply = house.tell(key, Verb.HEDGE)
    meanwhile = (house.trade(key).state, sent(house, ActionKind.HEDGE))
    house.terminal.hand.close(rival)
    house.later(5, -7.0)
    still = house.engine.station.ledger.rival
    for _ in range(13):
        house.later(5, -7.0)

    told = [f.what for f in house.heard.of(events.Noticed) if f.what is not Lookout.STARTED]
    assert meanwhile == (L2, 0)
    assert reply.refusal is Refusal.RIVAL
    assert still
    assert told == [Lookout.RIVAL, Lookout.RIVAL_GONE]
    assert house.trade(key).state is HEDGED


def test_x05_protection_goes_on_beside_another_installation() -> None:
    house = a_house()
    foreign_hedge(house)
    key = house.buy(0.10)
    house.check(0.5)

    house.later(15, -5.0)

    assert house.volume_of(key.position) == Decimal("0.05")
    assert len(house.heard.of(events.StopMoved)) == 1


def test_x05_other_programs_with_numbers_of_their_own_are_no_rivals() -> None:
    house = a_house()
    house.terminal.api.order_send(
        {
            "action": 1,
            "symbol": SYMBOL,
            "volume": 0.05,
            "price": 1.1,
            "type": 1,
            "type_filling": 0,
            "magic": 20240301,
            "comment": "DTMS like",
        }
    )
    hedged(house, 0.20)

    assert not house.engine.station.ledger.rival
    assert openings(house) >= 1
