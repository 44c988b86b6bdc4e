"""A span around scheduled news in which nothing is added."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """A span around news in which nothing is added; aware UTC."""

    currency: str
    title: str
    begins: datetime
    ends: datetime
