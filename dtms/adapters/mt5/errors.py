"""Conditions only this adapter knows; callers catch their parents from `dtms.core.errors`."""

from dtms.core.errors import BrokerUnavailable, UnknownSymbol
from dtms.core.trade import AccountId


class WrongAccount(BrokerUnavailable):
    """The terminal is logged in to another account than the one being guarded."""

    def __init__(self, *, expected: AccountId, found: AccountId) -> None:
        super().__init__(f"expected account {expected}, the terminal is on {found}")
        self.expected = expected
        self.found = found


class AbsurdAnswer(BrokerUnavailable):
    """The terminal answered with something that cannot be right; it is not repaired."""


class AmbiguousSymbol(UnknownSymbol):
    """Several of the broker's symbols stand for the same base."""

    def __init__(self, base: str, candidates: tuple[str, ...]) -> None:
        super().__init__(f"{base} may be any of {', '.join(candidates)}: name one of them")
        self.base = base
        self.candidates = candidates
