"""The exception tree: what callers may catch by name."""

from dtms.core.identity import AccountId


class DtmsError(Exception):
    """Root of every error this program raises on purpose."""


class BadInput(DtmsError):
    """Something a person, a file or a setting supplied cannot be used.

    Args:
        field: What was wrong, as the person knows it (a key, a column, a path).
        problem: What is wrong with it.
        remedy: What to do about it.
    """

    def __init__(self, *, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}. {remedy}")
        self.field = field
        self.problem = problem
        self.remedy = remedy


class InvalidCommand(DtmsError):
    """A command that cannot be carried out as asked; `reason` is an enum value for the locales."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BrokerUnavailable(DtmsError):
    """The terminal gave no answer: what it holds is unknown, not empty."""


class NewsUnavailable(DtmsError):
    """The news calendar cannot be read or is too old: whether there is news is unknown."""


class WrongAccount(BrokerUnavailable):
    """The terminal is logged in to another account than the one being guarded."""

    def __init__(self, *, expected: AccountId, found: AccountId) -> None:
        super().__init__(
            f"expected account {expected}, the terminal is on {found}. "
            f"Log the terminal in to {expected}; everything waits until then"
        )
        self.expected = expected
        self.found = found


class JournalUnavailable(DtmsError):
    """The journal cannot be written: nothing may be sent."""


class SecondHedge(DtmsError):
    """A hedge of this trade is already on its way or open: nothing was written."""


class UnknownSymbol(DtmsError):
    """The terminal does not offer this symbol, or the name is ambiguous."""


class AmbiguousSymbol(UnknownSymbol):
    """Several of the broker's symbols stand for the same base."""

    def __init__(self, base: str, candidates: tuple[str, ...]) -> None:
        super().__init__(f"{base} may be any of {', '.join(candidates)}: name one of them")
        self.base = base
        self.candidates = candidates
