"""Whose account it is: the first half of every key."""

from typing import NamedTuple, override


class AccountId(NamedTuple):
    """An account: trade server and login; a tuple, since it is hashed all the time."""

    server: str
    login: int

    @override
    def __str__(self) -> str:
        return f"{self.server}/{self.login}"
