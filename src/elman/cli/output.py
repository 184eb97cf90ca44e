"""What commands print. Text of users is shown, never obeyed; a reader that has gone is no error."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from shutil import get_terminal_size
from textwrap import wrap
from typing import TextIO

from elman.errors import OutputError
from elman.printable import printable

_SKILL = r"Skill [\d.e-]+: the forecaster"
_WON = re.compile(rf"^(?:The network (?:beats|has learned)|{_SKILL} beats)", re.MULTILINE)
_LOST = re.compile(
    rf"^(?:The network (?:does not beat|is worse than|has NOT learned)|{_SKILL} does not beat)", re.MULTILINE
)
"""How a verdict begins."""
_BETWEEN_CELLS = re.compile(r" {2,}")
_LEAST_COLUMNS = 40
"""In a narrower terminal, folded lines are no better than broken ones."""


def say(text: str) -> None:
    """Prints a result on stdout, at once.

    Raises:
        OutputError: it cannot be written, as on a full disk. Whoever has left the pipe needs it no more.
    """
    _write(f"{_coloured(folded(printable(text), sys.stdout))}\n")


def folded(text: str, stream: TextIO | None) -> str:
    """Prose folded at words to a terminal's width; tables, and what goes to a pipe, stay as they are."""
    if stream is None or not stream.isatty():
        return text
    columns = max(_LEAST_COLUMNS, _width(stream))
    return "\n".join(part for line in text.split("\n") for part in _fold(line, columns))


def _width(stream: TextIO) -> int:
    """Of the terminal that takes the text: stdout may go elsewhere, and there is one all the same."""
    with suppress(OSError, ValueError):
        if "COLUMNS" not in os.environ:
            return os.get_terminal_size(stream.fileno()).columns or get_terminal_size().columns
    return get_terminal_size().columns


def _fold(line: str, columns: int) -> list[str]:
    """A line in the width; of a table's row the last cell is folded below itself, where it has room."""
    if len(line) <= columns:
        return [line]
    start = max((cell.end() for cell in _BETWEEN_CELLS.finditer(line)), default=0)
    hanging = start if line[:start].strip() else start + 2
    if columns - hanging < _LEAST_COLUMNS // 2:
        return [line]
    first, rest = line[:start], line[start:]
    return wrap(
        rest,
        columns,
        initial_indent=first,
        subsequent_indent=" " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _coloured(text: str) -> str:
    """The verdict in green or red, on a terminal alone."""
    if sys.stdout is None or not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return text
    coloured = _LOST.sub("\x1b[31m\\g<0>\x1b[0m", text)
    return _WON.sub("\x1b[32m\\g<0>\x1b[0m", coloured)


def say_json(text: str) -> None:
    """Prints JSON, which escapes in its own way; otherwise as `say`."""
    # JSON need not escape this one, but a terminal would obey it.
    _write(text.replace("\x7f", "\\u007f") + "\n")


def tell(text: str) -> None:
    """Prints a line on stderr; where nobody takes it, the work goes on all the same."""
    with suppress(OSError, ValueError):
        if sys.stderr is not None:
            print(folded(printable(text), sys.stderr), file=sys.stderr, flush=True)


def refuse(sentence: str) -> None:
    """Prints what was wrong, as one line on stderr."""
    tell(f"elman: {' '.join(sentence.split())}")


def end_output() -> None:
    """Writes what is left of stdout, so that nothing can go wrong with it afterwards.

    Raises:
        OutputError: it cannot be written.
    """
    _write("")


def drop_output() -> None:
    """Lets go what stdout cannot take, so that it does not fail once more when the process ends."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        _forget(sys.stdout)


def _write(text: str) -> None:
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(_encodable(text, sys.stdout.encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        _forget(sys.stdout)
    except OSError as error:
        _forget(sys.stdout)
        raise OutputError(
            f"stdout must take the output, got an error: {error.strerror or error}. Check where it goes."
        ) from None


def _encodable(text: str, encoding: str | None) -> str:
    """With escapes for the letters that the terminal's encoding lacks."""
    return text.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")


def _forget(stream: TextIO) -> None:
    """Lets what is left in a stream's buffer, and all that follows, go nowhere."""
    with suppress(OSError, ValueError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())
        stream.flush()
