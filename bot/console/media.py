"""Photos and documents: what a picture measures, how a file arrives, how it is named later."""

import hashlib
import struct

from bot.console.bot_api import BotApi
from bot.console.store import StoredFile
from bot.console.wire import Json, Params, Upload, as_text, bad_request

PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_EDGES = 10_000
PHOTO_RATIO = 20
DOWNLOAD_BYTES = 20 * 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
SHORTEST = 24


def photo(api: BotApi, file: StoredFile) -> Json:
    """Return the Bot API's description of a picture.

    Raises:
        ApiError: It is not a picture, or not one the Bot API takes.
    """
    size = len(file.data)
    if size > PHOTO_BYTES:
        msg = (
            f"file of size {size} bytes is too big for a photo; the maximum size is "
            f"{PHOTO_BYTES} bytes"
        )
        raise bad_request(msg)
    measured = dimensions(file.data)
    if measured is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = measured
    if width + height > PHOTO_EDGES or max(measured) > PHOTO_RATIO * min(measured):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    api.store.put_file(file)
    return {"photo": [described(file) | {"width": width, "height": height}]}


def document(api: BotApi, file: StoredFile) -> Json:
    """Return the Bot API's description of a file."""
    api.store.put_file(file)
    return {"document": described(file) | {"file_name": file.name, "mime_type": file.mime}}


def described(file: StoredFile) -> Json:
    """Return what every kind of file is described by."""
    unique = hashlib.sha256(file.data).hexdigest()[:16]
    return {"file_id": file.file_id, "file_unique_id": unique, "file_size": len(file.data)}


def arrived(api: BotApi, params: Params, field: str, source: str | None = None) -> StoredFile:
    """Find the file a call means: a part of it, or one sent before.

    Args:
        api: Keeps the files sent before.
        params: The call.
        field: Parameter that names the file.
        source: The name itself when it came inside a structure.
    """
    named = params.text(field) if source is None else source
    upload = params.uploads.get(named.removeprefix("attach://")) or params.uploads.get(field)
    if upload is not None:
        return _new_file(upload)
    if named.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    known = api.store.file(named)
    if known is None:
        text = f"there is no {field} in the request" if not named else None
        raise bad_request(text or "wrong file identifier/HTTP URL specified")
    return known


def get_file(api: BotApi, params: Params) -> Json:
    """Answer getFile."""
    file = api.store.file(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return described(file) | {"file_path": f"files/{file.file_id}"}


def media_item(params: Params) -> tuple[str, str, Json]:
    """Take apart an InputMedia: its kind, its source, the whole."""
    item = params.json("media")
    kind = as_text(item.get("type"))
    if kind not in {"photo", "document"}:
        msg = f"can't parse InputMedia: type {kind or 'is empty'}"
        raise bad_request(msg)
    return kind, as_text(item.get("media")), item


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG picture."""
    if data.startswith(PNG) and len(data) >= SHORTEST:
        width, height = struct.unpack(">II", data[16:24])
        return (width, height) if width and height else None
    return _jpeg(data) if data.startswith(JPEG) else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    place = len(JPEG)
    while place + 9 <= len(data):
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        if marker in FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return (width, height) if width and height else None
        place += 2 + length
    return None


def _new_file(upload: Upload) -> StoredFile:
    if not upload.data:
        raise bad_request("file must be non-empty")
    digest = hashlib.sha256(upload.name.encode() + b"\0" + upload.data).hexdigest()
    return StoredFile(
        file_id=f"AgAC{digest[:40]}", name=upload.name, mime=upload.mime, data=upload.data
    )
