"""One instance for each data directory: a lock the kernel releases when the process dies."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from dtms.core.errors import BadInput

_LOCK = "dtms.lock"


class AlreadyRunning(BadInput):
    """Another instance holds the data directory."""


class Instance:
    """The held lock; a context manager."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    @classmethod
    def take(cls, directory: Path) -> "Instance":
        """Lock a data directory; it is made, for its owner only, if need be.

        Raises:
            AlreadyRunning: Another process holds it.
            BadInput: The directory cannot be used.
        """
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(directory / _LOCK, os.O_RDWR | os.O_CREAT | _CLOEXEC, 0o600)
        except OSError as error:
            raise BadInput(
                field=str(directory),
                problem=f"cannot be used ({error})",
                remedy="Give it to the user DTMS runs as, writable",
            ) from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise AlreadyRunning(
                field=str(directory),
                problem="another DTMS is running on it",
                remedy="Stop the other one, or give this one a directory of its own",
            ) from error
        return cls(handle)

    def release(self) -> None:
        """Let the directory go; the file stays, it means nothing by itself."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


_CLOEXEC = getattr(os, "O_CLOEXEC", 0)

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
