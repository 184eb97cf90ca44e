"""`elman tune`: a search for better options, and what they are worth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from elman.cli.columns import (
    AsJson,
    DataFiles,
    Ids,
    Inputs,
    Quiet,
    RowRange,
    Targets,
    Time,
    print_notes,
    reading,
    split_names,
)
from elman.cli.fit_options import GROUPS, with_options
from elman.cli.fleet.options import On, Workers
from elman.cli.output import say, say_json
from elman.cli.sections import BUDGET, MODELS, NETWORK, OUTPUT, RUNNING, TRAINING
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.tuning import TuneRequest, TuneResult

_OWN = ("budget", "trials", "validation_ids", "validation_data", "seed")
"""The search has these itself, or not at all."""
_GROUPS = (BUDGET, NETWORK, TRAINING, MODELS)
OPTIONS = tuple(name for group in _GROUPS for name in GROUPS[group] if name not in _OWN)
"""Those of a fit that every trial can be given."""


@with_options(OPTIONS, {"patience": "1", "threads": "1"})
def tune(
    context: typer.Context,
    data: DataFiles,
    *,
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    output: Annotated[
        Path, typer.Option(help="The directory of the search and of its best model.", rich_help_panel=OUTPUT)
    ],
    budget: Annotated[
        str | None,
        typer.Option(
            help="Time for the search: 60s, 15m, 1h. One round is always run.", rich_help_panel=BUDGET
        ),
    ] = None,
    rounds: Annotated[
        int | None,
        typer.Option(
            help="Rounds of nine trials, instead of a budget.",
            show_default="3, or what the budget allows",
            rich_help_panel=BUDGET,
        ),
    ] = None,
    search: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Option to search; again, or with commas, for more.",
            show_default="all that are not given",
            rich_help_panel=RUNNING,
        ),
    ] = None,
    test: Annotated[
        float,
        typer.Option(
            help="Share of each sequence, its last part, that no trial sees.", rich_help_panel=TRAINING
        ),
    ] = 0.2,
    seed: Annotated[
        int, typer.Option(help="Seed of the search and of its trials.", rich_help_panel=BUDGET)
    ] = 0,
    on: On = "processes",
    workers: Workers = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    **options: Any,
) -> None:
    """Searches for better options, and scores the best on rows that no trial saw.

    Trials pause and are promoted by their validation score; the default options are the first trial. An
    option that is given here is the same in all trials.

    The same command goes on where a killed or interrupted one was, and ends with the same journal.
    """
    from elman.cli.tune_watch import LiveSearch
    from elman.tuning import tune as run_search

    request = _request(context.params)
    result = run_search(request, LiveSearch(talks=not (quiet or as_json)))
    _show(result, data, output, as_json=as_json, quiet=quiet)


def _request(given: Mapping[str, Any]) -> TuneRequest:
    from elman.api import FitColumns
    from elman.tuning import TuneRequest

    output: Path = given["output"]
    if output.suffix == ".safetensors" or (output.exists() and not output.is_dir()):
        raise ArgumentError(f"output must be a directory, got {str(output)!r}. Name one such as search/.")
    return TuneRequest(
        sources=given["data"],
        columns=FitColumns.of(**reading(given)),
        directory=output,
        options={name: given[name] for name in OPTIONS if given[name] is not None},
        search=tuple(name.replace("-", "_") for name in split_names(given["search"]) or ()),
        **{name: given[name] for name in ("rounds", "budget", "test", "seed", "on", "workers")},
    )


def _show(result: TuneResult, data: list[Path], output: Path, *, as_json: bool, quiet: bool) -> None:
    from elman.tuning import command_line, describe_search

    command = command_line(result, data)
    if as_json:
        said = {"model": str(output / "best.safetensors"), "command": command} | result.to_json()
        say_json(json.dumps(said, indent=2, allow_nan=False))
    elif not quiet:
        say(describe_search(result))
        say(f"\nmodel: {output / 'best.safetensors'}\nall trials: {output / 'trials.csv'}")
        say(f"to fit these options to all rows:\n  {command}")
    elif result.warning:
        print_notes([result.warning])
