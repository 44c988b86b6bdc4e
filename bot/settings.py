"""The only reader of the environment and of `.env`."""

import difflib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Final, override
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from dtms.adapters.mt5.servertime import ServerZone, server_zone, zone_name
from dtms.adapters.mt5.transport import Place, Transport, read_place
from dtms.adapters.orderflow.symbols import read_symbols
from dtms.adapters.secrecy import keys_in
from dtms.core.errors import BadInput
from dtms.core.policy import PRESETS, Adoption, Mode

ENV_FILE: Final = Path(".env")
_PREFIX: Final = "DTMS_"
_TOKEN: Final = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_HOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")
_PORTS: Final = 65_535
_MOST_DIGITS: Final = 19  # of a 64-bit number


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where Telegram brings updates to: outside, and where the proxy hands them in."""

    url: str
    secret: SecretStr
    host: str
    port: int


class LogLevel(Enum):
    """How much is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


_REMEDIES: Final = {
    "BOT_TOKEN": "Copy it whole from BotFather, or leave it out to use the local chat page",
    "BOT_API_URL": "Give an address such as http://127.0.0.1:8081, and BOT_TOKEN with it",
    "DTMS_OWNERS": "List numeric Telegram user ids, separated by commas",
    "DTMS_WEBHOOK_URL": "Give the https address your proxy passes on, or leave it out to poll",
    "DTMS_WEBHOOK_SECRET": "Make one up: 16 to 256 letters, digits, _ and -",
    "DTMS_WEBHOOK_LISTEN": "Give an address and port such as 127.0.0.1:8086",
    "DTMS_LANGUAGE": "Give a language code such as en",
    "DTMS_CONSOLE_PORT": "Choose a free port from 1 to 65535, or 0 for any",
    "DTMS_TERMINAL": "Choose sim, native, tcp://host:port or rpyc://host:port",
    "DTMS_TERMINAL_REMOTE": (
        "Say true or false; better, tunnel the port (ssh -L) and give 127.0.0.1 in DTMS_TERMINAL"
    ),
    "DTMS_TERMINAL_KEY_FILE": "Give the path of the key file the worker was started with",
    "DTMS_TERMINAL_PATH": "Give the path of terminal64.exe",
    "DTMS_TERMINAL_LOGIN": "Give the number of the account and the broker's server, or neither",
    "DTMS_TERMINAL_SERVER": "Give the broker's server",
    "DTMS_POLICY": f"Choose one of {', '.join(PRESETS)}",
    "DTMS_RULESET": "Name a shipped rule set, or give the path of a TOML file",
    "DTMS_MODE": f"Choose one of {', '.join(mode.value for mode in Mode)}",
    "DTMS_LIVE_ENABLED": "Say true or false",
    "DTMS_LIVE_LOGIN": "Give the login of the one account that may trade live",
    "DTMS_ADOPTION": f"Choose one of {', '.join(kind.value for kind in Adoption)}",
    "DTMS_NEWS_ZONE": "Give an IANA name such as America/New_York",
    "DTMS_ORDER_FLOW": "Write BTCUSD, or BTCUSD:BTCUSDT, separated by commas",
    "DTMS_FEED": "Give the path of a file of bars or ticks",
    "DTMS_SYMBOL": "Name the symbol that the file holds, such as XAUUSD",
    "BOT_API_PLAIN": "Say true or false",
    "DTMS_SPEED": "Give market seconds for each real second, more than 0 and at most 3600",
    "DTMS_SEED": "Give a whole number from 0 on",
    "DTMS_SERVER_ZONE": "Leave it out to have it found, or give New_York+7, Europe/Athens or UTC+3",
    "LLM_BASE_URL": "Give an address such as http://127.0.0.1:11434/v1, and LLM_MODEL with it",
    "LLM_MODEL": "Give the model's name at LLM_BASE_URL, or leave out both",
    "LLM_TIMEOUT": "Give seconds from 5 to 600",
    "LLM_DAILY_TOKENS": "Give a whole number of tokens, more than 0",
    "LLM_DAILY_COST": "Give an amount in the currency of LLM_PRICE_IN and LLM_PRICE_OUT",
    "LLM_PRICE_IN": "Give the price of a million tokens",
    "LLM_PRICE_OUT": "Give the price of a million tokens",
    "DTMS_FAILPOINT": "Leave it out; it is for tests",
    "DTMS_LOG_JSON": "Say true or false",
    "DTMS_LOG_LEVEL": f"Choose one of {', '.join(level.value for level in LogLevel)}",
}


