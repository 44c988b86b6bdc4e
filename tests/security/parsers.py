"""Everything that reads foreign text, under one shape for Hypothesis and for coverage-led fuzzing.

A parser is given any bytes and must return, or raise the error it names; anything else is a bug.
Whoever adds a reader of foreign text (a worker's frames, a language model's answers) adds it here.
"""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiogram.types import Update
from pydantic import ValidationError

from bot.callbacks import Act, Tap
from bot.front import read_ticket
from bot.miniapp.initdata import Fault, Gate, Purpose, check
from bot.settings import load
from dtms.adapters.failpoints import Failpoints
from dtms.core import codec
from dtms.core.codec import CodecError
from dtms.core.errors import BadInput
from dtms.replay.entries import read_entries
from dtms.sim.errors import FeedError
from dtms.sim.feed_file import FileFeed

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
GATE = Gate(token="42:TEST", may=lambda _user, _purpose: True)  # noqa: S106 - nobody's
BARS = "time,open,high,low,close\n2024-01-02T00:00:00Z,1.1,1.2,1.0,1.15\n"
TICKS = "time_msc,bid,ask\n1704153600000,1.1,1.2\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parser:
    """A reader of foreign text, the errors it may raise, and texts to begin with."""

    read: Callable[[bytes], object]
    errors: tuple[type[Exception], ...] = ()
    seeds: tuple[str, ...] = ()

    def feed(self, data: bytes) -> None:
        """Read; let through nothing but the errors that were named."""
        with suppress(*self.errors):
            self.read(data)


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def as_file[T](name: str, read: Callable[[Path], T]) -> Callable[[bytes], T]:
    def reader(data: bytes) -> T:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            return read(path)

    return reader


def read_tap(data: bytes) -> None:
    nonce = Tap.unpack(text_of(data)).nonce
    assert isinstance(nonce, str)


def read_act(data: bytes) -> None:
    act = Act.read(text_of(data))
    assert Act.read(str(act)) == act


def read_number(data: bytes) -> None:
    number = read_ticket(text_of(data))
    assert number is None or 0 < number < 1 << 63


def read_launch(data: bytes) -> None:
    assert isinstance(check(text_of(data), GATE, purpose=Purpose.LOOK, now=NOW), Fault)


def read_record(data: bytes) -> None:
    kind, _, body = text_of(data).partition("\n")
    codec.decode(kind, 1, body)


PARSERS: Mapping[str, Parser] = {
    "settings": Parser(
        read=as_file(".env", load),
        errors=(BadInput,),
        seeds=("DTMS_OWNERS=7,8\nBOT_TOKEN=42:TEST\n", "DTMS_SPEED=1e309\n", "DTMS_OWNERS=١٢"),
    ),
    "taps": Parser(read=read_tap, errors=(ValueError, TypeError), seeds=("b:AAAA", "b:", ":")),
    "acts": Parser(read=read_act, errors=(ValueError,), seeds=("do:close", "do:veto:3", "mode:x")),
    "tickets": Parser(read=read_number, seeds=("12", "١٢", "1_0", "1e309", "-1", "9" * 30)),
    "launches": Parser(read=read_launch, seeds=("hash=" + "0" * 64 + "&auth_date=1&user={}",)),
    "records": Parser(
        read=read_record,
        errors=(CodecError,),
        seeds=('state_changed\n{"before":"healthy"}', "held\n[]", 'held\n{"at":NaN}'),
    ),
    "updates": Parser(
        read=Update.model_validate_json,
        errors=(ValidationError,),
        seeds=('{"update_id":1,"message":{"message_id":1,"date":0,"chat":{"id":1,"type":"x"}}}',),
    ),
    "failpoints": Parser(
        read=lambda data: Failpoints.parse(text_of(data)),
        errors=(BadInput,),
        seeds=("a:1:raise", "a:٣:exit", "a:b"),
    ),
    "entries": Parser(
        read=as_file("trades.csv", read_entries),
        errors=(BadInput,),
        seeds=("time,side,volume,stop,target\n2024-01-02T00:00:00Z,buy,0.1,1.0,1.2\n",),
    ),
    "feeds": Parser(
        read=as_file("EURUSD.csv", lambda path: FileFeed(path, "EURUSD")),
        errors=(FeedError,),
        seeds=(BARS, TICKS, BARS.replace(",", "\t"), BARS + BARS[25:].replace("1.2", "nan")),
    ),
    "parquet": Parser(
        read=as_file("EURUSD.parquet", lambda path: FileFeed(path, "EURUSD")),
        errors=(FeedError,),
        seeds=("PAR1", "PAR1\x15\x04PAR1"),
    ),
}
