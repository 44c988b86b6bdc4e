"""The server's zone of one terminal: told by a setting, found from its bars and ticks, kept."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from dtms.adapters.mt5.channel import Channel
from dtms.adapters.mt5.constants import RateTimeframe
from dtms.adapters.mt5.servertime import ServerZone, server_zone, zone_name
from dtms.adapters.mt5.symbolbook import SymbolBook
from dtms.adapters.mt5.zonefinder import (
    Certainty,
    Finding,
    Sighting,
    find_zone,
    one_a_week,
    telling_opens,
    weekly_opens,
)
from dtms.core.errors import UnknownSymbol

_LOG = logging.getLogger(__name__)
_PAIR = "EURUSD"
_AROUND = (timedelta(days=-3), timedelta(days=2))  # from the Friday before to the Tuesday after


class ServerClock:
    """What is known of a server's clock.

    A closed market shows nothing: what was found before stays in force.

    Args:
        path: File in which it is kept; None keeps it in memory.
        told: Rule the operator set; nothing is searched for then.
    """

    def __init__(self, path: Path | None = None, *, told: ServerZone | None = None) -> None:
        self._path, self._told = path, told
        self._kept, self._seen = (None, ()) if path is None else _read(path)

    @property
    def finding(self) -> Finding:
        """Return the rule in force, and how well it is known."""
        if self._told is not None:
            return Finding(zone=self._told, certainty=Certainty.CERTAIN)
        return find_zone(self._seen, kept=self._kept)

    async def look_back(self, channel: Channel, symbol: str) -> Finding:
        """Read how the telling weeks of a year began; a terminal without bars changes nothing.

        Args:
            channel: The terminal.
            symbol: A currency pair.

        Raises:
            BrokerUnavailable: The terminal cannot be reached.
        """
        if self._told is not None:
            return self.finding
        frame = int(RateTimeframe.M15)
        reply = await channel.call("copy_rates_from_pos", symbol, frame, 0, 1)
        for newest in _times(reply.value)[-1:]:
            for opened in telling_opens(datetime.fromtimestamp(int(newest), UTC)):
                since, until = (int((opened + part).timestamp()) for part in _AROUND)
                reply = await channel.call("copy_rates_range", symbol, frame, since, until)
                self._add(weekly_opens(_times(reply.value)))
        return self.finding

    def note(self, offset: timedelta, *, at: datetime) -> bool:
        """Take note of an offset measured on a fresh tick.

        Returns:
            Whether another rule is in force from now on.
        """
        return self._add((Sighting(at=at, offset=offset),))

    def _add(self, sightings: tuple[Sighting, ...]) -> bool:
        if self._told is not None or not sightings:
            return False
        before = self.finding
        self._seen = one_a_week((*self._seen, *sightings))
        found = find_zone(self._seen, kept=self._kept)
        changed = found.zone != before.zone
        if changed:
            _LOG.warning("server zone %s, was %s", zone_name(found.zone), zone_name(before.zone))
        self._kept = found.zone
        if self._path is not None:
            _write(self._path, found.zone, self._seen)
        return changed


def _times(rates: object) -> NDArray[np.int64]:
    if not isinstance(rates, np.ndarray) or "time" not in (rates.dtype.names or ()):
        return np.zeros(0, dtype=np.int64)
    return cast("NDArray[np.void]", rates)["time"].astype(np.int64)


def _read(path: Path) -> tuple[ServerZone | None, tuple[Sighting, ...]]:
    """Read what was kept; a file that cannot be read is as good as none: all is found again."""
    try:
        kept: Mapping[str, object] = json.loads(path.read_text(encoding="utf-8"))
        rows = cast("list[list[object]]", kept["seen"])
        seen = tuple(
            Sighting(
                at=datetime.fromisoformat(str(at)), offset=timedelta(seconds=float(str(seconds)))
            )
            for at, seconds in rows
        )
        return server_zone(str(kept["zone"])), seen
    except FileNotFoundError:
        return None, ()
    except (OSError, ValueError, LookupError, TypeError) as error:
        _LOG.warning("%s: not readable (%s); the server zone is found anew", path, error)
        return None, ()


def _write(path: Path, zone: ServerZone, seen: tuple[Sighting, ...]) -> None:
    rows = [[sighting.at.isoformat(), sighting.offset.total_seconds()] for sighting in seen]
    text = json.dumps({"zone": zone_name(zone), "seen": rows})
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


async def find_server_zone(
    channel: Channel, path: Path | None, *, told: ServerZone | None = None
) -> ServerClock:
    """Return what is known of a terminal's clock, after a look at its history.

    Args:
        channel: The terminal.
        path: File in which it is kept.
        told: Rule the operator set.

    Raises:
        BrokerUnavailable: The terminal cannot be reached.
    """
    clock = ServerClock(path, told=told)
    if told is None:
        try:
            pair = await SymbolBook(channel).resolve(_PAIR)
        except UnknownSymbol:
            return clock  # a broker without it shows no weekly opens: ticks must tell
        await clock.look_back(channel, pair)
    return clock
