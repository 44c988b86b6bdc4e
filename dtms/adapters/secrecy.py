"""What is secret is hidden in every text before it is written down."""

import json
import re
from collections.abc import Iterable
from itertools import chain
from urllib.parse import quote, quote_plus

_HIDDEN = "***"
_KEYS = re.compile(r"//[^/@?#:]*:([^/@?#]+)@|\?([^#]+)")
_BOT_TOKEN = re.compile(r"\d{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")


class Secrecy:
    """Hides secrets, and whatever looks like a bot's token.

    Args:
        secrets: Texts that must not appear, in any of the forms a text may give them.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._forms = _forms(secrets)

    def hide(self, text: str) -> str:
        """Return the text with stars where it was secret."""
        for form in self._forms:
            text = text.replace(form, _HIDDEN)
        return _BOT_TOKEN.sub(_HIDDEN, text)


def keys_in(address: str) -> tuple[str, ...]:
    """Return what may be secret in an http address: the password, and what stands after `?`."""
    is_address = address.startswith(("http://", "https://"))
    return tuple(filter(None, chain(*_KEYS.findall(address)))) if is_address else ()


def spelt_out(text: str) -> str:
    """Return the text with everything that could break a line, or fake one, spelt out."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def _forms(secrets: Iterable[str]) -> tuple[str, ...]:
    """Return each secret as it is and as it looks once escaped, the longest first."""
    found: set[str] = set()
    for secret in filter(None, secrets):
        found |= {secret, spelt_out(secret), json.dumps(secret)[1:-1], repr(secret)[1:-1]}
        found |= {quote(secret), quote(secret, safe=""), quote_plus(secret)}
    return tuple(sorted(found, key=len, reverse=True))
