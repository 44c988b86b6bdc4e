"""What differs between two transcripts: kinds, fields, types, error texts and return codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast, override

from dtms.record.shapes import Shape
from dtms.record.transcript import Line, Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing the simulated terminal does otherwise.

    Attributes:
        step: Name of the step.
        what: Where in the answer.
        recorded: What the recorded terminal did.
        simulated: What the simulated one did.
    """

    step: str
    what: str
    recorded: str
    simulated: str

    @override
    def __str__(self) -> str:
        return f"{self.step}: {self.what}: recorded {self.recorded}, simulated {self.simulated}"


def differences(recorded: Transcript, simulated: Transcript) -> tuple[Difference, ...]:
    """Compare step by step; values that depend on market and account are left out."""
    theirs, ours = _by_step(recorded), _by_step(simulated)
    found: list[Difference] = []
    for step in dict.fromkeys((*theirs, *ours)):
        if step not in theirs or step not in ours:
            sides = ("a call" if step in theirs else "none", "a call" if step in ours else "none")
            found.append(_difference(step, "call", *sides))
        else:
            found.extend(_lines(theirs[step], ours[step]))
    return tuple(found)


def _by_step(transcript: Transcript) -> Mapping[str, Line]:
    return {line.step: line for line in transcript.lines}


def _difference(step: str, what: str, recorded: object, simulated: object) -> Difference:
    return Difference(step=step, what=what, recorded=str(recorded), simulated=str(simulated))


def _lines(theirs: Line, ours: Line) -> Iterator[Difference]:
    if theirs.error != ours.error:
        yield _difference(theirs.step, "last_error", theirs.error, ours.error)
    for what, recorded, simulated in _shapes("answer", theirs.answer, ours.answer):
        yield _difference(theirs.step, what, recorded, simulated)


def _shapes(where: str, theirs: Shape, ours: Shape) -> Iterator[tuple[str, object, object]]:
    if theirs.get("is") != ours.get("is"):
        yield where, _told(theirs), _told(ours)
        return
    compared = {
        "bool": ("value",),
        "raised": ("type",),
        "array": ("columns", "itemsize"),
        "structure": ("type",),
    }
    for key in compared.get(str(theirs.get("is")), ()):
        if theirs.get(key) != ours.get(key):
            yield f"{where}.{key}", theirs.get(key), ours.get(key)
    if theirs.get("is") == "tuple":
        pairs = zip(_parts(theirs, "items"), _parts(ours, "items"), strict=False)
        for number, (one, other) in enumerate(pairs):
            yield from _shapes(f"{where}[{number}]", cast("Shape", one), cast("Shape", other))
    if theirs.get("is") == "structure" and theirs.get("type") == ours.get("type"):
        yield from _fields(where, theirs, ours)


def _fields(where: str, theirs: Shape, ours: Shape) -> Iterator[tuple[str, object, object]]:
    recorded, simulated = (
        dict(cast("list[tuple[str, Shape]]", _parts(shape, "fields"))) for shape in (theirs, ours)
    )
    if list(recorded) != list(simulated):
        yield f"{where}.fields", list(recorded), list(simulated)
        return
    for name, field in recorded.items():
        if name == "retcode" and field.get("value") != simulated[name].get("value"):
            yield f"{where}.retcode", field.get("value"), simulated[name].get("value")
        if field.get("is") == "structure" or field.get("is") != simulated[name].get("is"):
            yield from _shapes(f"{where}.{name}", field, simulated[name])


def _parts(shape: Shape, key: str) -> list[object]:
    found = shape.get(key)
    return found if isinstance(found, list) else []


def _told(shape: Shape) -> str:
    return f"{shape.get('is')} {shape.get('type') or shape.get('value') or ''}".strip()
