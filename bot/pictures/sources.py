"""What pictures are made of, collected from journal, engine and broker."""

from datetime import timedelta

from bot.front import Front
from bot.pictures.canvas import Theme
from dtms.core.chart import Chart, chart
from dtms.core.errors import BrokerUnavailable
from dtms.core.trade import Trade, TradeKey
from dtms.engine.reporting import Report, Story, day_start, report

_THEME = "theme"
WEEK = timedelta(days=7)


async def theme_of(front: Front, user: int) -> Theme:
    """Return the theme a person chose; light until then."""
    chosen = await front.guardian.store.people.get(user, _THEME)
    return next((theme for theme in Theme if theme.value == chosen), Theme.LIGHT)


async def set_theme(front: Front, user: int, theme: Theme) -> None:
    """Keep a theme for a person."""
    await front.guardian.store.people.set(user, _THEME, theme.value)


async def turn_theme(front: Front, user: int) -> Theme:
    """Keep the other theme for a person, and return it."""
    theme = (await theme_of(front, user)).other
    await set_theme(front, user, theme)
    return theme


async def trade_chart(front: Front, key: TradeKey) -> Chart | None:
    """Return a trade's picture as numbers; None for an unknown trade or without bars."""
    trade = await front.trade(key)
    market = None if trade is None else await front.guardian.views.market(trade.symbol)
    if trade is None or market is None:
        return None
    facts = [one.fact for one in await front.guardian.store.journal.history(key)]
    return chart(trade, facts, market, policy=front.guardian.engine.station.policy.score)


async def account_report(front: Front, *, week: bool) -> Report | None:
    """Return the broker's present day, or the last seven days; None without the terminal."""
    guardian = front.guardian
    station, journal = guardian.engine.station, guardian.store.journal
    now = station.clock.market()
    since = now - WEEK if week else day_start(station.broker, now)
    try:
        account = await station.broker.account()
        deals = await station.broker.deals(since=since)
        positions = await station.broker.positions()
    except BrokerUnavailable:
        return None
    floating = {one.ticket: one.profit + one.swap for one in positions}
    keys = {*await journal.touched(guardian.account, since=since), *station.ledger.trades}
    stories = []
    for key in sorted(keys):
        trade = await front.trade(key)
        if trade is None:
            continue
        facts = [one.fact for one in await journal.history(key)]
        stories.append(Story(trade=trade, facts=facts, floating=_floating(trade, floating)))
    return report(account, deals, stories, since=since, at=now)


def _floating(trade: Trade, by_ticket: dict[int, float]) -> float | None:
    found = [by_ticket[ticket] for ticket in trade.tickets if ticket in by_ticket]
    return sum(found) if found else None
