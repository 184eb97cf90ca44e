"""Names of files that nobody names: made of what is read, in the folder where one is, never over a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from elman.errors import ArgumentError

_OF_MANY = frozenset("*?[")


def name_output(given: Path | None, sources: Sequence[Path], ending: str) -> Path:
    """Where a command writes: where it was told, or `boiler.csv` makes `boiler.safetensors`.

    Args:
        given: with `--output`; None: it was left out.
        sources: what the command reads, one of which names its output.
        ending: of the name.

    Raises:
        ArgumentError: no name is obvious, or there is such a file already.
    """
    if given is not None:
        return given
    if len(sources) != 1 or not sources[0].stem or _is_many(sources[0]):
        raise ArgumentError("output must be given, for no single file names it. Add --output FILE.")
    path = Path(f"{sources[0].stem}{ending}")
    if path.exists():
        raise ArgumentError(
            f"output must be given, for {str(path)!r} is there already. "
            f"Add --output {path} to replace it, or another name."
        )
    return path


def _is_many(source: Path) -> bool:
    """Whether it is a pipe, a folder or a pattern."""
    return str(source) == "-" or source.is_dir() or bool(_OF_MANY & set(str(source)))
