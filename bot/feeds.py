"""What is known besides the terminal: the news calendar and an exchange's order flow."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.settings import Settings
from dtms.adapters.news.calendar import Calendar, NewsRules
from dtms.adapters.orderflow.symbols import read_symbols
from dtms.core.news import Spans
from dtms.core.policy import Policy
from dtms.ports import Clock

if TYPE_CHECKING:  # aiohttp takes long to load: the first check must not wait for it
    from dtms.adapters.orderflow.binance import BinanceFlow


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """The feeds the operator asked for; None where there is none."""

    calendar: Calendar | None
    flow: "BinanceFlow | None"

    def parts(self) -> tuple[tuple[str, Callable[[], Coroutine[object, object, None]]], ...]:
        """Return what has to run beside the guarding, with its name."""
        found = (("news", self.calendar), ("order flow", self.flow))
        return tuple((name, feed.run) for name, feed in found if feed is not None)


def open_feeds(settings: Settings, *, clock: Clock, policy: Policy) -> Feeds:
    """Make the feeds; nothing is read or connected yet."""
    calendar = None
    if settings.dtms_news is not None:
        rails = policy.rails
        calendar = Calendar(
            settings.dtms_news,
            cache=settings.dtms_data_dir / "news.cache",
            clock=clock,
            rules=NewsRules(
                spans=Spans(before=rails.news_before, after=rails.news_after),
                policy=policy.news,
                zone=ZoneInfo(settings.dtms_news_zone),
            ),
            fetch=_fetch,
        )
    symbols = read_symbols(settings.dtms_order_flow)
    return Feeds(calendar=calendar, flow=_flow(symbols, clock) if symbols else None)


async def _fetch(address: str) -> bytes:
    from dtms.adapters.news.fetch import fetch  # noqa: PLC0415 - see above

    return await fetch(address)


def _flow(symbols: dict[str, str], clock: Clock) -> "BinanceFlow":
    from dtms.adapters.orderflow.binance import BinanceFlow  # noqa: PLC0415 - see above

    return BinanceFlow(symbols, clock=clock)
