"""/news: blackouts in force and what is coming for the symbols under watch."""

from datetime import timedelta
from typing import Final

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.front import Front
from bot.keyboards import Reader
from bot.routers.saying import say
from bot.wording import CommandName, NewsView
from dtms.core.errors import BrokerUnavailable, NewsUnavailable, UnknownSymbol
from dtms.core.market import Instrument
from dtms.core.news import Blackout, currencies_of
from dtms.core.policy import NewsUnknown

_AHEAD: Final = timedelta(hours=36)
_MAJORS: Final = frozenset({"USD", "EUR", "GBP", "JPY", "CHF", "AUD", "CAD", "NZD"})


def router() -> Router:
    """Return the handlers."""
    made = Router(name="news")
    made.message.register(news, Command(CommandName.NEWS.value))
    return made


async def news(message: Message, front: Front, reader: Reader) -> None:
    """Show the news of the symbols under watch; of the major currencies when nothing is."""
    await say(message, front.words.news(reader.language, await news_view(front)))


async def news_view(front: Front) -> NewsView:
    """Return what is coming within a day and a half."""
    guardian = front.guardian
    station, calendar = guardian.engine.station, guardian.feeds.calendar
    now = station.clock.market()
    instruments = await _instruments(front)
    currencies = frozenset[str]().union(*map(currencies_of, instruments))
    blackouts: list[tuple[str, Blackout]] = []
    view = NewsView(
        at=now,
        calendar=None if calendar is None else calendar.state(now),
        blocks=station.policy.rails.news_unknown is NewsUnknown.BLOCK,
        blackouts=(),
        events=(),
    )
    if calendar is None:
        return view
    try:
        events = await calendar.coming(currencies or _MAJORS, since=now, until=now + _AHEAD)
        for one in instruments:
            span = await calendar.blackout(currencies_of(one), at=now)
            if span is not None:
                blackouts.append((one.symbol, span))
    except NewsUnavailable:
        return view
    return NewsView(
        at=now,
        calendar=view.calendar,
        blocks=view.blocks,
        blackouts=tuple(blackouts),
        events=events,
    )


async def _instruments(front: Front) -> tuple[Instrument, ...]:
    station = front.guardian.engine.station
    symbols = {one.symbol for one in station.ledger.trades.values() if not one.is_closed}
    found = []
    for symbol in sorted(symbols):
        try:
            found.append(await station.broker.instrument(symbol))
        except (BrokerUnavailable, UnknownSymbol):
            continue
    return tuple(found)
