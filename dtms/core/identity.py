"""Whose account it is: the first half of every key."""

from dataclasses import dataclass
from typing import override


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class AccountId:
    """An account: trade server and login."""

    server: str
    login: int

    @override
    def __str__(self) -> str:
        return f"{self.server}/{self.login}"
