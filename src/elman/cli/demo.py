"""`elman demo`: the founding experiment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from elman.cli import exit_codes
from elman.cli.output import say, say_json

if TYPE_CHECKING:
    from elman.demo import DemoResult


def demo(
    windows: Annotated[int, typer.Option(help="Windows to train on, each once.")] = 300,
    points: Annotated[int, typer.Option(help="Points in a window, which spans half a turn.")] = 10,
    hidden_size: Annotated[int, typer.Option(help="Units in a layer.")] = 32,
    layers: Annotated[int, typer.Option(help="Recurrent layers.")] = 1,
    cell: Annotated[str, typer.Option(help="Recurrent cell: rnn, rnn_relu, gru, lstm.")] = "rnn",
    learning_rate: Annotated[
        float | None,
        typer.Option(help="Adam's learning rate at the first step.", show_default="the recipe's"),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="Seed of the initial parameters.", show_default="one with which the recipe learns"),
    ] = None,
    engine: Annotated[str, typer.Option(help="Engine: native, pytorch, reference.")] = "native",
    recipe: Annotated[
        str, typer.Option(help="robust (learns for every seed) or tutorial (the experiment as first made).")
    ] = "robust",
    threads: Annotated[
        int | None, typer.Option(help="Most threads to use.", show_default="ELMAN_THREADS, or every core")
    ] = None,
    plot: Annotated[
        Path,
        typer.Option("--output", "--plot", "-o", help="Where the picture goes: .png, .svg or .pdf."),
    ] = Path("demo.png"),
    no_plot: Annotated[bool, typer.Option("--no-plot", help="Draw no picture.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON and nothing else.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Teaches a small network the cosine from the sine, and draws it.

    Ends with the exit code 1 where the network has not learned it.

    Example: elman demo --seed 3 --output demo.svg
    """
    # Imported here, so that `elman --help` loads neither NumPy nor an engine.
    from elman.cli.demo_output import as_json_text, describe_result, draw
    from elman.demo import DemoOptions, run_demo
    from elman.network import describe
    from elman.plots import check_plot_path
    from elman.training import live_progress

    options = DemoOptions(
        num_windows=windows,
        num_points=points,
        hidden_size=hidden_size,
        num_layers=layers,
        cell=cell,
        learning_rate=learning_rate,
        seed=_seed(recipe) if seed is None else seed,
        engine=engine,
        recipe=recipe,
        threads=threads,
    )
    picture = None if no_plot else plot
    if picture is not None:
        check_plot_path(picture)
    talks = not (quiet or as_json)
    if talks:
        say(describe(options.spec))
    with live_progress(windows, quiet=not talks) as progress:
        result: DemoResult = run_demo(options, progress=progress)
    if talks:
        say(describe_result(result))
    if picture is not None:
        draw(result, picture, show=talks)
    if as_json:
        say_json(as_json_text(result, picture))
    elif talks and picture is not None:
        say(f"picture: {picture}")
    if not result.has_learned:
        raise typer.Exit(exit_codes.NOT_LEARNED)


def _seed(recipe: str) -> int:
    """The recipe's own; of an unknown recipe any will do, for it is refused."""
    from elman.demo import RECIPES

    return RECIPES[recipe].seed if recipe in RECIPES else 0