class Settings(BaseSettings):
    """Addresses, secrets and the operator's choices; strategy numbers live in the policy."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = None
    bot_api_url: str | None = None
    bot_api_plain: bool = False
    dtms_owners: Annotated[tuple[int, ...], NoDecode] = ()
    dtms_webhook_url: str | None = None
    dtms_webhook_secret: SecretStr | None = None
    dtms_webhook_listen: str = "127.0.0.1:8086"
    dtms_language: str | None = Field(default=None, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]+)?$")
    dtms_data_dir: Path = Path("data")
    dtms_console_port: int = Field(default=8085, ge=0, le=65535)
    dtms_terminal: str = Transport.SIM.value
    dtms_terminal_remote: bool = False
    dtms_terminal_key_file: Path | None = None
    dtms_terminal_path: str | None = None
    dtms_terminal_login: int | None = Field(default=None, gt=0, lt=2**63)
    dtms_terminal_server: str | None = None
    dtms_terminal_password: SecretStr | None = None
    dtms_policy: str | None = None
    dtms_ruleset: str | None = None
    dtms_mode: Mode | None = None
    dtms_live_enabled: bool = False
    dtms_live_login: int | None = Field(default=None, gt=0)
    dtms_adoption: Adoption | None = None
    dtms_news: str | None = None
    dtms_news_zone: str = "UTC"
    dtms_order_flow: str = ""
    dtms_feed: Path | None = None
    dtms_symbol: str | None = None
    dtms_speed: float | None = Field(default=None, gt=0, le=3600, allow_inf_nan=False)
    dtms_seed: int = Field(default=7, ge=0, lt=2**32)
    dtms_server_zone: str | None = None
    llm_base_url: str | None = None
    llm_model: str | None = Field(default=None, min_length=1, max_length=200)
    llm_api_key: SecretStr | None = None
    llm_timeout: float = Field(default=60, ge=5, le=600, allow_inf_nan=False)
    llm_daily_tokens: int = Field(default=200_000, gt=0, lt=2**53)
    llm_daily_cost: Decimal | None = Field(default=None, gt=0, allow_inf_nan=False)
    llm_price_in: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    llm_price_out: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    dtms_failpoint: str = ""
    dtms_log_level: LogLevel = LogLevel.INFO
    dtms_log_json: bool = False

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is not a bot token")
        return value

    @field_validator("bot_api_url", "llm_base_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            raise ValueError("is not an http address")
        return None if value is None else value.rstrip("/")

    @field_validator("dtms_webhook_url")
    @classmethod
    def _hook(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https://[^\s/?#]+/[^\s?#]+", value):
            raise ValueError("is not an https address with a path")
        return value

    @field_validator("dtms_webhook_secret")
    @classmethod
    def _hook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _HOOK_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("is not 16 to 256 of A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("dtms_webhook_listen")
    @classmethod
    def _hook_listen(cls, value: str) -> str:
        host, colon, port = value.rpartition(":")
        if not host or not colon or not (port.isascii() and port.isdigit()) or int(port) > _PORTS:
            raise ValueError("is not an address and a port")
        return value

    @field_validator("dtms_owners", mode="before")
    @classmethod
    def _owners(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(_is_id(part) for part in parts):
            raise ValueError("holds something that is not a numeric id")
        return tuple(dict.fromkeys(int(part) for part in parts))

    @field_validator("dtms_news_zone")
    @classmethod
    def _news_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no time zone")
        return value

    @field_validator("dtms_order_flow")
    @classmethod
    def _flow(cls, value: str) -> str:
        read_symbols(value)
        return value

    @field_validator("dtms_terminal")
    @classmethod
    def _terminal(cls, value: str) -> str:
        read_place(value)
        return value

    @field_validator("dtms_policy")
    @classmethod
    def _preset(cls, value: str | None) -> str | None:
        if value is not None and value not in PRESETS:
            raise ValueError("is no preset")
        return value

    @field_validator("dtms_server_zone")
    @classmethod
    def _server_zone(cls, value: str | None) -> str | None:
        try:
            return None if value is None else zone_name(server_zone(value.strip()))
        except (ValueError, KeyError, OSError) as error:
            raise ValueError("is no zone") from error

    @model_validator(mode="after")
    def _model_fits_together(self) -> "Settings":
        if (self.llm_base_url is None) is not (self.llm_model is None):
            raise ValueError("LLM_MODEL: goes with LLM_BASE_URL, one is missing")
        if self.llm_daily_cost is not None and not (self.llm_price_in or self.llm_price_out):
            raise ValueError("LLM_DAILY_COST: needs LLM_PRICE_IN or LLM_PRICE_OUT to be counted")
        return self

    @model_validator(mode="after")
    def _fit_together(self) -> "Settings":
        if self.bot_api_url is not None and self.bot_token is None:
            raise ValueError("BOT_API_URL: is set, but BOT_TOKEN is not")
        if self.dtms_webhook_url is not None and self.bot_token is None:
            raise ValueError("DTMS_WEBHOOK_URL: is set, but BOT_TOKEN is not")
        if self.dtms_webhook_url is not None and self.dtms_webhook_secret is None:
            raise ValueError("DTMS_WEBHOOK_SECRET: is missing, but DTMS_WEBHOOK_URL is set")
        if (self.dtms_terminal_login is None) is not (self.dtms_terminal_server is None):
            raise ValueError("DTMS_TERMINAL_LOGIN: goes with DTMS_TERMINAL_SERVER, one is missing")
        if not self.place.is_local and not self.dtms_terminal_remote:
            raise ValueError("DTMS_TERMINAL_REMOTE: is not set, but the terminal is elsewhere")
        if self.place.transport is Transport.TCP and self.dtms_terminal_key_file is None:
            raise ValueError("DTMS_TERMINAL_KEY_FILE: is missing, a worker elsewhere needs a key")
        return self

    @property
    def place(self) -> Place:
        """Return where the terminal is."""
        return read_place(self.dtms_terminal)

    @property
    def webhook(self) -> Hook | None:
        """Return how updates are brought, None where they are fetched."""
        if self.dtms_webhook_url is None or self.dtms_webhook_secret is None:
            return None
        host, _, port = self.dtms_webhook_listen.rpartition(":")
        secret = self.dtms_webhook_secret
        return Hook(url=self.dtms_webhook_url, secret=secret, host=host, port=int(port))

    @property
    def token(self) -> str | None:
        """Return the bot's token, None when the local chat page stands in for Telegram."""
        return None if self.bot_token is None else self.bot_token.get_secret_value()

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every secret there is, for whoever must keep them out of what is written."""
        found = [getattr(self, name) for name in type(self).model_fields]
        named = [one.get_secret_value() for one in found if isinstance(one, SecretStr)]
        asked = [key for one in found if isinstance(one, str) for key in keys_in(one)]
        return (*named, *asked)

    @property
    def server_zone(self) -> ServerZone | None:
        """Return the rule of the trade server's clock; None when it is to be found."""
        return None if self.dtms_server_zone is None else server_zone(self.dtms_server_zone)

    @override
    def __str__(self) -> str:
        return "Settings"  # never a secret, wherever this ends up


