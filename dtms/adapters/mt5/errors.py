"""Conditions only this adapter knows; callers catch their parents from `dtms.core.errors`."""

from dtms.core.errors import BrokerUnavailable
from dtms.core.trade import AccountId


class WrongAccount(BrokerUnavailable):
    """The terminal is logged in to another account than the one being guarded."""

    def __init__(self, *, expected: AccountId, found: AccountId) -> None:
        super().__init__(f"expected account {expected}, the terminal is on {found}")
        self.expected = expected
        self.found = found


class AbsurdAnswer(BrokerUnavailable):
    """The terminal answered with something that cannot be right; it is not repaired."""
