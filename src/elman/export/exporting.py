"""The export of a model: a file of another format that is written only after its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from elman import registry
from elman.errors import ArgumentError
from elman.export.exportable import Exportable
from elman.export.proof import Proof, prove
from elman.export.sample import Sample, make_up_sample
from elman.export.target import Target
from elman.storage.whole_file import check_target, whole_file


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """The result of an export."""

    to: str
    """The name of the format."""
    proof: Proof
    """How well the file agrees with the model."""
    notes: tuple[str, ...]
    """What the format cannot express, one sentence each."""


def choose_target(targets: Mapping[str, Target], path: Path, to: str | None = None) -> Target:
    """Returns the format that was asked for, or the one that the file's suffix tells.

    Raises:
        UnknownNameError: there is no such format.
        ArgumentError: the suffix is not one of the format's.
    """
    suffix = path.suffix.lower()
    if to is None:
        for target in targets.values():
            if suffix in target.suffixes:
                return target
        known = ", ".join(f"{target.suffixes[0]} ({name})" for name, target in targets.items())
        raise ArgumentError(f"output must end in one of {known}, got {str(path)!r}. Or name the format.")
    target = registry.lookup("export format", targets, to)
    if suffix not in target.suffixes:
        raise ArgumentError(
            f"output must end in {' or '.join(target.suffixes)} for {to}, got {str(path)!r}. "
            f"Name a file such as model{target.suffixes[0]}."
        )
    return target


def export_model(
    exportable: Exportable, target: Target, path: Path, *, sample: Sample | None = None
) -> Exported:
    """Writes a model in another format, in full or not at all.

    Args:
        exportable: the model.
        target: the format.
        path: where the file goes.
        sample: the rows for the proof; None: rows are made up within the training range.

    Raises:
        ArgumentError: the format cannot express the model, or the file cannot be written.
        MissingExtraError: writing takes a package that is not installed.
        ExportError: the exported file does not agree with the model.
    """
    check_target("output", path)
    target.check(exportable)
    content = target.render(exportable)
    rows = sample or make_up_sample(exportable)
    if not target.takes_missing:
        rows = rows.made_whole(exportable.preparation.input_scaling.centre_C)
    proof = prove(exportable, target, content, rows)
    with whole_file("output", path) as partial:
        partial.write_bytes(content)
    return Exported(to=target.name, proof=proof, notes=target.notes(exportable))