def keys() -> tuple[str, ...]:
    """Return every key, as it is written in `.env`."""
    return tuple(name.upper() for name in Settings.model_fields)


def load(env_file: Path | None = ENV_FILE) -> Settings:
    """Read the settings.

    Raises:
        BadInput: A key is unknown or its value cannot be used; the first one is named.
    """
    _refuse_unknown(name for name in os.environ if name.startswith(_PREFIX))
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]  # pydantic-settings takes it
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise _bad(first["loc"], first["msg"], first["type"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            field=str(env_file),
            problem=f"cannot be read ({type(error).__name__})",
            remedy="Make it a readable UTF-8 text file",
        ) from error


def _refuse_unknown(names: Iterable[str]) -> None:
    for name in sorted(names):
        if name not in keys():
            raise _unknown(name)


def _bad(place: tuple[int | str, ...], message: str, kind: str) -> BadInput:
    problem = message.removeprefix("Value error, ")
    if place:
        name, problem = str(place[0]).upper(), problem[:1].lower() + problem[1:]
    else:  # of several settings together
        name, _, problem = problem.partition(": ")
    if kind == "extra_forbidden":
        return _unknown(name)
    return BadInput(
        field=name, problem=problem, remedy=_REMEDIES.get(name, "Correct it or leave it out")
    )


def _unknown(name: str) -> BadInput:
    near = difflib.get_close_matches(name, keys(), n=1, cutoff=0.5)
    remedy = f"Did you mean {near[0]}?" if near else "Remove it; .env.example lists every key"
    return BadInput(field=name, problem="is not a setting", remedy=remedy)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text) > 0
