"""What the simulated terminal raises; a refused order is an answer, never an exception."""


class SimError(Exception):
    """Root of everything the simulated terminal raises."""


class FeedError(SimError):
    """A price source cannot be used; the text names the file, the row and the remedy."""


class StoreError(SimError):
    """A store belongs to another account or feed, or cannot be read."""


class ClockError(SimError):
    """The virtual clock was asked to run backwards or was given a naive time."""


class HandRefused(SimError):
    """The server refused what the trader did by hand.

    Attributes:
        retcode: Trade server return code, one of the `TRADE_RETCODE_*` values.
    """

    def __init__(self, retcode: int, text: str) -> None:
        super().__init__(f"{retcode} {text}")
        self.retcode = retcode
