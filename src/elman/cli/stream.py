"""`elman stream`: rows come in on stdin, predictions go out on stdout, a line for a line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from elman.cli import exit_codes
from elman.cli.columns import Inputs, ModelFile, SavedState, StateFile, split_names, split_numbers
from elman.cli.forecast import Levels
from elman.cli.line_options import LineFormatName, checked_format, columns_of_lines
from elman.cli.output import folded
from elman.errors import ArgumentError
from elman.printable import printable

if TYPE_CHECKING:
    from elman.forecasting import Forecaster, ForecastRows
    from elman.lines import BesideInputs, Lanes, LineOptions, Stop
    from elman.model import Model
    from elman.prediction import Stream, StreamLanes


def stream(
    context: typer.Context,
    model: ModelFile,
    format: LineFormatName = None,  # noqa: A002
    input: Inputs = None,  # noqa: A002
    id: Annotated[  # noqa: A002
        str | None,
        typer.Option("--id", help="Column that tells sequences apart: each has a state of its own."),
    ] = None,
    state: StateFile = None,
    save_state: SavedState = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at a line that cannot be used.")] = False,
    first: Annotated[
        str | None,
        typer.Option(help="With a forecaster: the time of the series' first row, if the rows have no time."),
    ] = None,
    future_table: Annotated[
        Path | None,
        typer.Option(help="With a forecaster: a file with the future columns of the rows, by time."),
    ] = None,
    time_format: Annotated[
        str | None,
        typer.Option(help="With a forecaster: how times are written, such as day-first or %d/%m/%Y."),
    ] = None,
    levels: Levels = None,
    adaptive: Annotated[
        bool, typer.Option("--adaptive", help="Bands learn from the rows that have come.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing about the stream's health.")] = False,
) -> None:
    """Answers each line on stdin at once, and carries the state.

    Example: tail -n +1 -f log.csv | elman stream tanks.safetensors

    Lines are CSV with a header, or JSON (an object, an array or a number a line); answers are alike. A line
    that cannot be used gets an empty answer (null in JSON) and a sentence on stderr, and changes nothing. A
    forecaster takes the rows of one series, and answers with the horizon that follows each. It reads their
    time where they have it, under the name of the fit: rows that are left out between two are missing values
    then. Past and static columns come with the rows, and what is known ahead from --future-table.

    Ends with 0 at the end of the file, or when nobody reads the answers any more; with 130 after Ctrl-C, 143
    after SIGTERM, 129 after SIGHUP, and 2 after a wrong header or, with --strict, a wrong line. The state is
    saved each time, as it was after the last answer that was delivered.
    """
    from elman.api import load
    from elman.lines import Stop
    from elman.storage.whole_file import check_target

    with Stop.watch() as stop:
        if save_state:
            check_target("save-state", save_state, sources=[model])
        running = _open(load(model), context.params)
        options = _options(running, format, split_names(input), id, strict=strict)
        try:
            _run(running, options, stop, quiet=quiet)
        finally:
            if save_state:
                running.save(save_state)
    if stop.by is not None:
        raise typer.Exit(exit_codes.OF_ENDINGS[stop.by.value])


class _Running(NamedTuple):
    """What takes the lines."""

    lanes: Lanes
    source: Stream | StreamLanes | ForecastRows
    """Has the state."""
    inputs: tuple[str, ...]
    """The columns that it reads."""
    targets: tuple[str, ...]
    """Those that it writes."""
    takes_ids: bool
    """Whether rows of several sequences may come."""
    beside: BesideInputs | None = None
    """The columns that it reads beside the inputs."""
    check_named: Callable[[tuple[str, ...]], None] | None = None
    """Looks at the columns that there are."""

    def save(self, path: Path) -> None:
        """Saves the state; lanes that no row came for have none."""
        if getattr(self.source, "ids", None) != ():
            self.source.state.save(path)


def _open(fitted: Model | Forecaster, given: Mapping[str, Any]) -> _Running:
    from elman.forecasting import Forecaster
    from elman.lines import OneLane
    from elman.network import State

    if isinstance(fitted, Forecaster):
        return _open_forecaster(fitted, given)
    for name in ("first", "levels", "adaptive", "future_table", "time_format"):
        if given[name]:
            raise ArgumentError(f"{name} must be given with a forecaster, got a model. Leave it out.")
    state = State.load(given["state"]) if given["state"] else None
    if given["id"]:
        lanes = fitted.stream_lanes(state=state)
        return _Running(lanes, lanes, fitted.inputs, fitted.targets, takes_ids=True)
    stream = fitted.stream(state=state)
    return _Running(OneLane(stream), stream, fitted.inputs, fitted.targets, takes_ids=True)


def _open_forecaster(forecaster: Forecaster, given: Mapping[str, Any]) -> _Running:
    from elman.forecasting import ForecastRows, ForecastState
    from elman.lines import BesideInputs, OneLane

    if given["id"]:
        raise ArgumentError(
            "--id must be given with a model, got a forecaster, whose stream is of one series. Run a stream "
            "for each."
        )
    levels = split_numbers("levels", given["levels"])
    state = ForecastState.load(given["state"]) if given["state"] else None
    stream = forecaster.stream(
        given["first"],
        levels=levels,
        adaptive=given["adaptive"],
        state=state,
        future_table=given["future_table"],
        time_format=given["time_format"],
    )
    rows = ForecastRows(stream, timed=True)
    beside = BesideInputs(readers=rows.columns, optional=frozenset([stream.reader.time]))
    return _Running(
        OneLane(rows),
        rows,
        (stream.value_name,),
        rows.targets,
        takes_ids=False,
        beside=beside,
        check_named=rows.check_named,
    )


def _options(
    running: _Running,
    name: str | None,
    inputs: list[str] | None,
    id: str | None,  # noqa: A002
    *,
    strict: bool,
) -> LineOptions:
    from elman.lines import BesideInputs, LineOptions

    columns = columns_of_lines(inputs, running.inputs)
    if id in columns:
        raise ArgumentError(f"--id must be a column that is no input, got {id!r}. Name another one.")
    return LineOptions(
        format=checked_format(name),
        inputs=columns,
        beside=running.beside or BesideInputs(),
        check_named=running.check_named,
        targets=running.targets,
        id=id,
        takes_ids=running.takes_ids,
        strict=strict,
    )


def _run(running: _Running, options: LineOptions, stop: Stop, *, quiet: bool) -> None:
    from elman.lines import LineRun, Pipes

    # Python has none of them where the shell closed it.
    if sys.stdin is None or sys.stdout is None:
        raise ArgumentError(
            "stdin and stdout must be open, got a closed one. Use a pipe, a file or /dev/null."
        )
    pipes = Pipes(sys.stdin.fileno(), sys.stdout.fileno(), stop)

    def say(sentence: str) -> None:
        """One line on stderr, past Python's buffer, which would wait for a reader that takes nothing.

        A terminal has it folded.
        """
        if sys.stderr is not None:
            line = f"{folded(printable(' '.join(sentence.split())), sys.stderr)}\n"
            pipes.tell(sys.stderr.fileno(), line.encode(errors="backslashreplace"))

    def note(sentence: str) -> None:
        if not quiet:
            say(f"note: {sentence}")

    LineRun(running.lanes, pipes, options, complain=lambda text: say(f"elman: {text}"), note=note).run()
