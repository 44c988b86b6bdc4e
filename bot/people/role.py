"""How far a person is trusted."""

from enum import Enum
from typing import Final


class Role(Enum):
    """How far a person is trusted, least first."""

    VIEWER = "viewer"  # reads
    TRADER = "trader"  # acts on trades
    OWNER = "owner"  # decides about the account and about people

    def reaches(self, least: "Role") -> bool:
        """Claim that this role may do what `least` may."""
        return _RANK[self] >= _RANK[least]


_RANK: Final = {role: rank for rank, role in enumerate(Role)}
