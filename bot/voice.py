"""One language speaking: messages, and numbers and times as its readers write them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from html import escape
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

from bot.people.manner import Units
from bot.texts import Texts, key_of
from dtms.core.trade import AccountKind

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_UTC = ZoneInfo("UTC")
_MARK = "\u200f"  # right to left
_MARKS = str.maketrans("", "", "\u200e\u200f\u061c")
_BROAD = frozenset({"zh", "ja", "ko"})  # a letter is wider than a column, and not always two
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
        self._day = "M月d日" if language == "zh" else "d MMM"
        self._mirrored = Locale.parse(language).text_direction == "rtl"
        self.columns = not self._mirrored and language not in _BROAD  # letters of equal width
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

    def join(self, lines: Iterable[str]) -> str:
        """Return lines as one text, each in the direction of the language's script.

        A line that begins with a symbol's name would otherwise be taken as one from left to right.
        """
        text = "\n".join(lines)
        if not self._mirrored:
            return text
        return "\n".join(f"{_MARK}{line}" if line else line for line in text.split("\n"))

    def pair(self, first: str, second: str) -> str:
        """Return two values side by side."""
        return self.say("pair", first=first, second=second)

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
        shown = format_currency(value, self._currency, locale=self._language)
        return self._number(sign + shown)

    def amount(self, value: float) -> str:
        """Return an unsigned amount of the account's currency."""
        return self._number(format_currency(value, self._currency, locale=self._language))

    def points(self, value: float | None) -> str:
        """Return score points, signed, one decimal."""
        if value is None:
            return "?"
        shown = format_decimal(value, format="+0.0;-0.0", locale=self._language)
        return self._number(shown)

    def r(self, value: float) -> str:
        """Return a result in R, signed."""
        number = format_decimal(value, format="+0.00;-0.00", locale=self._language)
        return self._number(self.say("r", value=number.translate(_MARKS)))

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
        return self._number(format_percent(value, format=pattern, locale=self._language))

    def clock(self, at: datetime) -> str:
        """Return a time of day in the person's zone; UTC says so."""
        return self._at(at, "HH:mm")

    def moment(self, at: datetime) -> str:
        """Return a day and time in the person's zone; UTC says so."""
        return self._at(at, f"{self._day} HH:mm")

    def day(self, at: datetime) -> str:
        """Return a day in the person's zone."""
        return format_datetime(at.astimezone(self._zone), self._day, locale=self._language)

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

    def _number(self, shown: str) -> str:
        """Return a number with its sign and unit, which read from left to right in any script."""
        return f"\u2066{shown.translate(_MARKS)}\u2069" if self._mirrored else shown

    def _decimal(self, value: Decimal) -> str:
        exponent = value.as_tuple().exponent
        digits = max(-exponent, 0) if isinstance(exponent, int) else 0
        pattern = "0." + "0" * digits if digits else "0"
        return format_decimal(value, format=pattern, locale=self._language)


def safe(text: str) -> str:
    """Return foreign text as safe HTML on one line."""
    return escape(" ".join(text.split()), quote=False)
