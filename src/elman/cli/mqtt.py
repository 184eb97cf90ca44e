"""`elman mqtt`: rows come as messages of a broker, and predictions go back as messages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from elman.cli import exit_codes
from elman.cli.columns import Inputs, ModelFile, Quiet, split_names
from elman.cli.line_options import LineFormatName, checked_format, columns_of_lines
from elman.cli.output import tell
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.learned import Learned
    from elman.model import Model


def mqtt(
    model: ModelFile,
    broker: Annotated[str, typer.Argument(help="mqtt://[user@]host[:port], or mqtts:// for TLS.")],
    rows: Annotated[
        str, typer.Option("--from", help="Topic of the rows; + stands for any name: plant/+/rows.")
    ],
    answers: Annotated[str, typer.Option("--to", help="Topic of the answers; + stands for the same name.")],
    state_topic: Annotated[
        str | None, typer.Option(help="Topic where the broker retains the state; + as above.")
    ] = None,
    format: LineFormatName = None,  # noqa: A002
    input: Inputs = None,  # noqa: A002
    password_file: Annotated[Path | None, typer.Option(help="File with the user's password.")] = None,
    quiet: Quiet = False,
) -> None:
    """Answers rows that come over MQTT, and lets the broker keep the state.

    Example: elman mqtt tanks.safetensors mqtt://localhost --from plant/+/rows --to plant/+/level

    A message is a row of JSON, some JSON lines, or CSV with its header; the answer is alike. Each topic of
    rows has a state of its own. With --state-topic the broker retains it after every answer, and the next
    start goes on from there. A row that cannot be used gets an empty answer with the property `error`.

    Runs until Ctrl-C (130), SIGTERM (143) or SIGHUP (129). A connection that is lost is made again.
    """
    from elman.api import load
    from elman.lines import LineOptions
    from elman.lines.broker import Broker
    from elman.lines.mqtt import MqttRun
    from elman.lines.topics import TopicPattern, TopicPlan
    from elman.network import State

    topics = TopicPlan(
        broker=Broker.at(broker, _password(password_file)),
        rows=TopicPattern.of("from", rows),
        answers=TopicPattern.of("to", answers),
        states=TopicPattern.of("state-topic", state_topic) if state_topic else None,
    )
    fitted = _model(load(model))
    ending = MqttRun(
        fitted.stream_lanes(),
        topics,
        LineOptions(
            format=checked_format(format),
            inputs=columns_of_lines(split_names(input), fitted.inputs),
            targets=fitted.targets,
        ),
        load_state=State.from_bytes,
        complain=lambda sentence: tell(f"elman: {sentence}"),
        note=lambda sentence: None if quiet else tell(f"note: {sentence}"),
    ).run()
    raise typer.Exit(exit_codes.OF_ENDINGS[ending.value])


def _model(learned: Learned) -> Model:
    from elman.model import Model

    if not isinstance(learned, Model):
        raise ArgumentError(
            "model must be of inputs and targets to be run over MQTT, got a forecaster. Use elman serve."
        )
    return learned


def _password(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ArgumentError(f"password-file must be a text file, got {str(path)!r} ({error}).") from None
