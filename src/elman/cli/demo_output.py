"""What `elman demo` prints and draws."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from elman.cli.columns import print_notes
from elman.demo import RECIPES, DemoResult
from elman.plots import draw_demo, has_screen, save_figure, show_figure


def describe_result(result: DemoResult) -> str:
    """The result in four lines, the verdict last."""
    options, history = result.options, result.history
    return (
        f"{options.engine} engine, {options.recipe} recipe, seed {options.seed}: "
        f"{history.num_windows} windows of {options.num_points} points "
        f"in {history.seconds:.4f} s ({history.windows_per_second:,.0f} a second)\n"
        f"mean loss of the last 20 windows: {result.final_loss:.2e}\n"
        f"the next 20 pi, not trained on: RMSE {result.unseen_rmse:.4f}, largest error "
        f"{result.unseen_largest_error:.4f} (the cosine runs from -1 to 1)\n"
        f"{_verdict(result)}"
    )


def _verdict(result: DemoResult) -> str:
    if result.has_learned:
        return "The network has learned the cosine from the sine."
    if result.options.recipe == "tutorial":
        return (
            "The network has NOT learned the cosine (mean loss above 0.01): this recipe fails for about "
            "one seed in three. Try another --seed, or --recipe robust."
        )
    usual = RECIPES[result.options.recipe].learning_rate
    rate = result.options.learning_rate
    if rate is not None and rate > usual:
        advice = f"Try a smaller --learning-rate: the recipe's is {usual:g}."
    else:
        advice = "Try more --windows, more --points, or leave --learning-rate out."
    return f"The network has NOT learned the cosine (mean loss above 0.01). {advice}"


def as_json_text(result: DemoResult, picture: Path | None) -> str:
    """The result for a script."""
    history = result.history
    return json.dumps(
        {
            "options": asdict(result.options),
            "losses": history.losses,
            "final_loss": result.final_loss,
            "has_learned": result.has_learned,
            "unseen": {"rmse": result.unseen_rmse, "largest_error": result.unseen_largest_error},
            "seconds": history.seconds,
            "windows_per_second": history.windows_per_second,
            "plot": None if picture is None else str(picture),
        },
        indent=2,
    )


def draw(result: DemoResult, picture: Path, *, show: bool) -> None:
    """Draws and saves the picture, and shows it if asked and if there is a screen."""
    on_screen = show and has_screen()
    figure = draw_demo(
        result.history.losses, result.last, result.unseen, title=result.title, on_screen=on_screen
    )
    notes = save_figure(figure, picture)
    if on_screen:
        show_figure()
    print_notes(notes)
