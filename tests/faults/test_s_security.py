"""Rows S of the fault matrix: strangers, forgers, leaks, hostile text, swapped packages."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode
from zipfile import ZipFile

import pytest
from aiogram.utils.web_app import check_webapp_signature
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.console.gateway import Request
from bot.console.people import Person
from bot.console.server import ConsoleServer
from bot.miniapp.initdata import Fault, Gate, Launch, Purpose, admit, check
from bot.settings import Settings, load
from bot.wording import CommandName
from dtms.adapters.journal.launches import Launches
from dtms.adapters.logs import LineFormatter, line_of
from dtms.core.codec import CodecError, decode
from dtms.ports import Changes
from tests.adapters.desk import NOW, a_change, a_plain_store, a_trade, finish
from tests.bot.rig import ANN, BEN, EVE, TOKEN, Rig, rig
from tests.security.gate import dangers
from tests.security.updates import (
    Place,
    Raw,
    a_group,
    a_private_chat,
    a_user,
    an_update,
    messages,
    said,
    tapped,
    update_kinds,
)
from tests.test_tree import python_files

ROOT = Path(__file__).resolve().parents[2]
HOUSEKEEPING = {"getUpdates", "setMyCommands", "getMe"}
CHANNEL: Raw = {"id": -5, "type": "channel", "title": "C"}
ANONYMOUS = a_user(1087968824, is_bot=True)  # who Telegram says wrote for an anonymous admin
SENDERS = {
    "stranger": Place(user=a_user(EVE), chat=a_private_chat(EVE)),
    "stranger in a group": Place(user=a_user(EVE), chat=a_group()),
    "owner in a group": Place(user=a_user(ANN), chat=a_group()),
    "anonymous admin": Place(user=ANONYMOUS, chat=a_group()),
    "channel": Place(user=a_user(777000), chat=CHANNEL),
    "stranger in the owner's chat": Place(user=a_user(EVE), chat=a_private_chat(ANN)),
    "bot with an owner's number": Place(user=a_user(ANN, is_bot=True), chat=a_private_chat(ANN)),
}


def everything(place: Place) -> Iterator[Raw]:
    """Return every update there is, every message there is, and every command."""
    for kind in update_kinds():
        yield an_update(kind, place)
    for _, update in messages(place):
        yield update
    for command in CommandName:
        if command is CommandName.HERE and place.user["id"] == ANN:
            continue  # with this word an owner lets a group in
        yield said(place, f"/{command.value}")
        yield said(place, f"/{command.value}@DTMS_bot 1")
    yield tapped(place, "b:x")


async def hear(bot: Rig, updates: Iterator[Raw]) -> None:
    """Let updates come, and wait until each was dealt with."""
    for number in [bot.server.inject_update(one) for one in updates]:
        await bot.handled(number)


def sent(bot: Rig) -> list[str]:
    return [one.method for one in bot.server.requests if one.method not in HOUSEKEEPING]


# --- S1, S2, S3: strangers


@pytest.mark.parametrize("place", SENDERS.values(), ids=SENDERS.keys())
async def test_s01_stranger_gets_nothing_whatever_the_update(
    tmp_path: Path, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    async with rig(tmp_path) as bot:
        facts = await bot.guardian.store.journal.facts(after=0)
        with caplog.at_level(logging.WARNING):
            await hear(bot, everything(place))
            bot.clock.pass_by(timedelta(minutes=1))
            await hear(bot, iter([said(place, "/status")]))

        assert sent(bot) == []
        assert await bot.guardian.store.journal.facts(after=0) == facts
        assert sum("outside the allow-list" in one.message for one in caplog.records) == 2


async def test_s01_owner_is_answered_only_in_messages_and_taps(tmp_path: Path) -> None:
    place = Place(user=a_user(ANN), chat=a_private_chat(ANN))
    async with rig(tmp_path) as bot:
        silent = [kind for kind in update_kinds() if kind not in {"message", "callback_query"}]
        await hear(bot, (an_update(kind, place) for kind in silent))

        assert sent(bot) == []


@pytest.mark.parametrize(
    "more",
    [
        {"forward_origin": {"type": "user", "date": 1, "sender_user": a_user(EVE)}},
        {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Ann"}},
        {"sender_chat": a_group()},
        {"via_bot": a_user(99, is_bot=True)},
    ],
    ids=["forwarded", "forwarded, hidden", "for a chat", "by another bot"],
)
async def test_s01_words_an_owner_did_not_write_do_nothing(tmp_path: Path, more: Raw) -> None:
    place = Place(user=a_user(ANN), chat=a_private_chat(ANN))
    async with rig(tmp_path) as bot:
        await hear(bot, iter([said(place, "/pause", **more)]))

        assert sent(bot) == []
        assert not bot.guardian.engine.station.ledger.settings.paused


@pytest.mark.parametrize("owners", ["", " ", ",", " , "])
async def test_s02_empty_list_is_nobody(
    tmp_path: Path, owners: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DTMS_OWNERS", owners)
    assert load(None).dtms_owners == ()

    async with rig(tmp_path, dtms_owners=()) as bot:
        for place in (*SENDERS.values(), Place(user=a_user(ANN), chat=a_private_chat(ANN))):
            await hear(bot, iter([said(place, "/status"), said(place, "/start")]))
        await bot.adopt()

        assert sent(bot) == []


async def test_s03_group_is_not_served_whoever_speaks(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        card = (await bot.adopt()).key.position
        for number in (ANN, BEN, EVE):
            place = Place(user=a_user(number), chat=a_group())
            await hear(bot, iter([said(place, f"/trade {card}"), tapped(place, "b:x")]))

        assert bot.server.sent_to(-100) == []
        assert "answerCallbackQuery" not in sent(bot)


# --- S5: forged taps


async def test_s05_forged_tap_does_nothing_and_is_counted(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        card = await bot.card()
        own = next(one.data for row in card.buttons for one in row)
        deals = len(bot.guardian.market.terminal.api.history_deals_get(0, 2**31))
        forged = [
            (bot.ben, own),  # another user's
            (bot.ann, "b:" + "A" * 22),  # guessed
            (bot.ann, own + "x"),
            (bot.ann, "b:" + "x" * 500),  # more than a button can carry
            (bot.ann, "c" + own),  # another bot's
            (bot.ann, "b:' OR 1=1 --"),
            (bot.ann, own.upper() + own.lower()),
            (bot.ann, "b"),
            (bot.ann, "b:"),
            (bot.ann, ""),
        ]
        for person, data in forged:
            await answered(person, card.id, data)

        assert bot.chat.front.forged.total == len(forged)
        assert len(bot.guardian.market.terminal.api.history_deals_get(0, 2**31)) == deals
        rows = await bot.guardian.store.database.read(
            lambda sql: sql.rows("SELECT count(*) FROM button WHERE used_at IS NOT NULL")
        )
        assert rows == [(0,)]


async def answered(person: Person, message: int, data: str) -> str:
    return (await person.answer_to(await person.forge_tap(message, data))).text


# --- S7: launches of the page

PAGE_TOKEN = "42:" + "TEST" * 8
AGES = {Purpose.LOOK: timedelta(hours=1), Purpose.ACT: timedelta(minutes=10)}
GATE = Gate(token=PAGE_TOKEN, may=lambda user, _: user == ANN)


def launch(
    *, user: int = ANN, at: datetime = NOW, token: str = PAGE_TOKEN, **more: str
) -> dict[str, str]:
    fields = {
        "auth_date": str(int(at.timestamp())),
        "query_id": "AAF",
        "user": json.dumps({"id": user, "first_name": "Ann & Ben=?"}),
        **more,
    }
    return fields | {"hash": signed(fields, token)}


def signed(fields: dict[str, str], token: str) -> str:
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()


def judge(fields: dict[str, str] | str, purpose: Purpose = Purpose.ACT) -> Launch | Fault:
    text = fields if isinstance(fields, str) else urlencode(fields)
    return check(text, GATE, purpose=purpose, now=NOW)


def test_s07_true_launch_is_believed_as_telegrams_own_check_does() -> None:
    fields = launch()

    judged = judge(fields)

    assert check_webapp_signature(PAGE_TOKEN, urlencode(fields))
    assert judged == Launch(user=ANN, at=NOW, digest=fields["hash"])


@pytest.mark.parametrize("purpose", Purpose)
def test_s07_age_is_limited_the_more_for_acting(purpose: Purpose) -> None:
    limit = AGES[purpose]

    assert isinstance(judge(launch(at=NOW - limit), purpose), Launch)
    assert judge(launch(at=NOW - limit - timedelta(seconds=1)), purpose) is Fault.OLD
    assert judge(launch(at=NOW - timedelta(hours=25)), purpose) is Fault.OLD
    assert judge(launch(at=NOW + timedelta(seconds=31)), purpose) is Fault.EARLY
    assert judge(launch(at=NOW + timedelta(days=400)), purpose) is Fault.EARLY


REFUSED = {
    "another bot's": (launch(token="43:OTHER"), Fault.FORGED),  # noqa: S106 - nobody's
    "bad hash": (launch() | {"hash": "0" * 64}, Fault.FORGED),
    "upper-case hash": (launch() | {"hash": launch()["hash"].upper()}, Fault.MALFORMED),
    "no hash": ({"auth_date": "1"}, Fault.MALFORMED),
    "changed user": (launch() | {"user": '{"id":8}'}, Fault.FORGED),
    "one field more": (launch() | {"x": "1"}, Fault.FORGED),
    "stranger": (launch(user=EVE), Fault.STRANGER),
    "user in words": (launch() | {"user": "7"}, Fault.FORGED),
    "duplicate": (urlencode(launch()) + "&auth_date=1", Fault.MALFORMED),
    "duplicate hash": (urlencode(launch()) + "&hash=" + "0" * 64, Fault.MALFORMED),
    "same twice": (urlencode(launch()) + "&query_id=AAF", Fault.MALFORMED),
    "line in a value": (launch(query_id="a\nuser=b"), Fault.MALFORMED),
    "nothing": ("", Fault.MALFORMED),
    "too long": (launch(x="y" * 5000), Fault.MALFORMED),
    "not text": ("%ff=1&hash=" + "0" * 64, Fault.MALFORMED),
}


@pytest.mark.parametrize(("given_", "fault"), REFUSED.values(), ids=REFUSED.keys())
def test_s07_any_other_launch_is_refused(given_: dict[str, str] | str, fault: Fault) -> None:
    assert judge(given_) is fault
    assert judge(given_, Purpose.LOOK) is fault


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("auth_date", "1e9"),
        ("auth_date", "١٢٣"),
        ("auth_date", "9" * 40),
        ("auth_date", "-5"),
        ("user", "null"),
        ("user", '{"id": "7"}'),
        ("user", '{"id": 7.0}'),
        ("user", '{"id": true}'),
        ("user", '{"id": 7, "is_bot": true}'),
        ("user", "[" * 100_00),
    ],
)
def test_s07_signed_nonsense_is_refused(name: str, value: str) -> None:
    fields = launch()
    del fields["hash"]
    fields[name] = value[:3000]

    assert judge(fields | {"hash": signed(fields, PAGE_TOKEN)}) is Fault.MALFORMED


@given(st.text(max_size=300) | st.dictionaries(st.text(max_size=9), st.text(max_size=9)))
def test_s07_no_text_is_believed_without_the_token(hostile: str | dict[str, str]) -> None:
    text = hostile if isinstance(hostile, str) else urlencode(hostile, errors="replace")

    assert isinstance(judge(text), Fault)


async def test_s07_launch_acts_once_even_across_a_restart(tmp_path: Path) -> None:
    text = urlencode(launch())
    path = tmp_path / "data" / "journal.db"
    seen = []
    for _ in range(2):
        store = a_plain_store(path)
        seen += [await shown(text, store.launches, one) for one in Purpose]
        await store.close()

    assert [isinstance(one, Launch) for one in seen] == [True, True, True, False]
    assert seen[-1] is Fault.USED


async def shown(text: str, launches: Launches, purpose: Purpose) -> Launch | Fault:
    return await admit(text, GATE, launches, purpose=purpose, now=NOW)


async def test_s07_refused_launch_is_not_used_up(tmp_path: Path) -> None:
    store = a_plain_store(tmp_path / "data" / "journal.db")
    text = urlencode(launch())
    early = await admit(
        text, GATE, store.launches, purpose=Purpose.ACT, now=NOW - timedelta(hours=1)
    )

    assert early is Fault.EARLY
    assert isinstance(await shown(text, store.launches, Purpose.ACT), Launch)
    await store.close()


# --- S8: secrets


CANARY = "7101234567:AAcAnArYcAnArYcAnArYcAnArYcAnArY0123"


def secret_settings() -> list[str]:
    """Every setting that is a secret, as it is named in the environment."""
    fields = Settings.model_fields.items()
    return [name.upper() for name, field in fields if "SecretStr" in str(field.annotation)]


def canaries() -> dict[str, str]:
    words = random.Random(8)  # noqa: S311 - the same every time
    drawn = {name: f"c4n4ry{words.randbytes(12).hex()}" for name in secret_settings()}
    return drawn | {"BOT_TOKEN": CANARY}


def traces(secret: str) -> list[bytes]:
    """Return what would betray a secret, however it was written down."""
    parts = {secret, quote(secret, safe=""), repr(secret)[1:-1], secret.partition(":")[2]}
    parts.add(base64.b64encode(secret.encode()).decode().rstrip("=")[:-1])
    parts.add(secret.encode().hex())
    return [one.encode() for one in parts if one]


async def until(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not claim():  # noqa: ASYNC110 - nothing else tells
            await asyncio.sleep(0.02)


@asynccontextmanager
async def a_session(
    tmp_path: Path, **more: str
) -> AsyncIterator[tuple[ConsoleServer, asyncio.subprocess.Process]]:
    """Run the program itself, all secrets set, on a server that a test may break."""
    token = canaries()["BOT_TOKEN"]
    server = ConsoleServer(
        store=tmp_path / "telegram.db",
        token=token,
        bot_name="DTMS",
        clock=lambda: datetime.now(UTC),
        port=0,
    )
    await server.start()
    server.person(ANN, "Ann", "en")
    variables = {
        "PYTHONPATH": str(ROOT),
        "BOT_API_URL": server.url,
        "DTMS_OWNERS": str(ANN),
        "DTMS_DATA_DIR": str(tmp_path / "data"),
        "DTMS_LOG_LEVEL": "DEBUG",
    }
    with (tmp_path / "stdout").open("wb") as out, (tmp_path / "stderr").open("wb") as trouble:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            cwd=ROOT,
            env={**os.environ, **canaries(), **variables, **more},
            stdout=out,
            stderr=trouble,
        )
    try:
        yield server, process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await server.stop()


def leaks(tmp_path: Path, requests: Sequence[Request]) -> list[str]:
    """Return where a secret is found: in any file of the session, or in anything that was sent."""
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"journal.db", "dtms_data.log", "stderr"} <= {path.name for path in files}
    places = {str(path): path.read_bytes() for path in files}
    places["sent"] = repr([(one.method, one.parameters) for one in requests]).encode()
    marks = [(name, mark) for name, secret in canaries().items() for mark in traces(secret)]
    found = [(name, at) for at, text in places.items() for name, mark in marks if mark in text]
    return sorted({f"{name} in {at}" for name, at in found})


async def test_s08_no_secret_leaves_a_session_full_of_failures(tmp_path: Path) -> None:
    async with a_session(tmp_path) as (server, process):
        ann = server.person(ANN, "Ann", "en")
        asked = await ann.say("/status")
        await ann.wait_for(lambda one: one.id > asked and one.from_bot, timeout=60)
        server.faults.close("sendMessage", times=1)
        server.faults.drop_answer("answerCallbackQuery", times=1)
        server.faults.refuse("getUpdates", 404, f"Not Found: /bot{CANARY}/getUpdates", times=1)
        server.faults.refuse("sendMessage", 400, f"Bad Request: {CANARY}", times=2)
        server.faults.refuse("sendMessage", 500, f"https://x/bot{CANARY}/sendMessage", times=2)
        for text in ("/trades", "/dtms", "/why 1", "/health", "/history", "/pause", "/mode"):
            await ann.say(text)
        await ann.wait_for(lambda one: one.id > asked + 7 and one.buttons != (), timeout=60)
        await server.go_offline()
        await server.start()
        server.faults.refuse("getUpdates", 401, f"Unauthorized: bot{CANARY}", times=None)
        await until(lambda: server.requests[-1].status == 401)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 30)

        assert process.returncode == 0
        assert leaks(tmp_path, server.requests) == []


async def reasons_given_up(bot: Rig) -> list[str]:
    """Wait until announcements were given up, and return why."""
    query = "SELECT dead FROM delivery WHERE dead IS NOT NULL"
    async with asyncio.timeout(20):
        while True:
            found = await bot.guardian.store.database.read(lambda sql: sql.rows(query))
            if found:
                return [str(reason) for (reason,) in found]


@pytest.mark.parametrize("said_by_server", ["/bot{}/sendMessage", "{}", "https://x/?token={}"])
async def test_s08_a_refusal_that_repeats_the_token_is_kept_without_it(
    tmp_path: Path, said_by_server: str
) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        bot.server.faults.refuse("sendMessage", 400, said_by_server.format(TOKEN), times=None)
        await bot.adopt()
        kept = await reasons_given_up(bot)

    assert all("***" in reason and TOKEN not in reason for reason in kept)


async def test_s08_no_secret_is_in_what_a_crash_leaves(tmp_path: Path) -> None:
    point = "journal.before_commit:8:raise"
    async with a_session(tmp_path, DTMS_FAILPOINT=point) as (server, process):
        await asyncio.wait_for(process.wait(), 60)

        assert process.returncode == 1
        assert b"FailpointHit" in (tmp_path / "stderr").read_bytes()
        assert leaks(tmp_path, server.requests) == []


@pytest.mark.parametrize(
    "written", [CANARY, quote(CANARY, safe=""), CANARY[11:], CANARY.encode().hex()]
)
def test_s08_search_finds_what_is_there(tmp_path: Path, written: str) -> None:
    for name in ("journal.db", "dtms_data.log", "stderr"):
        (tmp_path / name).write_text(f"before {written} after" if name == "stderr" else "")

    assert leaks(tmp_path, []) == [f"BOT_TOKEN in {tmp_path / 'stderr'}"]


@pytest.mark.parametrize("name", secret_settings())
def test_s08_every_secret_setting_is_hidden_in_logs(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in canaries().items():
        monkeypatch.setenv(key, value)
    settings = load(None)
    secret = canaries()[name]
    formatter = LineFormatter(secrets=settings.secrets)

    assert secret in settings.secrets
    assert secret not in f"{settings} {settings!r} {settings.model_dump()}"
    for said_ in (secret, quote(secret, safe=""), f"https://x/{quote(secret)}/y", repr(secret)):
        record = logging.LogRecord("dtms", 40, "", 0, "%s", (said_,), None)
        assert secret.partition(":")[2] or secret not in formatter.format(record)
        assert "***" in formatter.format(record)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("DTMS_NEWS", "https://a.test/w.json?apikey=hunter2"),
        ("DTMS_NEWS", "https://ann:hunter2@a.test/w.json"),
        ("LLM_BASE_URL", "https://ann:hunter2@a.test/v1"),
    ],
)
def test_s08_what_an_address_holds_beside_the_place_is_hidden_in_logs(
    name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"LLM_MODEL": "m", "LLM_BASE_URL": "http://127.0.0.1:1/v1"} | {name: address}
    for key, value in given.items():
        monkeypatch.setenv(key, value)
    record = logging.LogRecord("dtms", 40, "", 0, "%s", (f"GET {address} failed",), None)
    line = LineFormatter(secrets=load(None).secrets).format(record)

    assert "hunter2" not in line
    assert "a.test/" in line


def test_s08_secret_is_never_in_a_settings_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "not-a-token-hunter2")

    with pytest.raises(Exception, match="BOT_TOKEN") as caught:
        load(None)

    assert "hunter2" not in f"{caught.value!r} {caught.value}"
    assert SecretStr("hunter2").get_secret_value() == "hunter2"


# --- S9: hostile text


HOSTILE = (
    "<b>bold</b>",
    "a\nb",
    "a\r\nERROR faked",
    "\u202egnp.exe",
    "zero\u200bwidth",
    "%s %d %n",
    "'; DROP TABLE trade; --",
    "../../etc/passwd",
    "\x1b[31mred",
    "\u2028line",
    "{symbol}",
    "&lt;",
    "\x00",
)
hostile_text = st.text(max_size=40) | st.sampled_from(HOSTILE)


@given(hostile_text, hostile_text, st.booleans())
def test_s09_hostile_text_is_one_log_line(message: str, value: str, as_json: bool) -> None:
    record = logging.LogRecord("dtms", 30, "", 0, message.replace("%", "%%"), (), None)
    record.pairs = (("symbol", value), ("comment", message))
    line = LineFormatter(json=as_json).format(record)

    assert len(line.splitlines()) == 1
    assert line.isprintable()


@pytest.mark.parametrize("symbol", HOSTILE)
def test_s09_hostile_symbol_is_kept_as_it_is_and_shown_escaped(tmp_path: Path, symbol: str) -> None:
    store = a_plain_store(tmp_path / "data" / "journal.db")
    trade = a_trade()
    hostile = type(trade)(**{**fields_of(trade), "symbol": symbol})
    finish(store.journal.commit(Changes(facts=(a_change(),), trades=(hostile,))))

    kept = finish(store.journal.trade(trade.key))
    finish(store.close())

    assert kept is not None
    assert kept.symbol == symbol
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    line = line_of(a_change(), symbol)
    assert len(line.splitlines()) == 1


def fields_of(trade: object) -> dict[str, object]:
    return {name: getattr(trade, name) for name in type(trade).__slots__}  # type: ignore[attr-defined]


# --- S11: nothing that is read is ever run


def test_s11_no_part_of_the_program_runs_what_it_reads() -> None:
    files = [*python_files("dtms", "bot", "benchmarks"), ROOT / "tasks.py"]
    found = [path.name for path in files if dangers(path.read_text(encoding="utf-8"))]

    assert len(files) > 100
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "eval(x)",
        "exec(x)",
        "compile(x, '', 'exec')",
        "import pickle",
        "from marshal import loads",
        "import shelve",
        "import yaml\nyaml.load(x)",
        "__builtins__['eval'](x)",
        "getattr(builtins, 'exec')(x)",
        "import jsonpickle",
        "import joblib",
        "numpy.load(x, allow_pickle=True)",
        "pd.read_pickle(x)",
        "import code",
        "import subprocess\nsubprocess.run(x, shell=True)",
        "os.system(x)",
    ],
)
def test_s11_gate_sees(source: str) -> None:
    assert dangers(source)


@pytest.mark.parametrize(
    "body", ["!!python/object/apply:os.system ['x']", "cos\nsystem\n(S'x'\ntR.", "__import__('os')"]
)
def test_s11_record_with_code_in_it_is_refused(body: str) -> None:
    with pytest.raises(CodecError):
        decode("state_changed", 1, body)


# --- S12: packages


def a_wheel(folder: Path, content: str) -> str:
    """Make a package of one module; return its hash."""
    folder.mkdir(exist_ok=True)
    path = folder / "swapped-1.0-py3-none-any.whl"
    with ZipFile(path, "w") as wheel:
        wheel.writestr("swapped.py", content)
        head = "Metadata-Version: 2.1\nName: swapped\nVersion: 1.0\n"
        wheel.writestr("swapped-1.0.dist-info/METADATA", head)
        wheel.writestr("swapped-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("swapped-1.0.dist-info/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pip_install(tmp_path: Path, digest: str) -> subprocess.CompletedProcess[str]:
    wanted = tmp_path / "wanted.txt"
    wanted.write_text(f"swapped==1.0 --hash=sha256:{digest}\n")
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--require-hashes"]
    where = ["--find-links", str(tmp_path / "wheels"), "--target", str(tmp_path / "there")]
    return subprocess.run(  # noqa: S603
        [*pip, *where, "-r", str(wanted)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""},
    )


def test_s12_swapped_package_is_not_installed(tmp_path: Path) -> None:
    digest = a_wheel(tmp_path / "wheels", "good = True\n")
    assert pip_install(tmp_path, digest).returncode == 0
    shutil.rmtree(tmp_path / "there")

    a_wheel(tmp_path / "wheels", "good = False\n")
    refused = pip_install(tmp_path, digest)

    assert refused.returncode != 0
    assert "DO NOT MATCH" in refused.stderr
    assert not (tmp_path / "there").exists()
