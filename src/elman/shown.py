"""Objects in the hand: one short line, a summary, HTML for a notebook, a picture, frames of other libraries.

An object says in `_about` what is to be known of it; everything that a person sees is made from that.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib import import_module
from os import PathLike
from pathlib import Path
from textwrap import wrap
from typing import Any

from elman.printable import printable

COLUMNS, LINES = 80, 23
"""Of a summary: what a terminal shows without scrolling."""
_LONGEST_REPR = 160
_LONGEST_CELL = 24
_LONGEST_SENTENCE = 400
_MOST_NAMES = 4
_WIDEST_CHOICE = 40
"""Beside which its reason stands; that of a longer one is below."""
_HTML_ROWS, _HTML_COLUMNS, _HTML_SENTENCES = 40, 12, 12
_LETTERS = re.compile(r"_[A-Z]+$")
"""At the end of a name: the shape letters of an array, which the library knows and users need not."""

_BETWEEN_CHOICES = re.compile(r", (?![^\[]*\])")
_TRIALS = "trials on validation: "
_TRIAL = re.compile(r"(.+): ([\d.e+-]+|inf|nan)")
"""What choices look like in a record; see `listed`."""

_PICTURES = {
    "Backtest": "elman.forecasting.pictures:draw_backtest",
    "Comparison": "elman.plots.differences:draw_comparison",
    "DemoResult": "elman.plots.demo:draw_result",
    "Evaluation": "elman.model.pictures:draw_evaluation",
    "Forecast": "elman.forecasting.pictures:draw_forecast",
    "Sequences": "elman.plots.channels:draw_sequences",
    "SeriesSet": "elman.plots.channels:draw_series",
}
"""Who draws an object, by its class. The pictures stand above most of the rooms whose objects they draw."""
_TEXTS = {"Backtest": "elman.backtesting.text:about_backtest"}
"""Who tells of an object that is below its own texts."""
_FRAMES = "elman.tables.making"


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What is to be known of an object."""

    facts: Mapping[str, object]
    """A few short ones, by name: they are its `repr`."""
    sentences: Sequence[str] = ()
    """A verdict, warnings: the most important first."""
    table: Sequence[Sequence[str]] = field(default=())
    """Rows of text, the head first."""


