import asyncio
from dataclasses import replace

import pytest

from dtms.adapters.journal import Store
from dtms.adapters.journal.buttons import (
    AlreadyUsed,
    Button,
    Expired,
    NotYours,
    OutOfDate,
    Taken,
)
from dtms.core.errors import JournalUnavailable
from tests.adapters.desk import ACCOUNT, KEY, NOW, at

BUTTON = Button(
    nonce="n0nce",
    account=ACCOUNT,
    user=1,
    chat=10,
    message_id=None,
    key=KEY,
    action="close_half",
    state_version=3,
    expires=at(5),
)


async def tap(
    store: Store, *, user: int = 1, chat: int = 10, version: int | None = 3, minutes: float = 1
) -> object:
    return await store.buttons.take("n0nce", user=user, chat=chat, version=version, now=at(minutes))


async def test_a_button_works_once(store: Store) -> None:
    await store.buttons.draw(BUTTON)

    assert await tap(store) == Taken(button=BUTTON)
    assert await tap(store, minutes=2) == AlreadyUsed(button=BUTTON, used_at=at(1))


async def test_of_twenty_taps_at_once_one_counts(store: Store) -> None:
    await store.buttons.draw(BUTTON)

    taps = await asyncio.gather(*(tap(store) for _ in range(20)))

    assert sorted(type(one).__name__ for one in taps) == ["AlreadyUsed"] * 19 + ["Taken"]


@pytest.mark.parametrize(("user", "chat"), [(2, 10), (1, 11)])
async def test_a_stranger_learns_nothing_and_spoils_nothing(
    store: Store, user: int, chat: int
) -> None:
    await store.buttons.draw(BUTTON)

    assert await tap(store, user=user, chat=chat) == NotYours()
    assert await tap(store) == Taken(button=BUTTON)
    assert await tap(store, user=user, chat=chat) == NotYours()


async def test_an_unknown_nonce_is_nobodys(store: Store) -> None:
    assert await tap(store) == NotYours()


async def test_an_old_button_does_nothing(store: Store) -> None:
    await store.buttons.draw(BUTTON)

    assert await tap(store, minutes=5) == Expired(button=BUTTON)
    assert await tap(store, version=4) == OutOfDate(button=BUTTON)
    assert await tap(store) == Taken(button=BUTTON)


async def test_some_buttons_have_no_version(store: Store) -> None:
    free = replace(BUTTON, state_version=None, key=None)
    await store.buttons.draw(free)

    assert await tap(store, version=None) == Taken(button=free)


async def test_buttons_learn_their_message(store: Store) -> None:
    await store.buttons.draw(BUTTON, replace(BUTTON, nonce="other"))
    await store.buttons.attach(["n0nce"], message_id=55)

    assert await store.buttons.find("n0nce") == replace(BUTTON, message_id=55)
    assert await store.buttons.find("other") == replace(BUTTON, nonce="other")
    assert await store.buttons.find("none") is None


async def test_a_nonce_is_drawn_once(store: Store) -> None:
    await store.buttons.draw(BUTTON)

    with pytest.raises(JournalUnavailable):
        await store.buttons.draw(BUTTON)


async def test_an_update_is_taken_in_once(store: Store) -> None:
    taken = [await store.inbox.receive(number, "{}", NOW) for number in (7, 6, 7)]
    at_once = await asyncio.gather(*(store.inbox.receive(8, "{}", NOW) for _ in range(10)))

    assert taken == [True, True, False]
    assert sum(at_once) == 1
    assert [one.id for one in await store.inbox.undone()] == [6, 7, 8]


async def test_a_finished_update_is_neither_undone_nor_new(store: Store) -> None:
    await store.inbox.receive(7, '{"text": "/status"}', NOW)
    (update,) = await store.inbox.undone()
    await store.inbox.done(7)

    assert (update.body, update.seen_at) == ('{"text": "/status"}', NOW)
    assert await store.inbox.undone() == ()
    assert not await store.inbox.receive(7, "{}", NOW)


async def test_people_keep_their_settings(store: Store) -> None:
    await store.people.set(1, "language", "ar")
    await store.people.set(1, "language", "ru")

    assert await store.people.get(1, "language") == "ru"
    assert await store.people.get(2, "language") is None
    await store.people.forget(1, "language")
    assert await store.people.get(1, "language") is None
