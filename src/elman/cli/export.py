"""`elman export`: the model as a file of another format, which proves itself first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from elman.cli.columns import (
    AsJson,
    Ids,
    Inputs,
    ModelFile,
    Quiet,
    RowRange,
    Time,
    forecast_reading,
    print_notes,
    reading,
)
from elman.cli.output import say, say_json

if TYPE_CHECKING:
    from elman.data import Sequences
    from elman.export import Exported
    from elman.forecasting import Forecaster
    from elman.model import Model
    from elman.series import SeriesSet

_MADE_UP = "no rows were given, so they were made up in the training range. Name a table to prove it on that."


def export(
    context: typer.Context,
    model: ModelFile,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where the file goes; its suffix tells the format.")
    ],
    data: Annotated[
        list[Path] | None, typer.Argument(help="Tables with rows for the proof; none: rows are made up.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(help="onnx, pytorch, c, arduino, wasm, rtneural or nam, if the suffix does not tell."),
    ] = None,
    input: Inputs = None,  # noqa: A002
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Writes the model for another runtime: ONNX, PyTorch or C.

    The new file is run on the rows of DATA in full, in chunks and step by step, and compared with the model;
    what differs by more than 1e-5 of a target's scale is not written. A forecaster goes to C (.c) alone, with
    its seasons, rules and bands inside.

    Example: elman export tanks.safetensors tanks-test.csv -o tanks.onnx
    """
    from elman.api import load
    from elman.export import TARGETS, choose_target
    from elman.model import Model
    from elman.storage.whole_file import check_target

    _check_data(context.params)
    choose_target(TARGETS, output, to)
    check_target("output", output, sources=[*(data or []), model])
    fitted = load(model)
    sample: Any = None
    if data:
        sample = (
            _read(context.params, fitted) if isinstance(fitted, Model) else _series(context.params, fitted)
        )
    exported = fitted.export(output, to=to, sample=sample)
    _report(exported, output, as_json=as_json, quiet=quiet)


def _check_data(parameters: Mapping[str, Any]) -> None:
    from elman.errors import ArgumentError

    idle = [f"--{name}" for name in ("input", "id", "time", "rows") if parameters[name]]
    if idle and not parameters["data"]:
        raise ArgumentError(
            f"{' and '.join(idle)} must come with a table, got none. Name the table that they speak of."
        )


def _read(parameters: Mapping[str, Any], model: Model) -> Sequences:
    sequences = model.read_inputs(parameters["data"], **reading(parameters))
    print_notes(sequences.notes)
    return sequences


def _series(parameters: Mapping[str, Any], forecaster: Forecaster) -> SeriesSet:
    from elman.errors import ArgumentError

    for name in ("input", "id", "time"):
        if parameters[name]:
            raise ArgumentError(f"{name} must not be given with a forecaster, which knows it. Leave it out.")
    series = forecaster.read_series(parameters["data"], **forecast_reading(parameters))
    print_notes(series.notes)
    return series


def _report(exported: Exported, output: Path, *, as_json: bool, quiet: bool) -> None:
    proof = exported.proof
    size = output.stat().st_size
    if as_json:
        described = {
            "output": str(output),
            "to": exported.to,
            "bytes": size,
            "proof": proof.to_json(),
            "notes": list(exported.notes),
        }
        say_json(json.dumps(described, indent=2, allow_nan=False))
        return
    if not quiet:
        say(f"{proof}\n{exported.to}: {output}, {size:,} bytes")
        if proof.made_up:
            print_notes(
                ["no rows were given, so they were made up in the training range. Name a table to use its."]
            )
    elif proof.unchecked:
        print_notes([str(proof)])
    print_notes(exported.notes)
