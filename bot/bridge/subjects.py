"""Which trades a person means. Pure."""

from collections.abc import Iterable

from bot.bridge.intents import Subject
from dtms.core.trade import Trade


def meant(trades: Iterable[Trade], about: Subject, name: str | None) -> tuple[Trade, ...]:
    """Return the trades that fit.

    Args:
        trades: The open ones.
        about: What was said of them; where no trade was named, all fit.
        name: The broker's name of the symbol; None when it is not known.
    """
    return tuple(one for one in trades if _fits(one, about, name))


def _fits(trade: Trade, about: Subject, name: str | None) -> bool:
    if about.ticket is not None and trade.key.position != about.ticket:
        return False
    if about.side is not None and trade.side is not about.side:
        return False
    return about.symbol is None or trade.symbol in {about.symbol, name}
