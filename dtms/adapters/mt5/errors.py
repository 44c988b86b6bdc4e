"""Conditions only this adapter knows; callers catch their parents from `dtms.core.errors`."""

from dtms.core.errors import BrokerUnavailable


class NeverSent(BrokerUnavailable):
    """The call provably never reached the terminal's module: nothing was done."""


class CannotConnect(NeverSent):
    """There is no terminal to call.

    Args:
        problem: What is wrong.
        remedy: What a person can do about it.
    """

    def __init__(self, *, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}. {remedy}")
        self.problem = problem
        self.remedy = remedy


class LinkLost(BrokerUnavailable):
    """The way to the terminal broke during a call; what was asked may have been done."""


class DeadlinePassed(BrokerUnavailable):
    """The terminal took longer than a call may take; what was asked may still be done."""


class AbsurdAnswer(BrokerUnavailable):
    """The terminal answered with something that cannot be right; it is not repaired."""