class Shown:
    """What a person sees of an object, in a shell, a notebook and an editor."""

    __slots__ = ()

    def _about(self) -> About:
        """What is to be known of it."""
        about: About = _named(_TEXTS[type(self).__name__])(self)
        return about

    def __repr__(self) -> str:
        """One short line."""
        facts = ", ".join(f"{name} {value}" if name else str(value) for name, value in self._facts().items())
        return f"{type(self).__name__}({_cut(facts, _LONGEST_REPR)})"

    def __dir__(self) -> list[str]:
        """The public names, for tab completion."""
        return [name for name in super().__dir__() if not name.startswith("_") and not _LETTERS.search(name)]

    def summary(self) -> str:
        """What is to be known of it, in at most 24 lines of 80 columns."""
        about = self._about()
        head = wrap(_cut(repr(self), 2 * COLUMNS), COLUMNS, subsequent_indent="  ")
        told = [line for text in about.sentences for line in wrap(_plain(text), COLUMNS)]
        table = fitting_lines(about.table)
        room = LINES - len(head) - min(len(table), LINES // 2) - bool(table)
        told = told if len(told) <= room else [*told[: room - 1], "(and more)"]
        left = LINES - len(head) - len(told) - 1
        table = table if len(table) <= left else [*table[: left - 1], f"(and {len(table) - left + 1} more)"]
        return "\n".join([*head, *told, *([""] if table else []), *table])

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        about = self._about()
        told = "".join(
            f"<p>{_html(text, _LONGEST_SENTENCE)}</p>" for text in about.sentences[:_HTML_SENTENCES]
        )
        return f"<div><p><code>{escape(repr(self))}</code></p>{told}{_html_table(about.table)}</div>"

    def _facts(self) -> dict[str, str]:
        return {name: _plain(str(value)) for name, value in self._about().facts.items()}


class Drawn(Shown):
    """An object that has a picture."""

    __slots__ = ()

    def plot(self, path: str | PathLike[str] | None = None) -> Any:
        """Draws it.

        Args:
            path: a file to write the picture to, .png, .svg or .pdf; None: none is written.

        Returns:
            matplotlib's figure. A notebook shows it.

        Raises:
            ArgumentError: the picture cannot go there.
        """
        if path is not None:
            _named("elman.plots.figure:check_plot_path")(Path(path))
        figure = _named(_PICTURES[type(self).__name__])(self)
        if path is not None:
            _named("elman.plots.figure:save_figure")(figure, Path(path))
        return figure


class Tabular(Shown):
    """An object that is a table: columns of one length, by name."""

    __slots__ = ()

    def to_pandas(self) -> Any:
        """The columns as a frame of pandas.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        return _named(f"{_FRAMES}:make_pandas")(self._frame_columns())

    def to_polars(self) -> Any:
        """The columns as a frame of polars."""
        return _named(f"{_FRAMES}:make_polars")(self._frame_columns())

    def _frame_columns(self) -> dict[str, Any]:
        """The columns, by name: with times, ids and truth where they are known."""
        raise NotImplementedError


def names_text(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    shown = ", ".join(_cut(_plain(name), _LONGEST_CELL) for name in names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{shown} and {more:,} more" if more > 0 else shown


def first_rows(columns: Mapping[str, Any], count: int = 8) -> list[list[str]]:
    """The head and the first rows of a table, as text."""
    rows = zip(*(values[:count] for values in columns.values()), strict=True)
    return [list(columns), *([_cell(value) for value in row] for row in rows)]


def counted(count: int, what: str, many: str | None = None) -> str:
    """A number and the word for it: `1 gap`, `2 gaps`."""
    return f"{count:,} {what if count == 1 else many or what + 's'}"


def align_columns(cells: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table: the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return [
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def _cell(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def listed(choices: str, seconds: Sequence[float] = ()) -> list[str]:
    """A sentence of choices as a list: a line a choice with its reason, what was seen, the trials as a table.

    Args:
        choices: `what [why], what [why] (seen; trials on validation: what: score; what: score; seen)`; 0.1.0
            wrote no reasons in brackets.
        seconds: of each trial, where they are known.
    """
    chosen, _, told = choices.partition(" (")
    # Forecasters of 0.1.0 have a reason behind the closing parenthesis.
    seen, trials = _without_trials(told.removesuffix(")").replace("); ", "; ").split("; ") if told else [])
    wrapped = [line for text in seen for line in wrap(text, COLUMNS - 4, subsequent_indent="  ")]
    return [
        *_with_reasons(_BETWEEN_CHOICES.split(chosen)),
        *(["  because of"] if wrapped else []),
        *(f"    {line}" for line in wrapped),
        *_trial_table(trials, seconds),
    ]


def _with_reasons(choices: Sequence[str]) -> list[str]:
    parts = [choice.removesuffix("]").partition(" [") for choice in choices]
    width = max((len(what) for what, _, why in parts if why and len(what) <= _WIDEST_CHOICE), default=0)
    lines = []
    for what, _, why in parts:
        told = [f"{' ' * (width + 4)}{line}" for line in wrap(why, COLUMNS - width - 4)]
        lines.append(
            f"  {what}"
            if len(what) > width or not told
            else f"  {what.ljust(width)}{told.pop(0)[width + 2 :]}"
        )
        lines += told
    return lines


def _without_trials(reasons: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """What was seen, and the trials with their scores."""
    seen, trials, trying = [], [], False
    for reason in reasons:
        trying = trying or reason.startswith(_TRIALS)
        found = _TRIAL.fullmatch(reason.removeprefix(_TRIALS)) if trying else None
        trying = found is not None
        if found is None:
            seen.append(reason)
        else:
            trials.append((found[1], found[2]))
    return seen, trials


def _trial_table(trials: Sequence[tuple[str, str]], seconds: Sequence[float]) -> list[str]:
    if not trials:
        return []
    timed = len(seconds) == len(trials)
    rows = [["trials on validation", "score", *(["seconds"] if timed else [])]]
    rows += [[*trial, *([f"{seconds[k]:.1f}"] if timed else [])] for k, trial in enumerate(trials)]
    return [f"  {line}" for line in align_columns(rows)]


def fitting_lines(table: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table in 80 columns: long cells are cut; last columns without room are left out."""
    if not table:
        return []
    cells = [[_cut(_plain(cell), _LONGEST_CELL) for cell in row] for row in table]
    lines = align_columns(cells)
    while max(map(len, lines)) > COLUMNS:
        cells = [row[:-1] for row in cells]
        lines = align_columns(cells)
    return lines


def _named(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


def _html_table(table: Sequence[Sequence[str]]) -> str:
    if not table:
        return ""
    rows = [
        "".join(f"<{tag}>{_html(cell, 2 * _LONGEST_CELL)}</{tag}>" for cell in row[:_HTML_COLUMNS])
        for tag, row in zip(["th", *["td"] * (len(table) - 1)], table[: _HTML_ROWS + 1], strict=False)
    ]
    more = f"<p>and {len(table) - 1 - _HTML_ROWS:,} more rows</p>" if len(table) - 1 > _HTML_ROWS else ""
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>{more}"


def _html(text: str, longest: int) -> str:
    return escape(_cut(_plain(text), longest))


def _plain(text: str) -> str:
    """On one line, and without what a terminal would obey."""
    return printable(" ".join(text.split()))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def in_notebook() -> bool:
    """Returns whether this runs in a notebook's cell: a package of notebooks may be loaded elsewhere too."""
    found = sys.modules.get("IPython")
    shell = found.get_ipython() if found is not None else None
    return type(shell).__name__ == "ZMQInteractiveShell"
