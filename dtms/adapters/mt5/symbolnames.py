"""Which of the broker's names somebody's plain names stood for, kept over restarts."""

import json
import logging
from pathlib import Path

_LOG = logging.getLogger(__name__)


class SymbolNames:
    """Plain names and the broker's names they were resolved to.

    Args:
        path: File in which they are kept; None keeps them in memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._names = {} if path is None else _read(path)

    def get(self, asked: str) -> str | None:
        """Return the broker's name found before; None when there is none."""
        return self._names.get(asked)

    def put(self, asked: str, name: str) -> None:
        """Keep a name; a change of one is logged."""
        before = self._names.get(asked)
        if before == name:
            return
        if before is not None:
            _LOG.warning("%s is %s now, was %s", asked, name, before)
        self._names[asked] = name
        self._save()

    def drop(self, asked: str) -> None:
        """Forget a name."""
        if self._names.pop(asked, None) is not None:
            self._save()

    def _save(self) -> None:
        if self._path is None:
            return
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(self._names, indent=2, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self._path)


def _read(path: Path) -> dict[str, str]:
    """Read what was kept; a file that cannot be read is as good as none: names are found anew."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {str(asked): str(name) for asked, name in kept.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        _LOG.warning("%s: not readable (%s); names are found anew", path, error)
        return {}
