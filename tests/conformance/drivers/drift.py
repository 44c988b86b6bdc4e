"""Reads the official wheel's C core without running it: structures, functions and texts."""

import json
import struct
import sys
from pathlib import Path

import pefile

STRUCTURES = {
    *("AccountInfo", "TerminalInfo", "Tick", "TradePosition", "TradeOrder", "TradeDeal"),
    *("TradeRequest", "OrderSendResult", "OrderCheckResult", "BookInfo", "SymbolInfo"),
}
MOST_FLAGS = 16
(library,) = Path(sys.argv[1]).glob("_core*.pyd")
executable = pefile.PE(str(library))
base = executable.OPTIONAL_HEADER.ImageBase
image = executable.get_memory_mapped_image()


def is_address(value: int) -> bool:
    """Claim that a number points into the image."""
    return base < value < base + len(image)


def text_at(address: int) -> str | None:
    """Return the C string at an address."""
    if not is_address(address):
        return None
    raw = image[address - base : image.find(b"\0", address - base)]
    return raw.decode("ascii") if raw.isascii() else None


def fields_at(address: int) -> list[str | None]:
    """Return the names of a PyStructSequence_Field array: (name, doc) up to a null name."""
    place, names = address - base, []
    while (name := struct.unpack_from("<Q", image, place)[0]) != 0:
        names.append(text_at(name))
        place += 16
    return names


structures, functions = {}, {}
for place in range(0, len(image) - 32, 8):
    first, second, third, fourth = struct.unpack_from("<QQQQ", image, place)
    name = text_at(first)
    if name in STRUCTURES and is_address(third):  # PyStructSequence_Desc
        structures[name] = [fields_at(third), fourth & 0xFFFFFFFF]
    elif name and name.isidentifier() and is_address(second) and 0 < third < MOST_FLAGS:
        functions[name] = third  # PyMethodDef and its METH_ flags
said = {"structures": structures, "functions": functions, "image": image.decode("latin-1")}
json.dump(said, sys.stdout)
