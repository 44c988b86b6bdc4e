from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import Settings, keys, load
from dtms.adapters.mt5.servertime import ATHENS, NEW_YORK_PLUS_7, ServerZone, fixed_zone
from dtms.core.errors import BadInput
from dtms.core.policy import Mode

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in keys():
        monkeypatch.delenv(name, raising=False)


def written(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / ".env"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_example_documents_every_key() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    named = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(named) == sorted(keys())


def test_example_as_it_is_gives_the_defaults() -> None:
    assert load(EXAMPLE) == Settings.model_construct(**Settings.model_validate({}).model_dump())


def test_values_are_read(tmp_path: Path) -> None:
    file = written(tmp_path, "DTMS_OWNERS= 7, 8 ,7", "DTMS_MODE=observe", "BOT_TOKEN=42:AbC")

    settings = load(file)

    assert settings.dtms_owners == (7, 8)
    assert settings.dtms_mode is Mode.OBSERVE
    assert settings.token == "42:AbC"  # noqa: S105 - a token nobody owns


def test_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DTMS_SPEED", "60")
    assert load(written(tmp_path, "DTMS_SPEED=5")).dtms_speed == 60


@pytest.mark.parametrize(
    ("line", "key", "remedy"),
    [
        ("DTMS_OWNERZ=7", "DTMS_OWNERZ", "DTMS_OWNERS"),
        ("BOT_TOKN=42:x", "BOT_TOKN", "BOT_TOKEN"),
        ("DTMS_OWNERS=ann", "DTMS_OWNERS", "numeric"),
        ("DTMS_OWNERS=١٢", "DTMS_OWNERS", "numeric"),
        ("DTMS_OWNERS=-5", "DTMS_OWNERS", "numeric"),
        ("DTMS_CONSOLE_PORT=70000", "DTMS_CONSOLE_PORT", "port"),
        ("DTMS_SERVER_ZONE=Mars", "DTMS_SERVER_ZONE", "Europe/Athens"),
        ("DTMS_SERVER_ZONE=UTC+25", "DTMS_SERVER_ZONE", "UTC+3"),
        ("DTMS_SPEED=nan", "DTMS_SPEED", "more than 0"),
        ("DTMS_SPEED=0", "DTMS_SPEED", "more than 0"),
        ("DTMS_MODE=yolo", "DTMS_MODE", "observe"),
        ("DTMS_POLICY=mine", "DTMS_POLICY", "balanced"),
        ("DTMS_TERMINAL=mt4", "DTMS_TERMINAL", "sim"),
        ("BOT_API_URL=telegram", "BOT_API_URL", "address"),
        ("BOT_API_URL=http://127.0.0.1:1", "BOT_API_URL", "BOT_TOKEN"),
    ],
)
def test_bad_value_names_key_and_remedy(tmp_path: Path, line: str, key: str, remedy: str) -> None:
    with pytest.raises(BadInput) as caught:
        load(written(tmp_path, line))

    assert caught.value.field == key
    assert remedy in caught.value.remedy
    assert "\n" not in str(caught.value)


def test_unknown_variable_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DTMS_SPED", "60")
    with pytest.raises(BadInput, match="DTMS_SPEED"):
        load(written(tmp_path))


def test_bad_token_is_never_shown(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        load(written(tmp_path, "BOT_TOKEN=canary secret"))
    assert "canary" not in str(caught.value)
    assert caught.value.field == "BOT_TOKEN"


def test_settings_never_show_the_token(tmp_path: Path) -> None:
    settings = load(written(tmp_path, "BOT_TOKEN=42:canary"))
    assert "canary" not in f"{settings} {settings!r}"


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("DTMS_SERVER_ZONE=new_york+7", NEW_YORK_PLUS_7),
        ("DTMS_SERVER_ZONE=Europe/Athens", ATHENS),
        ("DTMS_SERVER_ZONE=UTC+3", fixed_zone(timedelta(hours=3))),
        ("DTMS_SERVER_ZONE=", None),
    ],
)
def test_server_zone_is_read_by_name(tmp_path: Path, line: str, zone: ServerZone | None) -> None:
    assert load(written(tmp_path, line)).server_zone == zone
