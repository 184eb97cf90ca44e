"""`elman stream`: rows come in on stdin, predictions go out on stdout, a line for a line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from elman.cli import exit_codes
from elman.cli.columns import Inputs, ModelFile, SavedState, StateFile, split_names, split_numbers
from elman.cli.forecast import Levels

if TYPE_CHECKING:
    from elman.forecasting import Forecaster, ForecastRows
    from elman.lines import Ending, LineOptions
    from elman.model import Model
    from elman.prediction import Stream


def stream(
    context: typer.Context,
    model: ModelFile,
    format: Annotated[  # noqa: A002
        str | None, typer.Option(help="csv or json; otherwise the first character tells.")
    ] = None,
    input: Inputs = None,  # noqa: A002
    state: StateFile = None,
    save_state: SavedState = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at a line that cannot be used.")] = False,
    first: Annotated[
        str | None, typer.Option(help="Of a forecaster: the stamp of the series' first row.")
    ] = None,
    levels: Levels = None,
    adaptive: Annotated[bool, typer.Option("--adaptive", help="Bands learn from what came true.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing of the stream's health.")] = False,
) -> None:
    """Answers each line on stdin with a line on stdout, as soon as it is there, and carries the state.

    Lines are CSV with a header, or JSON (an object, an array or a number a line); answers are alike. A line
    that cannot be used gets an empty answer (null in JSON) and a sentence on stderr, and changes nothing. A
    forecaster takes the rows of one series, and answers with the horizon that follows each.

    Ends with 0 at the end of the file, or when nobody reads the answers any more; with 130 after Ctrl-C, 143
    after SIGTERM, and 2 after a wrong header or, with --strict, a wrong line. The state is saved each time.
    """
    from elman.api import load
    from elman.lines import Ending
    from elman.storage.whole_file import check_target

    if save_state:
        check_target("save-state", save_state, sources=[model])
    running, inputs, targets = _open(load(model), context.params)
    options = _options(inputs, targets, format, split_names(input), strict=strict)
    try:
        ending = _run(running, options, _nothing if quiet else _note)
    finally:
        if save_state:
            running.state.save(save_state)
    if ending in (Ending.INTERRUPTED, Ending.TERMINATED):
        raise typer.Exit(exit_codes.INTERRUPTED if ending is Ending.INTERRUPTED else exit_codes.TERMINATED)


def _open(
    fitted: Model | Forecaster, given: Mapping[str, Any]
) -> tuple[Stream | ForecastRows, tuple[str, ...], tuple[str, ...]]:
    """The stream, the columns that it reads and those that it writes."""
    from elman.errors import ArgumentError
    from elman.forecasting import Forecaster, ForecastRows, ForecastState
    from elman.network import State

    state = given["state"]
    if isinstance(fitted, Forecaster):
        levels = split_numbers("levels", given["levels"])
        carried = ForecastState.load(state) if state else None
        stream = fitted.stream(given["first"], levels=levels, adaptive=given["adaptive"], state=carried)
        rows = ForecastRows(stream)
        named = fitted.record.columns.targets
        return rows, named if len(named) == 1 else ("y",), rows.targets
    for name in ("first", "levels", "adaptive"):
        if given[name]:
            raise ArgumentError(f"{name} must be given with a forecaster, got a model. Leave it out.")
    return fitted.stream(state=State.load(state) if state else None), fitted.inputs, fitted.targets


def _options(
    known: tuple[str, ...],
    targets: tuple[str, ...],
    name: str | None,
    inputs: list[str] | None,
    *,
    strict: bool,
) -> LineOptions:
    from elman import registry
    from elman.errors import ArgumentError
    from elman.lines import FORMATS, LineOptions

    if name is not None:
        registry.lookup("format", FORMATS, name)
    columns = known if inputs is None else tuple(inputs)
    if len(columns) != len(known):
        raise ArgumentError(
            f"--input must name {len(known)} columns, for {', '.join(known)}, "
            f"got {len(columns)}. Name one for each, in this order."
        )
    return LineOptions(format=name, inputs=columns, targets=targets, strict=strict)


def _run(running: Stream | ForecastRows, options: LineOptions, note: Callable[[str], None]) -> Ending | None:
    from elman.errors import ArgumentError
    from elman.lines import LineRun, Pipes

    # Python has none of them where the shell closed it.
    if sys.stdin is None or sys.stdout is None:
        raise ArgumentError(
            "stdin and stdout must be open, got a closed one. Use a pipe, a file or /dev/null."
        )
    with Pipes.open(sys.stdin.fileno(), sys.stdout.fileno()) as pipes:
        LineRun(running, pipes, options, complain=_complain, note=note).run()
        return pipes.ending


def _complain(sentence: str) -> None:
    _say(f"elman: {sentence}")


def _note(sentence: str) -> None:
    _say(f"note: {sentence}")


def _say(sentence: str) -> None:
    """One line on stderr, past Python's buffer: where nobody reads it, the stream goes on all the same."""
    if sys.stderr is not None:
        with suppress(OSError):
            os.write(sys.stderr.fileno(), f"{' '.join(sentence.split())}\n".encode(errors="replace"))


def _nothing(sentence: str) -> None:
    return
