"""Which filling mode a symbol takes: its mask is not the enum a request carries."""

from dtms.adapters.mt5.constants import SYMBOL_FILLING_FOK, SYMBOL_FILLING_IOC, Filling


def filling_modes(mask: int) -> tuple[Filling, ...]:
    """Return the modes to try, best first.

    Args:
        mask: `symbol_info.filling_mode`: 1 allows FOK, 2 allows IOC.

    Returns:
        Immediate-or-cancel if allowed, else fill-or-kill, else return; then the others, for
        brokers whose mask is wrong.
    """
    allowed = [
        mode
        for mode, bit in ((Filling.IOC, SYMBOL_FILLING_IOC), (Filling.FOK, SYMBOL_FILLING_FOK))
        if mask & bit
    ]
    rest = [mode for mode in (Filling.RETURN, Filling.IOC, Filling.FOK) if mode not in allowed]
    return (*allowed, *rest)


class FillingModes:
    """Remembers per symbol which mode the broker took."""

    def __init__(self) -> None:
        self._taken: dict[str, Filling] = {}

    def order(self, symbol: str, *, mask: int) -> tuple[Filling, ...]:
        """Return the modes to try, the one that worked before first."""
        modes = filling_modes(mask)
        taken = self._taken.get(symbol)
        return modes if taken is None else (taken, *(mode for mode in modes if mode is not taken))

    def took(self, symbol: str, mode: Filling) -> None:
        """Remember that the broker did not object to this mode."""
        self._taken[symbol] = mode
