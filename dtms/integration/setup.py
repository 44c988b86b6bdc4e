"""What can be chosen when DTMS is put on a terminal, and what a terminal must offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict

from dtms.adapters.clock import SystemClock
from dtms.adapters.mt5.servertime import NEW_YORK_PLUS_7, ServerZone
from dtms.core.errors import BadInput
from dtms.core.policy import SEEDS, Mode, Policy
from dtms.engine.windows import Windows
from dtms.integration.guests import Handler
from dtms.ports import Clock

_NEEDED = (
    "account_info",
    "copy_rates_from_pos",
    "history_deals_get",
    "history_orders_get",
    "initialize",
    "last_error",
    "order_calc_profit",
    "order_check",
    "order_send",
    "positions_get",
    "symbol_info",
    "symbol_info_tick",
    "symbol_select",
    "symbols_get",
    "terminal_info",
)


class Given(TypedDict, total=False):
    """Keywords of `initialize_dtms`; see `Setup`."""

    policy: Policy
    data_dir: Path | str | None
    mode: Mode | None
    on_fact: Sequence[Handler]
    live_trading: bool
    live_login: int | None
    clock: Clock
    zone: ServerZone
    windows: Windows | None
    log_level: int | str
    log_levels: Mapping[str, int | str]
    log_json: bool
    secrets: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What can be chosen.

    Attributes:
        policy: Every weight, threshold, timer and limit.
        data_dir: Journal and logs; None keeps the journal in memory and writes no logs.
        mode: Of the account from now on; None keeps what was set before, and begins with `auto`
            on a simulated or demo account and with `observe` on a live one.
        on_fact: Called with each recorded fact, after the step that recorded it.
        live_trading: First of the two settings without which nothing is sent to a live account.
        live_login: The second: the login it holds for.
        clock: The terminal's clock where the terminal is a simulated one.
        zone: The trade server's wall clock.
        windows: Where scores come from; None scores the terminal's own bars.
        log_level: Of every logger that has none of its own yet.
        log_levels: By logger name.
        log_json: Lines of JSON instead of plain words.
        secrets: Tokens and passwords that must never be written to a log.
    """

    policy: Policy = SEEDS
    data_dir: Path | str | None = "data"
    mode: Mode | None = None
    on_fact: Sequence[Handler] = ()
    live_trading: bool = False
    live_login: int | None = None
    clock: Clock = field(default_factory=SystemClock)
    zone: ServerZone = NEW_YORK_PLUS_7
    windows: Windows | None = None
    log_level: int | str = "INFO"
    log_levels: Mapping[str, int | str] = MappingProxyType({})
    log_json: bool = False
    secrets: Sequence[str] = ()


def checked_terminal(terminal: object) -> object:
    """Return the terminal when it has every function that is needed; raises `BadInput`."""
    missing = [name for name in _NEEDED if not callable(getattr(terminal, name, None))]
    if missing:
        raise BadInput(
            field="mt5_service",
            problem=f"is not shaped like MetaTrader5, it lacks {', '.join(missing)}",
            remedy="Give the MetaTrader5 module itself, or an object that passes its functions on",
        )
    return terminal
