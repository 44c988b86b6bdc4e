"""One language speaking: messages, and numbers and times as its readers write them."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from html import escape
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

from bot.people.manner import Units
from bot.texts import Texts, key_of
from dtms.core.trade import AccountKind

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_UTC = ZoneInfo("UTC")
_PATIENT = 120  # seconds counted as such


class Voice:
    """Speaks one language about one account.

    Args:
        texts: All messages.
        language: Which language.
        currency: Of the account, such as USD.
        kind: What money is at stake.
        zone: In which times are told.
        units: In which it is told how a trade stands.
    """

    def __init__(
        self,
        texts: Texts,
        language: str,
        *,
        currency: str,
        kind: AccountKind,
        zone: ZoneInfo = _UTC,
        units: Units = Units.MONEY,
    ) -> None:
        self._texts = texts
        self._language = language
        self._currency = currency
        self.kind = kind
        self.units = units
        self._zone = zone

    def of(self, zone: ZoneInfo, units: Units) -> "Voice":
        """Return the same voice in another zone and other units."""
        return Voice(
            self._texts,
            self._language,
            currency=self._currency,
            kind=self.kind,
            zone=zone,
            units=units,
        )

    def say(self, key: str, **args: str | int) -> str:
        """Return a message; strings in `args` must be safe HTML already."""
        return self._texts.text(self._language, key, args)

    def name(self, area: str, member: Enum) -> str:
        """Return the words for an enum's member."""
        return self.say(key_of(area, member))

    def price(self, value: Decimal | None) -> str:
        """Return a price in the broker's own precision; the word for none where there is none."""
        return self.say("none") if value is None else self._decimal(value)

    def lots(self, value: Decimal) -> str:
        """Return lots, two decimals at least."""
        plain = value.normalize()
        exponent = plain.as_tuple().exponent
        digits = max(-exponent if isinstance(exponent, int) else 0, 2)
        return self._decimal(value.quantize(Decimal(1).scaleb(-digits)))

    def money(self, value: float | None) -> str:
        """Return a signed amount of the account's currency."""
        if value is None:
            return "?"
        sign = "+" if value > 0 else ""
        return sign + format_currency(value, self._currency, locale=self._language)

    def amount(self, value: float) -> str:
        """Return an unsigned amount of the account's currency."""
        return format_currency(value, self._currency, locale=self._language)

    def points(self, value: float | None) -> str:
        """Return score points, signed, one decimal."""
        if value is None:
            return "?"
        return format_decimal(value, format="+0.0;-0.0", locale=self._language)

    def r(self, value: float) -> str:
        """Return a result in R, signed."""
        number = format_decimal(value, format="+0.00;-0.00", locale=self._language)
        return self.say("r", value=number)

    def distance(self, value: float, unit: Units) -> str:
        """Return pips or points, signed, one decimal."""
        number = format_decimal(value, format="+#,##0.0;-#,##0.0", locale=self._language)
        return self.say(f"in-{unit.value}", value=number)

    def number(self, value: float, digits: int = 0) -> str:
        """Return a plain number."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, format=pattern, locale=self._language)

    def percent(self, value: float, digits: int = 2) -> str:
        """Return a fraction as per cent."""
        pattern = f"0.{'0' * digits}%" if digits else "0%"
        return format_percent(value, format=pattern, locale=self._language)

    def clock(self, at: datetime) -> str:
        """Return a time of day in the person's zone; UTC says so."""
        return self._at(at, "HH:mm")

    def moment(self, at: datetime) -> str:
        """Return a day and time in the person's zone; UTC says so."""
        return self._at(at, "d MMM HH:mm")

    def day(self, at: datetime) -> str:
        """Return a day in the person's zone."""
        return format_datetime(at.astimezone(self._zone), "d MMM", locale=self._language)

    def _at(self, at: datetime, pattern: str) -> str:
        shown = format_datetime(at.astimezone(self._zone), pattern, locale=self._language)
        return self.say("at-time", clock=shown) if self._zone.key == _UTC.key else shown

    def span(self, length: timedelta) -> str:
        """Return a length of time in its two largest units."""
        seconds = max(int(length.total_seconds()), 0)
        if seconds < _PATIENT:
            return self.say("span-seconds", count=seconds)
        if seconds < _HOUR:
            return self.say("span-minutes", count=seconds // _MINUTE)
        if seconds < _DAY:
            return self.say(
                "span-hours", hours=seconds // _HOUR, minutes=seconds % _HOUR // _MINUTE
            )
        return self.say("span-days", days=seconds // _DAY, hours=seconds % _DAY // _HOUR)

    def ahead(self, due: datetime, now: datetime) -> str:
        """Return a deadline: when, and how long until then."""
        left = self.say("in-time", span=self.span(due - now)) if due > now else self.say("overdue")
        return self.say("ahead", clock=self.clock(due), span=left)

    def ago(self, at: datetime | None, now: datetime) -> str:
        """Return how long ago something was."""
        if at is None:
            return self.say("health-never")
        return self.say("ago", span=self.span(now - at))

    def _decimal(self, value: Decimal) -> str:
        exponent = value.as_tuple().exponent
        digits = max(-exponent, 0) if isinstance(exponent, int) else 0
        pattern = "0." + "0" * digits if digits else "0"
        return format_decimal(value, format=pattern, locale=self._language)


def safe(text: str) -> str:
    """Return foreign text as safe HTML on one line."""
    return escape(" ".join(text.split()), quote=False)
