"""Tests named in text: are they there?"""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def is_there(named: str, *, root: Path = ROOT) -> bool:
    """Claim that a test file, or a single test in pytest's notation, exists."""
    file, _, name = named.partition("::")
    path = root / file
    if not path.is_file():
        return False
    return not name or name.partition("[")[0] in _tests_of(path)


@cache
def _tests_of(path: Path) -> frozenset[str]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(node.name for node in body if isinstance(node, kinds))
