"""Getting a calendar from its address."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

import aiohttp

from dtms.adapters.news.calendar import FetchFailed
from dtms.adapters.news.forms import MOST_BYTES

_TIMEOUT: Final = aiohttp.ClientTimeout(total=30)
_HEADERS: Final = {"User-Agent": "dtms", "Accept": "application/json, text/csv"}


async def fetch(address: str) -> bytes:
    """Return what an address holds.

    Raises:
        FetchFailed: It could not be had; a server that asks for patience gets it.
    """
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT, headers=_HEADERS) as session,
            session.get(address) as answer,
        ):
            if answer.status != HTTPStatus.OK:
                after = answer.headers.get("Retry-After", "")
                rest = timedelta(seconds=int(after)) if after.isdecimal() else None
                message = f"cannot be fetched: the server answers {answer.status}"
                raise FetchFailed(message, rest=rest)
            data = await answer.content.read(MOST_BYTES + 1)
            while len(data) <= MOST_BYTES and (more := await answer.content.read(MOST_BYTES)):
                data += more
            return data
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        message = f"cannot be fetched ({type(error).__name__})"
        raise FetchFailed(message) from error
