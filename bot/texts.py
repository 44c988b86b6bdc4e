"""Fluent messages by language, with English behind every other language."""

import logging
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path

from babel import Locale
from fluent.runtime import FluentBundle, FluentResource

FALLBACK = "en"
_LOG = logging.getLogger("bot.texts")
_PACKAGE = Path(__file__).parent


def locales() -> Path:
    """Return where the messages are: beside the package in a wheel, above it in a tree."""
    inside = _PACKAGE / "locales"
    return inside if inside.is_dir() else _PACKAGE.parent / "locales"


class Texts:
    """All messages of all languages.

    Args:
        directory: One folder a language, `.ftl` files in each.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._folders = {
            folder.name: folder
            for folder in sorted((directory or locales()).iterdir())
            if folder.is_dir()
        }
        self._bundles: dict[str, FluentBundle] = {}  # read when first spoken: each takes a while
        self._missed: set[tuple[str, str]] = set()

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages there are, the fallback first."""
        return (FALLBACK, *(code for code in self._folders if code != FALLBACK))

    def choose(self, wanted: Iterable[str | None]) -> str:
        """Return the first wanted language that there is, or the fallback."""
        codes = (code.partition("-")[0].lower() for code in wanted if code)
        return next((code for code in codes if code in self._folders), FALLBACK)

    def has(self, language: str, key: str) -> bool:
        """Claim that a language has a message of its own."""
        return language in self._folders and self._bundle(language).has_message(key)

    def text(self, language: str, key: str, args: Mapping[str, str | int]) -> str:
        """Return a message; the key itself, logged once, where no language has it."""
        for code in (language, FALLBACK):
            if not self.has(code, key):
                continue
            bundle = self._bundle(code)
            pattern = bundle.get_message(key).value
            if pattern is not None:
                text, _ = bundle.format_pattern(pattern, dict(args))
                return str(text)
        if (language, key) not in self._missed:
            self._missed.add((language, key))
            _LOG.error("no message %s in %s", key, language)
        return key

    def _bundle(self, language: str) -> FluentBundle:
        if language not in self._bundles:
            self._bundles[language] = _bundle(self._folders[language])
        return self._bundles[language]


def key_of(area: str, member: Enum) -> str:
    """Return the key of an enum's member: `<area>-<value>`, dashes for underscores."""
    value = member.value if isinstance(member.value, str) else member.name.lower()
    return f"{area}-{value.replace('_', '-')}"


def _bundle(folder: Path) -> FluentBundle:
    # isolation marks help where the script runs from right to left; elsewhere they only clutter
    mirrored = Locale.parse(folder.name).text_direction == "rtl"
    bundle = FluentBundle([folder.name], use_isolating=mirrored)
    for file in sorted(folder.glob("*.ftl")):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle
