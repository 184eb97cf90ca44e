"""What a model says of itself."""

from __future__ import annotations

from elman.model.record import Record
from elman.network import describe


def describe_model(record: Record) -> str:
    """The record in a few lines."""
    preparation = record.preparation
    lines = [describe(record.member_spec), ""]
    if record.members > 1:
        lines.insert(
            1, f"the mean of {record.members} such networks, run as one of {record.spec.hidden_size} units"
        )
    for role, names, scaling in (
        ("input", preparation.inputs, preparation.input_scaling),
        ("target", preparation.targets, preparation.target_scaling),
    ):
        for name, centre, scale in zip(names, scaling.centre_C, scaling.scale_C, strict=True):
            lines.append(f"{role:7}{name}: {scaling.method} scaling, centre {centre:.6g}, scale {scale:.6g}")
    lines.append(f"missing inputs: {preparation.missing}")
    if record.step is not None:
        lines.append(f"rows: {record.step} apart")
    lines.append(
        f"training: {record.steps} steps; " + ", ".join(f"{k} {v}" for k, v in record.options.items())
    )
    overall = record.validation.get("overall", {})
    if overall:
        lines.append("validation: " + ", ".join(f"{k} {v:.4g}" for k, v in overall.items() if v is not None))
    lines.append(f"data {record.data_fingerprint}, written by elman {record.elman_version}")
    return "\n".join(lines)
