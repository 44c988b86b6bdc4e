"""Rule sets as files: the shipped ones by name, others by path."""

from importlib import resources
from pathlib import Path

from dtms.core.errors import BadInput
from dtms.core.rulesets import RuleSet, parse_ruleset

_SUFFIX = ".toml"
_FOLDER = "rulesets"


def shipped() -> tuple[str, ...]:
    """Return the names of the rule sets that come with the program."""
    folder = resources.files("dtms") / _FOLDER
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def load_ruleset(given: str) -> RuleSet:
    """Read a rule set by its shipped name or by its path.

    Raises:
        BadInput: There is no such rule set, or it cannot be used; file and key are named.
    """
    if given in shipped():
        file = resources.files("dtms") / _FOLDER / f"{given}{_SUFFIX}"
        return parse_ruleset(file.read_text(encoding="utf-8"), source=file.name)
    path = Path(given)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            field="DTMS_RULESET",
            problem=f"{given!r} is no shipped rule set and no readable file",
            remedy=f"Choose one of {', '.join(shipped())}, or give the path of a TOML file",
        ) from error
    return parse_ruleset(text, source=path.name)
