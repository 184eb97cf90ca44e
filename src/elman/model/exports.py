"""A model as an export takes it."""

from __future__ import annotations

from pathlib import Path

from elman.errors import ArgumentError
from elman.export import Exportable
from elman.model.record import Record
from elman.network import Parameters, fingerprint


def make_exportable(record: Record, parameters: Parameters, path: Path) -> Exportable:
    """A model as it stands, called as the file that it goes into.

    Raises:
        ArgumentError: an export cannot say all that the model does.
    """
    if record.preparation.has_delays:
        late = ", ".join(
            f"{name}={rows}"
            for name, rows in zip(record.preparation.inputs, record.preparation.delays, strict=True)
            if rows
        )
        raise ArgumentError(
            f"a model to export must take its inputs as they come, got one that takes {late} rows late. "
            'Shift the inputs in the table, and fit with delay="".'
        )
    return Exportable(
        spec=record.spec,
        parameters=parameters,
        preparation=record.preparation,
        training_range=record.training_range,
        # A name on a disk may be no text.
        name=path.stem.encode(errors="replace").decode(),
        fingerprint=fingerprint(record.spec, parameters),
        step=record.step,
    )
