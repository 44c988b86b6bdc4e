"""What a terminal answered, call by call, as lines of JSON in a file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dtms.core.errors import BadInput
from dtms.record.shapes import Shape

FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One call of a transcript.

    Attributes:
        step: Name of the step.
        call: Function of the module.
        answer: Shape of what it returned.
        error: Code and text of `last_error` right after it.
    """

    step: str
    call: str
    answer: Shape
    error: tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What a terminal answered.

    Attributes:
        version: Of the module.
        trades: Whether orders were sent.
        lines: In the order of the calls.
    """

    version: str
    trades: bool
    lines: tuple[Line, ...]


def write_transcript(transcript: Transcript, path: Path) -> None:
    """Write lines of JSON. Raises `BadInput` when the file cannot be written."""
    head = {"format": FORMAT, "version": transcript.version, "trades": transcript.trades}
    body = [
        {"step": line.step, "call": line.call, "answer": line.answer, "error": line.error}
        for line in transcript.lines
    ]
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in (head, *body))
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput(
            field="--out",
            problem=f"{path} cannot be written ({error.strerror})",
            remedy="Name a file in a directory that is there",
        ) from error


def read_transcript(path: Path) -> Transcript:
    """Read what `write_transcript` wrote. Raises `BadInput` naming the line that is wrong."""
    number = 1
    try:
        rows = path.read_text(encoding="utf-8").splitlines()
        version, trades = _head(json.loads(rows[0]))
        lines = []
        for row in rows[1:]:
            number += 1
            lines.append(_line(json.loads(row)))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise BadInput(
            field="--check",
            problem=f"{path} is no transcript (line {number}: {error})",
            remedy="Record one with --out",
        ) from error
    return Transcript(version=version, trades=trades, lines=tuple(lines))


def _head(row: Mapping[str, object]) -> tuple[str, bool]:
    if row["format"] != FORMAT:
        message = f"its format is {row['format']}, not {FORMAT}"
        raise ValueError(message)
    return str(row["version"]), bool(row["trades"])


def _line(row: Mapping[str, object]) -> Line:
    answer, error = row["answer"], row["error"]
    if not isinstance(answer, dict) or not isinstance(error, list):
        raise TypeError("answer or error is missing")
    code, text = error
    return Line(
        step=str(row["step"]), call=str(row["call"]), answer=answer, error=(int(code), str(text))
    )
