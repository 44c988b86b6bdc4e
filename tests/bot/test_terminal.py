"""The bot on a terminal in another process, and what it says when there is none."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.guardian import Guardian, open_guardian
from bot.settings import Settings, keys, load
from dtms.adapters.mt5 import worker
from dtms.core.errors import BadInput
from dtms.core.events import Lookout, Noticed
from dtms.core.policy import Adoption, Mode
from dtms.core.trade import AccountId, AccountKind
from tests.adapters.mt5.rigs import LOGIN, ROOT, Door, RpycServer

MODULE = "tests.adapters.mt5.hosted"
ACCOUNT = AccountId(server="DTMS-Simulator", login=LOGIN)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in keys():
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path / "door")


@contextmanager
def a_gate(door: Door, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    file = tmp_path / "worker.key"
    file.write_text("k" * 32, encoding="utf-8")
    file.chmod(0o600)
    process = subprocess.Popen(  # noqa: S603 - our own file
        [
            sys.executable,
            worker.__file__,
            MODULE,
            "--listen",
            "127.0.0.1:0",
            "--key-file",
            str(file),
        ],
        stdout=subprocess.PIPE,
        env=door.environment,
        cwd=ROOT,
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline().rpartition(b":")[2]), file
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def settings_of(tmp_path: Path, **given: object) -> Settings:
    return Settings(_env_file=None, dtms_data_dir=tmp_path / "data", **given)  # type: ignore[arg-type]


async def closed(guardian: Guardian) -> None:
    await guardian.close()


async def test_a_terminal_behind_a_gate_is_guarded(tmp_path: Path, door: Door) -> None:
    with a_gate(door, tmp_path) as (port, key):
        given = {"dtms_terminal": f"tcp://127.0.0.1:{port}", "dtms_terminal_key_file": key}
        guardian = await open_guardian(settings_of(tmp_path, **given))
        await guardian.driver.check()
        health, mode = guardian.engine.health, guardian.engine.station.options.default_mode
        policy = guardian.engine.station.policy
        await guardian.close()

    assert (guardian.account, guardian.kind) == (ACCOUNT, AccountKind.DEMO)
    assert health.last_check is not None
    assert abs((health.last_check - datetime.now(UTC)).total_seconds()) < 60
    assert (mode, policy.guard.adoption) == (Mode.OBSERVE, Adoption.ASK)


async def test_a_terminal_behind_rpyc_is_guarded(tmp_path: Path, door: Door) -> None:
    server = RpycServer(door)
    settings = settings_of(tmp_path, dtms_terminal=f"rpyc://127.0.0.1:{server.port}")

    guardian = await open_guardian(settings)
    await guardian.driver.check()
    await guardian.close()
    server.close()

    assert guardian.account == ACCOUNT
    assert guardian.engine.health.last_check is not None


async def test_an_account_switched_in_the_terminal_is_announced(tmp_path: Path, door: Door) -> None:
    server = RpycServer(door)
    guardian = await open_guardian(
        settings_of(tmp_path, dtms_terminal=f"rpyc://127.0.0.1:{server.port}")
    )
    await guardian.driver.check()
    told: list[Lookout] = []

    class Listener:
        def publish(self, recorded: tuple[object, ...]) -> None:
            facts = (one.fact for one in recorded)  # type: ignore[attr-defined]
            told.extend(fact.what for fact in facts if isinstance(fact, Noticed))

    guardian.engine.station.ledger.listen(Listener())
    door.ask("switch", 1)
    await guardian.driver.check()
    door.ask("switch", LOGIN)
    await guardian.driver.check()
    await guardian.close()
    server.close()

    assert told == [Lookout.WRONG_ACCOUNT, Lookout.TERMINAL_BACK]


async def test_another_account_than_the_settings_name_ends_the_start(
    tmp_path: Path, door: Door
) -> None:
    server = RpycServer(door)
    settings = settings_of(
        tmp_path,
        dtms_terminal=f"rpyc://127.0.0.1:{server.port}",
        dtms_terminal_login=LOGIN,
        dtms_terminal_server="Other-Live",
    )

    with pytest.raises(BadInput, match="refused the login of"):
        await open_guardian(settings)

    server.close()


@pytest.mark.parametrize("kind", ["tcp", "rpyc"])
async def test_an_absent_terminal_ends_the_start_with_a_remedy(tmp_path: Path, kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    key = tmp_path / "key"
    key.write_text("k" * 32, encoding="utf-8")
    key.chmod(0o600)
    settings = settings_of(
        tmp_path, dtms_terminal=f"{kind}://127.0.0.1:{port}", dtms_terminal_key_file=key
    )

    with pytest.raises(BadInput, match=r"answers at 127\.0\.0\.1") as caught:
        await open_guardian(settings)

    assert caught.value.field == "DTMS_TERMINAL"
    assert caught.value.remedy
    again = settings_of(tmp_path)
    await closed(await open_guardian(again))  # the data directory was given back


async def test_native_without_windows_exits_with_2(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot"),
        env={"DTMS_DATA_DIR": str(tmp_path), "DTMS_TERMINAL": "native", "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()

    assert process.returncode == 2
    assert said.startswith(b"DTMS_TERMINAL: native needs Windows")
    assert said.count(b"\n") == 1


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        (["DTMS_TERMINAL=tcp://10.0.0.9:5", "DTMS_TERMINAL_KEY_FILE=k"], "DTMS_TERMINAL_REMOTE"),
        (["DTMS_TERMINAL=rpyc://vps.example.org:5"], "DTMS_TERMINAL_REMOTE"),
        (["DTMS_TERMINAL=tcp://127.0.0.1:5"], "DTMS_TERMINAL_KEY_FILE"),
        (["DTMS_TERMINAL_LOGIN=5"], "DTMS_TERMINAL_LOGIN"),
        (["DTMS_TERMINAL_SERVER=Demo"], "DTMS_TERMINAL_LOGIN"),
        (["DTMS_TERMINAL_LOGIN=0", "DTMS_TERMINAL_SERVER=Demo"], "DTMS_TERMINAL_LOGIN"),
        (["DTMS_TERMINAL=tcp://127.0.0.1"], "DTMS_TERMINAL"),
    ],
)
def test_settings_that_do_not_fit_together_are_named(
    tmp_path: Path, lines: list[str], field: str
) -> None:
    file = tmp_path / ".env"
    file.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(BadInput) as caught:
        load(file)

    assert (caught.value.field, "\n" in str(caught.value)) == (field, False)
    assert caught.value.remedy


def test_the_password_is_a_secret(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        dtms_terminal_login=5,
        dtms_terminal_server="Demo",
        dtms_terminal_password="canary",  # noqa: S106 - nobody's
    )

    assert settings.secrets == ("canary",)
    assert "canary" not in f"{settings} {settings!r}"
