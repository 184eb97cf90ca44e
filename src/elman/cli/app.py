"""The application: its commands, and how errors become sentences and exit codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from elman.cli import exit_codes
from elman.cli.backtest import backtest
from elman.cli.compare import compare
from elman.cli.demo import demo
from elman.cli.doctor import doctor
from elman.cli.evaluate import evaluate
from elman.cli.export import export
from elman.cli.fit import fit
from elman.cli.fleet import app as fleet
from elman.cli.forecast import forecast
from elman.cli.help import help_on
from elman.cli.info import info
from elman.cli.interrupts import Interrupts
from elman.cli.look import look
from elman.cli.mqtt import mqtt
from elman.cli.output import drop_output, end_output, refuse, say, tell
from elman.cli.plot import plot
from elman.cli.predict import predict
from elman.cli.read_options import with_reading
from elman.cli.report import report
from elman.cli.sections import SectionedCommand, summary
from elman.cli.serve import serve
from elman.cli.stream import stream
from elman.cli.tune import tune
from elman.cli.update import update
from elman.errors import ElmanError

# Plain help: rich would double the time that `elman --help` takes.
app = typer.Typer(
    name="elman",
    help="Learns one sequence from another with recurrent networks.",
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_PLAIN: tuple[Callable[..., None], ...] = (demo, doctor, info, mqtt, serve, stream)
"""They read no tables, or say how by themselves."""
_READING: tuple[Callable[..., None], ...] = (
    backtest,
    compare,
    evaluate,
    export,
    fit,
    forecast,
    look,
    plot,
    predict,
    report,
    tune,
    update,
)
for command in sorted((*_READING, *_PLAIN), key=lambda command: command.__name__):
    taking = with_reading(command) if command in _READING else command
    app.command(cls=SectionedCommand, short_help=summary(command))(taking)
app.command("help", cls=SectionedCommand, short_help=summary(help_on))(help_on)

app.add_typer(fleet)

# Every error of the command line's syntax; typer exports the class below it, but not this one.
_SyntaxErrors: type[Exception] = typer.BadParameter.__mro__[2]


@app.callback(invoke_without_command=True)
def elman(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Learns one sequence from another with recurrent networks."""
    if version:
        from importlib.metadata import version as installed_version

        say(f"elman {installed_version('elman')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        say(context.get_help())


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit code; see `elman.cli.run`."""
    code = _run_or_refuse(arguments)
    # Whatever became of it: fit says if the best model so far could not be saved.
    code = exit_codes.INTERRUPTED if code and Interrupts.came else code
    if code == exit_codes.INTERRUPTED:
        tell("elman: interrupted")
    return code


def _run_or_refuse(arguments: Sequence[str] | None) -> int:
    try:
        code = _run(arguments)
        end_output()
    except (ElmanError, _SyntaxErrors) as error:
        return _refuse(_sentence(error))
    except MemoryError:
        return _refuse(
            "the work must fit into memory, and it does not. Choose a smaller hidden_size, batch_size or "
            "window, or fewer rows (--rows A:B)."
        )
    except OSError as error:
        drop_output()
        return _refuse(f"files and pipes must work, got an error: {error}. Check the place that it names.")
    return code


def _run(arguments: Sequence[str] | None) -> int:
    """Ctrl-C: typer raises Abort or returns 130, depending on its version."""
    try:
        code = app(args=arguments, prog_name="elman", standalone_mode=False)
    except typer.Abort:
        return exit_codes.INTERRUPTED
    return code if isinstance(code, int) else 0


def _sentence(error: Exception) -> str:
    possible: list[str] | None = getattr(error, "possibilities", None)
    if possible is not None:
        wrong = str(getattr(error, "option_name", ""))
        close = get_close_matches(wrong, possible, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        return f"No such option: {wrong}.{_elsewhere(wrong) or hint}"
    format_message = getattr(error, "format_message", None)
    return str(error) if format_message is None else str(format_message())


def _has(name: str, command: Any, option: str) -> bool:
    """Whether a command has an option, or is called like it, as `elman plot` and `--plot`."""
    return option == f"--{name}" or any(option in parameter.opts for parameter in command.params)


def _elsewhere(option: str) -> str:
    """The commands that have an option which this one has not."""
    from typer.main import get_command

    commands = getattr(get_command(app), "commands", {})
    having = [name for name, command in commands.items() if _has(name, command, option)]
    return f" These have it: elman {', elman '.join(having)}." if having else ""


def _refuse(sentence: str) -> int:
    refuse(sentence)
    return exit_codes.WRONG_INPUT
