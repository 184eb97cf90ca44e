"""`elman demo`: the founding experiment."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from elman.cli import exit_codes
from elman.cli.output import say, say_json, tell

if TYPE_CHECKING:
    from elman.demo import DemoOptions, DemoResult


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
        typer.Option("--plot", "--output", "-o", help="Where the picture goes: .png, .svg or .pdf."),
    ] = Path("demo.png"),
    watch: Annotated[
        bool, typer.Option("--watch", help="Play with it in a page on this machine, until Ctrl-C.")
    ] = False,
    page: Annotated[
        Path | None, typer.Option(help="Keep the training to scrub through: an .html file.")
    ] = None,
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
    if page is not None:
        from elman.page import check_page_path

        check_page_path("page", page)
    if watch:
        _play(options)
        return
    picture = None if no_plot else plot
    if picture is not None:
        check_plot_path(picture, "--output (or --plot)")
    talks = not (quiet or as_json)
    if talks:
        say(describe(options.spec))
    with live_progress(windows, quiet=not talks) as progress:
        result: DemoResult = run_demo(options, progress=progress)
    if talks:
        say(describe_result(result))
    if picture is not None:
        draw(result, picture, show=talks)
    if page is not None:
        _keep(options, page, talks=talks)
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


def _play(options: DemoOptions) -> None:
    """Serves the playground until Ctrl-C, which is the way to end it."""
    from threading import Event

    from elman.demo.playground import Playground
    from elman.page import PageServer
    from elman.watching.watched import open_page

    with PageServer(Playground(options)) as server:
        tell(f"watch: {server.address}")
        open_page(server.address)
        with suppress(KeyboardInterrupt):
            while not Event().wait(3600):
                pass


def _keep(options: DemoOptions, path: Path, *, talks: bool) -> None:
    from elman.demo.playground import kept_page
    from elman.page import write_page

    write_page(kept_page(options), path)
    if talks:
        say(f"page: {path}")
