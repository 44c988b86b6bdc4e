"""Cadence: when the next check is due, and events that grant a deep check before its time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from dtms.core.assessment import Assessment
from dtms.core.market import Quote
from dtms.core.policy import GuardPolicy
from dtms.core.trade import Trade, TradeKey


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: datetime


class TokenBucket:
    """Lets a burst through, then one per refill time. Market time."""

    def __init__(self, *, refill: timedelta, burst: int, now: datetime) -> None:
        self._refill = refill
        self._burst = burst
        self._bucket = _Bucket(float(burst), now)

    def take(self, now: datetime) -> bool:
        """Take a token if there is one."""
        grown = (now - self._bucket.at) / self._refill
        tokens = min(self._bucket.tokens + max(grown, 0.0), float(self._burst))
        self._bucket = _Bucket(tokens, now)
        if tokens < 1:
            return False
        self._bucket.tokens -= 1
        return True


@dataclass(slots=True)
class _Seen:
    close: float
    vwap_flip: int
    spread_wide: bool
    stop_near: bool


_WIDE = 2.0  # spread over its median that counts as a spike


class Triggers:
    """Grants deep checks on events, through a token bucket per trade."""

    def __init__(self, policy: GuardPolicy) -> None:
        self._policy = policy
        self._buckets: dict[TradeKey, TokenBucket] = {}
        self._seen: dict[TradeKey, _Seen] = {}

    def granted(
        self,
        trade: Trade,
        assessment: Assessment,
        quote: Quote,
        spread_ratio: float | None,
        now: datetime,
    ) -> bool:
        """Claim that something happened which must not wait for the next M15 close."""
        present = _Seen(
            close=float(quote.closing(trade.side)),
            vwap_flip=assessment.vwap_flip,
            spread_wide=spread_ratio is not None and spread_ratio > _WIDE,
            stop_near=self._stop_near(trade, quote),
        )
        before = self._seen.get(trade.key)
        if before is None:
            self._seen[trade.key] = present
            return False
        if not self._happened(before, present, assessment):
            before.spread_wide = present.spread_wide
            return False
        if not self._bucket(trade.key, now).take(now):
            return False
        self._seen[trade.key] = present
        return True

    def _happened(self, before: _Seen, present: _Seen, assessment: Assessment) -> bool:
        atr = assessment.atr_m15
        moved = atr is not None and abs(present.close - before.close) > (
            self._policy.trigger_move_atr * atr
        )
        flipped = present.vwap_flip != before.vwap_flip and present.vwap_flip < 0
        spread_over = before.spread_wide and not present.spread_wide
        nearing = present.stop_near and not before.stop_near
        return moved or flipped or spread_over or nearing

    def _stop_near(self, trade: Trade, quote: Quote) -> bool:
        stop = trade.main.stop
        if stop is None or trade.risk is None:
            return False
        room = (quote.closing(trade.side) - stop) * trade.side.sign
        return room < trade.risk * Decimal(str(self._policy.trigger_stop_r))

    def _bucket(self, key: TradeKey, now: datetime) -> TokenBucket:
        if key not in self._buckets:
            self._buckets[key] = TokenBucket(
                refill=self._policy.trigger_refill, burst=self._policy.trigger_burst, now=now
            )
        return self._buckets[key]


def next_check(last: datetime, now: datetime, interval: timedelta) -> datetime:
    """Return when the next check is due, on the grid of the interval; late ones are not made up.

    A clock that was set back makes nobody wait longer than the interval.
    """
    due = last + interval
    if due > now:
        return min(due, now + interval)
    missed = (now - last) // interval
    return last + interval * (missed + 1) if last + interval * missed < now else now
