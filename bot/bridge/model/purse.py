"""What a model may cost in a day, and when it is left alone: both outlive one sentence."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.bridge.model.limits import Limits
from bot.bridge.model.port import ModelTrouble, Trouble
from dtms.adapters.journal.people import People

_EVERYBODY: Final = 0
_KEY: Final = "model_spent"
_MILLION: Final = Decimal(1_000_000)
_LETTERS: Final = 3  # a token is about so many, counted on the safe side


def tokens_in(text: str) -> int:
    """Return about how many tokens a text is, rather more than fewer."""
    return len(text.encode()) // _LETTERS + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Tokens of one UTC day."""

    day: date
    tokens_in: int = 0
    tokens_out: int = 0

    def plus(self, day: date, tokens: tuple[int, int]) -> "Spending":
        """Return the spending with more; another day starts at nothing."""
        base = self if self.day == day else Spending(day=day)
        return Spending(
            day=day,
            tokens_in=base.tokens_in + max(tokens[0], 0),
            tokens_out=base.tokens_out + max(tokens[1], 0),
        )

    def cost(self, limits: Limits) -> Decimal:
        """Return what it came to, in the unit of the prices."""
        spent = self.tokens_in * limits.price_in + self.tokens_out * limits.price_out
        return spent / _MILLION


class Purse:
    """The day's spending, kept in the database: a restart does not fill it again."""

    def __init__(self, people: People, limits: Limits) -> None:
        self._people = people
        self._limits = limits

    async def spending(self, now: datetime) -> Spending:
        """Return the day's spending."""
        body = await self._people.get(_EVERYBODY, _KEY)
        try:
            found = {} if body is None else json.loads(body)
            kept = Spending(
                day=date.fromisoformat(found["day"]),
                tokens_in=int(found["in"]),
                tokens_out=int(found["out"]),
            )
        except (ValueError, KeyError, TypeError):
            kept = Spending(day=now.date())
        return kept.plus(now.date(), (0, 0))

    async def spend(self, now: datetime, tokens: tuple[int, int]) -> None:
        """Add a round's tokens, in and out."""
        kept = (await self.spending(now)).plus(now.date(), tokens)
        body = {"day": kept.day.isoformat(), "in": kept.tokens_in, "out": kept.tokens_out}
        await self._people.set(_EVERYBODY, _KEY, json.dumps(body))

    async def is_empty(self, now: datetime) -> bool:
        """Claim that nothing more may be spent today."""
        kept, limits = await self.spending(now), self._limits
        if kept.tokens_in + kept.tokens_out >= limits.daily_tokens:
            return True
        return limits.daily_cost is not None and kept.cost(limits) >= limits.daily_cost


class Circuit:
    """Lets a failing model rest: no storm of tries, one at a time after the rest."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._failures = 0
        self._until: datetime | None = None

    def refusal(self, now: datetime) -> ModelTrouble | None:
        """Return why nothing may be asked now, None when it may."""
        if self._until is None or now >= self._until:
            return None
        return ModelTrouble(Trouble.RESTING, wait=self._until - now)

    def answered(self) -> None:
        """Forget the failures."""
        self._failures, self._until = 0, None

    def failed(self, trouble: ModelTrouble, now: datetime) -> None:
        """Count a failure; an endpoint's own wish to be left alone is honoured at once."""
        self._failures += 1
        rest = timedelta(0)
        if trouble.wait is not None:
            rest = min(trouble.wait, self._limits.longest_rest)
        if self._failures >= self._limits.failures or trouble.trouble is Trouble.KEY:
            rest = max(rest, self._limits.rest)
        if rest > timedelta(0):
            self._until = now + rest
