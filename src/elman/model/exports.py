"""What an export takes of a model."""

from __future__ import annotations

from pathlib import Path

from elman.export import Exportable
from elman.model.record import Record
from elman.network import Parameters, fingerprint


def make_exportable(record: Record, parameters: Parameters, path: Path) -> Exportable:
    """A model as it stands, called as the file that it goes into."""
    return Exportable(
        spec=record.spec,
        parameters=parameters,
        preparation=record.preparation,
        training_range=record.training_range,
        # A name on a disk may be no text.
        name=path.stem.encode(errors="replace").decode(),
        fingerprint=fingerprint(record.spec, parameters),
    )
