"""Foreign text: whatever is read, what comes back is a value or a named error."""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.wording import CommandName
from tests.bot.rig import ANN, rig
from tests.security.parsers import PARSERS
from tests.security.updates import Place, a_private_chat, a_user, said, tapped

ANNS = Place(user=a_user(ANN), chat=a_private_chat(ANN))
BATCH = 30  # below what one person may say at once
FLAVOURS = st.sampled_from(
    [
        "",
        "1",
        "-1",
        "nan",
        "1e309",
        "١٢",
        "1_0",
        "\u202e",
        "\x00",
        "<b>",
        "{0}",
        "%s",
        "'--",
        "9" * 30,
    ]
)


def bent(seed: str) -> st.SearchStrategy[bytes]:
    """Return a good text with a piece of it replaced."""
    whole = seed.encode()
    place = st.integers(0, len(whole))
    piece = st.binary(max_size=8) | FLAVOURS.map(str.encode) | st.sampled_from([b",", b"\n", b":"])
    return st.builds(
        lambda one, other, new: whole[: min(one, other)] + new + whole[max(one, other) :],
        place,
        place,
        piece,
    )


def inputs(name: str) -> st.SearchStrategy[bytes]:
    anything = st.binary(max_size=200) | st.text(max_size=200).map(lambda one: one.encode())
    return st.one_of(anything, *(bent(seed) for seed in PARSERS[name].seeds))


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(data=st.data())
def test_any_bytes_are_read_or_refused_by_name(name: str, data: st.DataObject) -> None:
    PARSERS[name].feed(data.draw(inputs(name)))


@pytest.mark.parametrize("name", PARSERS)
def test_seeds_are_read_or_refused_by_name(name: str) -> None:
    for seed in PARSERS[name].seeds:
        PARSERS[name].feed(seed.encode())


words = st.text(max_size=60) | FLAVOURS
spoken = st.one_of(
    words,
    st.builds(
        lambda command, *more: " ".join([f"/{command.value}", *more]),
        st.sampled_from(CommandName),
        words,
        words,
    ),
)
pressed = st.text(max_size=80).filter(bool) | words.map(lambda one: f"b:{one}")


@settings(max_examples=4, deadline=None)
@given(texts=st.lists(spoken, min_size=BATCH, max_size=BATCH))
async def test_no_words_of_an_owner_break_anything(texts: list[str]) -> None:
    await hear(said(ANNS, one) for one in texts)


@settings(max_examples=4, deadline=None)
@given(presses=st.lists(pressed, min_size=BATCH, max_size=BATCH))
async def test_no_tap_of_an_owner_breaks_anything(presses: list[str]) -> None:
    await hear(tapped(ANNS, one) for one in presses)


async def hear(updates: object) -> None:
    """Let updates come: none may fail inside, and none may reach the broker."""
    heard = Failures()
    logging.getLogger("bot").addHandler(heard)
    try:
        with TemporaryDirectory() as folder:
            async with rig(Path(folder)) as bot:
                await bot.adopt()
                terminal = bot.guardian.market.terminal
                deals = len(terminal.api.history_deals_get(0, 2**31))
                for number in [bot.server.inject_update(one) for one in updates]:  # type: ignore[attr-defined]
                    await bot.handled(number)

                assert len(terminal.api.history_deals_get(0, 2**31)) == deals
    finally:
        logging.getLogger("bot").removeHandler(heard)
    assert heard.lines == []


class Failures(logging.Handler):
    """Keeps what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.exc_info}")
