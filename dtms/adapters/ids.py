"""Sources of identities."""

import secrets
from random import Random

from dtms.core.magic import MAX_INTENT

_NONCE_BYTES = 16


class SystemIds:
    """Unguessable identities."""

    def intent(self) -> int:
        """Return a fresh intent id, 1 to 2**37 - 1."""
        return 1 + secrets.randbelow(MAX_INTENT)

    def nonce(self) -> str:
        """Return a token of 22 URL-safe characters, 128 bits."""
        return secrets.token_urlsafe(_NONCE_BYTES)


class SeededIds:
    """The same identities for the same seed; for simulation and tests only."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - repeatable on purpose

    def intent(self) -> int:
        """Return the next intent id, 1 to 2**37 - 1."""
        return self._random.randint(1, MAX_INTENT)

    def nonce(self) -> str:
        """Return the next token of 32 hexadecimal characters."""
        return self._random.randbytes(_NONCE_BYTES).hex()
