"""One gate for all that is sent: its limits, and floods waited out to the second."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import EditMessageText, GetMe, Response, SendMessage, TelegramMethod

from bot.gate import Gate, Limits, waiting_itself


class Seconds:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def read(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


class Wire:
    """What went out, and when; the first `floods` messages are refused."""

    def __init__(self, clock: Seconds, *, floods: int = 0, retry_after: int = 7) -> None:
        self.clock = clock
        self.sent: list[tuple[float, str]] = []
        self.floods = floods
        self.retry_after = retry_after

    async def __call__(self, bot: Bot, method: TelegramMethod[object]) -> Response[object]:
        del bot
        if self.floods:
            self.floods -= 1
            raise TelegramRetryAfter(method, "Too Many Requests", self.retry_after)
        self.sent.append((self.clock.now, str(getattr(method, "text", ""))))
        return Response(ok=True, result=None)

    @property
    def times(self) -> list[float]:
        return [at - 100.0 for at, _ in self.sent]


def gate(clock: Seconds) -> Gate:
    return Gate(Limits(), now=clock.read, sleep=clock.sleep)


def bot() -> Bot:
    return Bot("42:TEST")


def message(chat: int, text: str = "x") -> TelegramMethod[object]:
    return SendMessage(chat_id=chat, text=text)  # type: ignore[return-value]  # any method will do


async def test_a_chat_gets_one_message_a_second_in_order() -> None:
    clock = Seconds()
    wire, door = Wire(clock), gate(clock)
    for text in "abc":
        await door(wire, bot(), message(7, text))

    assert [(at - 100, text) for at, text in wire.sent] == [(0, "a"), (1, "b"), (2, "c")]


async def test_a_group_gets_twenty_a_minute_edits_included() -> None:
    clock = Seconds()
    wire, door = Wire(clock), gate(clock)
    for number in range(21):
        edit = EditMessageText(chat_id=-5, message_id=1, text="x")
        await door(wire, bot(), edit if number % 2 else message(-5))  # type: ignore[arg-type]  # both

    assert wire.times[19] < 60
    assert wire.times[20] == 60


async def test_all_chats_together_get_thirty_a_second() -> None:
    clock = Seconds()
    wire, door = Wire(clock), gate(clock)
    for chat in range(1, 32):
        await door(wire, bot(), message(chat))

    assert wire.times[29] == 0
    assert wire.times[30] == 1


async def test_an_answer_waits_a_flood_out_exactly() -> None:
    clock = Seconds()
    wire, door = Wire(clock, floods=1), gate(clock)
    await door(wire, bot(), message(7))

    assert wire.times == [7]


async def test_an_announcement_hands_the_flood_back_and_answers_wait_for_it_too() -> None:
    clock = Seconds()
    wire, door = Wire(clock, floods=1), gate(clock)
    for _ in range(2):  # the second try finds the gate closed, and is not sent
        with waiting_itself(), pytest.raises(TelegramRetryAfter) as flood:
            await door(wire, bot(), message(7))
        assert flood.value.retry_after == 7
    await door(wire, bot(), message(7))
    await door(wire, bot(), message(8))

    assert wire.times == [7, 7]


async def test_a_flood_of_minutes_is_not_slept_through() -> None:
    clock = Seconds()
    wire, door = Wire(clock, floods=1, retry_after=1386), gate(clock)
    with pytest.raises(TelegramRetryAfter):
        await door(wire, bot(), message(7))

    assert clock.now == 100.0


async def test_what_sends_nothing_passes() -> None:
    clock = Seconds()
    wire, door = Wire(clock), gate(clock)
    for _ in range(3):
        await door(wire, bot(), GetMe())  # type: ignore[arg-type]  # any method will do

    assert wire.times == [0, 0, 0]
