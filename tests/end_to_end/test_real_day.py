"""A recorded day from market to phone: each transition told once, in the broker's numbers."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from bot.console.views import MessageView
from dtms.core import events
from dtms.core.trade import TradeState
from tests.end_to_end.kit import OPENS, SYMBOL, Phone, Shot, on_the_phone, real_bars

# 14 February 2012: warned and tightened 02:05, halved 02:15, hedged 03:30, that stopped 03:47.
ENTRY = OPENS + timedelta(hours=19)
END = ENTRY + timedelta(hours=2)
STOP, TARGET = 1.56559, 1.58359
PRICE = r"(\d+\.\d+)"
MOVED = re.compile(rf"Asked {PRICE}, the broker holds {PRICE}, target {PRICE}\.")
PART = re.compile(rf"{PRICE} lots at {PRICE}, [+-]?\$[\d.]+\. The broker holds {PRICE} lots\.")
HEDGED = re.compile(
    rf"Hedge open: {PRICE} lots (BUY|SELL) at {PRICE}, stop {PRICE}\."
    r" The broker holds it as #(\d+)\."
)
UNHEDGED = re.compile(rf"Hedge closed by its own stop at {PRICE}, ")
ADOPTED = re.compile(rf"Entry {PRICE}, stop {PRICE}, target {PRICE}\.")
CHANGED = re.compile(r"^(.+) → (.+?): ", re.MULTILINE)
HEAD = re.compile(rf"^(?:SIM · )?. {SYMBOL} BUY {PRICE} #(\d+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def bars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return real_bars(tmp_path_factory.mktemp("bars"))


def words_of(state: TradeState) -> str:
    return state.value.replace("warning_l", "warning ")


def check_text(phone: Phone, shot: Shot, text: str) -> str | None:
    """Assert that an announcement tells what the terminal held; return which kind it was."""
    main = phone.trade.key.position
    match shot.fact:
        case events.StateChanged() as fact:
            found = CHANGED.search(text)
            assert found is not None
            assert found.groups() == (words_of(fact.before), words_of(fact.after))
        case events.TradeRegistered():
            held = shot.held[main]
            assert numbers(ADOPTED, text) == [held.price, held.stop, held.target]
        case events.StopMoved() as fact:
            held = shot.held[fact.ticket]
            assert numbers(MOVED, text) == [held.stop, held.stop, held.target]
        case events.PartClosed() as fact:
            volume, price, left = numbers(PART, text)
            assert left == shot.held[fact.ticket].volume
            assert (fact.ticket, volume, price) in phone.deals()
        case events.HedgeOpened():
            found = HEDGED.search(text)
            assert found is not None
            held = shot.held[int(found[5])]
            assert (float(found[1]), found[2]) == (held.volume, held.side)
            assert (float(found[3]), float(found[4])) == (held.price, held.stop)
        case events.HedgeClosed() as fact:
            assert fact.ticket not in shot.held
            (price,) = numbers(UNHEDGED, text)
            assert any(deal[::2] == (fact.ticket, price) for deal in phone.deals())
        case _:
            return None
    return type(shot.fact).__name__


def numbers(pattern: re.Pattern[str], text: str) -> list[float]:
    found = pattern.search(text)
    assert found is not None, text
    return [float(group) for group in found.groups()]


async def night(phone: Phone) -> int:
    """Let a hand buy at two at night."""
    await phone.skip(ENTRY - timedelta(minutes=5))
    await phone.watch(ENTRY)
    ticket = phone.guardian.market.terminal.hand.buy(SYMBOL, 0.10, sl=STOP, tp=TARGET)
    await phone.watch(ENTRY + timedelta(minutes=1))
    return ticket


async def answer(phone: Phone, message: int, label_or_data: str) -> str:
    tap = phone.person.forge_tap if label_or_data.startswith("b:") else phone.person.tap
    return (await phone.person.answer_to(await tap(message, label_or_data))).text


def data_of(message: MessageView, label: str) -> str:
    return next(one.data for row in message.buttons for one in row if one.text == label)


async def test_real_day_reaches_the_phone_in_the_brokers_numbers(
    tmp_path: Path, bars: Path
) -> None:
    async with on_the_phone(tmp_path, bars) as phone:
        ticket = await night(phone)
        old = await phone.card()
        await phone.watch(END)

        told = dict(phone.announcements())
        counts = Counter(number for number, _ in phone.announcements())
        due = [shot for shot in phone.shots if shot.announced]
        kinds = Counter(check_text(phone, shot, told[shot.seq]) for shot in due)
        heads = [HEAD.search(told[shot.seq]) for shot in due]
        states = [
            shot.fact.after for shot in phone.shots if isinstance(shot.fact, events.StateChanged)
        ]

        assert list(told) == [shot.seq for shot in due]
        assert set(counts.values()) == {1}
        assert all(head is not None and int(head[2]) == ticket for head in heads)
        assert kinds["StateChanged"] == len(states) >= 5
        assert {TradeState.WARNING_L1, TradeState.WARNING_L2, TradeState.HEDGED} <= set(states)
        assert TradeState.RECOVERING in states
        assert kinds["StopMoved"] >= 1
        assert kinds["PartClosed"] == 1
        assert kinds["HedgeOpened"] == kinds["HedgeClosed"] >= 1

        await outdated_tap_changes_nothing(phone, old.id)
        await card_tells_what_is_held(phone, ticket)
        await hold_acts_once(phone)
        await close_acts_once(phone, ticket)


async def outdated_tap_changes_nothing(phone: Phone, card: int) -> None:
    held, deals, version = phone.held(), phone.deals(), phone.trade.version

    assert (await answer(phone, card, "Close half")).startswith("Out of date")
    redrawn = await phone.person.wait_for(lambda one: one.id == card and one.edited)

    assert (phone.held(), phone.deals(), phone.trade.version) == (held, deals, version)
    assert f"{phone.trade.volume:.2f}" in redrawn.text


async def card_tells_what_is_held(phone: Phone, ticket: int) -> None:
    card, held = await phone.card(), phone.held()[ticket]

    assert numbers(HEAD, card.text)[0] == held.volume
    for name, price in (("Entry", held.price), ("Stop", held.stop), ("Target", held.target)):
        assert re.search(rf"^{name} +{price:.5f}$", card.text, re.MULTILINE), card.text


async def hold_acts_once(phone: Phone) -> None:
    card = await phone.card()
    hold = data_of(card, "Hold 30 min")

    answers = [await answer(phone, card.id, hold), await answer(phone, card.id, hold)]
    await phone.until(lambda: phone.trade.held_until is not None)
    await phone.all_told()

    assert answers == ["Working on it …", "Already done."]
    assert count(phone, events.Held) == 1


async def close_acts_once(phone: Phone, ticket: int) -> None:
    card, deals = await phone.card(), phone.deals()
    volume = phone.held()[ticket].volume
    await answer(phone, card.id, "Close")
    asked = await phone.person.wait_for(lambda one: one.id == card.id and one.edited)
    assert phone.deals() == deals
    confirm = data_of(asked, "Yes, do it")

    answers = [await answer(phone, card.id, confirm), await answer(phone, card.id, confirm)]
    await phone.until(lambda: ticket not in phone.held())
    await phone.watch(phone.clock.market() + timedelta(minutes=1))

    assert answers == ["Working on it …", "Already done."]
    assert phone.held() == {}
    ((closed, lots, price),) = phone.deals()[len(deals) :]
    assert (closed, lots) == (ticket, volume)
    last = [text for _, text in phone.announcements()][-3:]
    assert any(f"{lots:.2f} lots at {price:.5f}" in text for text in last), last
    assert any("→ closed" in text for text in last), last


def count(phone: Phone, kind: type[object]) -> int:
    return sum(isinstance(shot.fact, kind) for shot in phone.shots)
