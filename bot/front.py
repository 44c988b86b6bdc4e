"""What every handler works with, and what the chat's parts have in common."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.driver import Part
from bot.guardian import Guardian
from bot.people.choices import LANGUAGE, LANGUAGE_SEEN, NAME, Choices
from bot.people.manner import Manner
from bot.recent import Recent
from bot.talks import Talks
from bot.tally import Tally
from bot.wording import HealthView, Wording
from dtms.core.trade import Trade, TradeKey
from dtms.engine.views import TradeView

COMMAND_AGE: Final = timedelta(seconds=60)  # older commands are told, not carried out
_MOST_DIGITS: Final = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The guardian as the chat sees it, and the words."""

    guardian: Guardian
    words: Wording
    forged: Tally  # taps on buttons that nobody drew for whoever tapped them
    recent: Recent  # what messages were drawn as a moment ago
    talks: Talks = field(default_factory=Talks)  # answers that are still coming

    async def language(self, user: int) -> Manner:
        """Return a person's language: chosen, the operator's, or the one of the person's app.

        It carries the person's zone and units along.
        """
        return self.manner(await self.guardian.chooser.of(user))

    def manner(self, chosen: Choices) -> Manner:
        """Return how to speak to somebody who chose this."""
        wanted = (chosen.language, self.guardian.settings.dtms_language, chosen.seen)
        zone = chosen.zone or "UTC"
        return Manner.of(self.words.language(*wanted), zone=zone, units=chosen.units)

    async def choose_language(self, user: int, language: str) -> None:
        """Keep a person's choice."""
        await self.guardian.store.people.set(user, LANGUAGE, language)

    async def see_language(self, user: int, code: str | None) -> None:
        """Remember the language of a person's app, for announcements that nobody asked for."""
        people = self.guardian.store.people
        if code is not None and await people.get(user, LANGUAGE_SEEN) != code:
            await people.set(user, LANGUAGE_SEEN, code)

    async def see_name(self, user: int, name: str) -> None:
        """Remember what a person's app calls them, for those who choose a second contact."""
        people = self.guardian.store.people
        if await people.get(user, NAME) != name:
            await people.set(user, NAME, name)

    async def zone(self, user: int) -> ZoneInfo:
        """Return the zone of a person's clock, UTC where none was chosen."""
        return (await self.guardian.chooser.of(user)).zone_info

    async def trade(self, key: TradeKey) -> Trade | None:
        """Return a trade as recorded, finished or not."""
        live = self.guardian.engine.station.ledger.trades.get(key)
        return live or await self.guardian.store.journal.trade(key)

    async def view(self, key: TradeKey) -> TradeView | None:
        """Return a trade's card, None when it is not under watch."""
        return await self.guardian.views.trade(key)

    def key(self, ticket: int) -> TradeKey:
        """Return the key of a ticket of the guarded account."""
        return TradeKey(account=self.guardian.account, position=ticket)

    async def health(self) -> HealthView:
        """Return when each part last got something done."""
        guardian = self.guardian
        backlog = await guardian.store.outbox.backlog()
        return HealthView(
            at=guardian.clock.people(),
            market_at=guardian.clock.market(),
            last_check=guardian.engine.health.last_check,
            progress=tuple((part, guardian.progress.since.get(part)) for part in Part),
            waiting=sum(one.waiting for one in backlog),
            oldest_waiting=min((one.oldest for one in backlog), default=None),
        )


def read_ticket(text: str | None) -> int | None:
    """Return a number written in plain digits, None for anything else."""
    digits = (text or "").strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > _MOST_DIGITS:
        return None
    number = int(digits)
    return number if 0 < number < 1 << 63 else None
