"""A checkpoint: one file with everything a run needs to go on with the very same bits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from elman.arrays import FLOAT32_OR_64, Array
from elman.engines import Network, Snapshot
from elman.errors import ArgumentError
from elman.network import NetworkSpec, State, parameter_shapes
from elman.network.losses import Loss
from elman.printable import shown
from elman.storage import container
from elman.storage.container import check_version
from elman.storage.fields import (
    FINGERPRINT,
    Check,
    FieldError,
    either,
    flag,
    list_of,
    mapping_of,
    maybe,
    number,
    pair_of,
    record,
    text,
    whole,
)
from elman.storage.kinds import Kind, register
from elman.storage.whole_file import check_target, write_whole
from elman.training.history import History, Validation
from elman.training.plan import PLAN_FIELDS, Plan
from elman.training.run_state import Anchor, Best, RunState

KIND = register(
    Kind(
        key="elman_checkpoint",
        title="the checkpoint of a fit",
        argument="checkpoint",
        written_by="a fit has written",
        advice="Name another file, or remove this one to start again.",
        order="A checkpoint is a file of its own, beside the data and the output.",
        error=ArgumentError,
        record_array="header",
    )
)
_FORMAT = 1
_STEP = whole(0, 2**31 - 1)


def _score(place: str, value: Any) -> float:
    """A score, written so that it keeps every bit."""
    try:
        score = float.fromhex(text()(place, value))
    except (ValueError, OverflowError):
        raise FieldError(place, "be a number in hexadecimal", shown(value)) from None
    return number()(place, score)  # type: ignore[no-any-return]


_SNAPSHOT = record(step=_STEP, fingerprint=FINGERPRINT, names=list_of(text()))
_STATE = maybe(record(names=list_of(text()), fingerprint=FINGERPRINT))
_FIELDS: dict[str, Check] = {
    "format": whole(_FORMAT, _FORMAT),
    "identity": mapping_of(text()),
    "plan": PLAN_FIELDS,
    "chosen": PLAN_FIELDS,
    "reasons": text(),
    "now": _SNAPSHOT,
    "state": _STATE,
    "anchor": _SNAPSHOT,
    "anchor_state": _STATE,
    "anchor_step": _STEP,
    "best": maybe(_SNAPSHOT),
    "validations": list_of(pair_of(_STEP, _score)),
    "seconds": number(0.0),
    "num_recoveries": whole(0, 1_000),
    "events": list_of(text()),
    "finished": flag(),
}
_BEST: dict[str, Check] = {"best_step": _STEP, "best_score": _score}
_RECORD = either(record(**_FIELDS, **_BEST), record(**_FIELDS))
"""The record in a file, field by field; one that has a best network says more of it."""


class CheckpointFile:
    """Where a run is saved, every few seconds, and read back from."""

    def __init__(self, path: Path, *, identity: dict[str, str], every_seconds: float = 5.0) -> None:
        """Remembers where; nothing is written yet.

        Args:
            path: of the file.
            identity: what must be the same for a run to be resumed, by name: options, data.
            every_seconds: least time between two saves.

        Raises:
            ArgumentError: nothing can be written there.
        """
        check_target("checkpoint", path)
        self._path = path
        self._identity = identity
        self._every_seconds = every_seconds
        self._saved_at = perf_counter()

    def save_if_due(self, run: RunState, network: Network) -> None:
        """Saves if the last time is long enough ago, or if the run is finished."""
        if run.finished or perf_counter() - self._saved_at >= self._every_seconds:
            self.save(run, network)

    def save(self, run: RunState, network: Network) -> None:
        """Writes the file: at every moment there is a whole one, the old or the new."""
        arrays, header = _pack(run, network.snapshot())
        header["identity"] = self._identity
        write_whole("checkpoint", self._path, container.to_bytes(KIND, header, arrays))
        self._saved_at = perf_counter()

    def load(self, loss: Loss) -> tuple[RunState, Snapshot] | None:
        """The run that was saved, and its network; None if there is no file.

        Args:
            loss: the plan's, which the file only knows the fingerprint of.

        Raises:
            ArgumentError: the file is no checkpoint, or one of other options or data.
        """
        if not self._path.exists():
            return None
        header, arrays = container.read(self._path, KIND, _parse, lambda header: {})
        self._check_identity(header["identity"])
        try:
            _check_arrays(header, arrays)
            return _unpack(arrays, header, loss)
        except ArgumentError as error:
            raise ArgumentError(
                f"checkpoint must be whole, got {str(self._path)!r}, and {error} {KIND.advice}"
            ) from None

    def _check_identity(self, found: dict[str, str]) -> None:
        other = [name for name, value in self._identity.items() if found.get(name) != value]
        if other:
            raise ArgumentError(
                f"checkpoint must be of the same {' and '.join(self._identity)}, got {str(self._path)!r} "
                f"of other {' and '.join(other)}. Run the command that wrote it, or remove it to start again."
            )


class CheckpointFiles:
    """The files of the networks of one fit: the first has the name that was given, others a number, too."""

    def __init__(self, path: Path, *, identity: dict[str, str], every_seconds: float) -> None:
        """Remembers where; see `CheckpointFile`."""
        self._path, self._identity, self._every_seconds = path, identity, every_seconds

    def of(self, number: int) -> CheckpointFile:
        """The file of the network of this number, counted from 0."""
        path = checkpoint_path(self._path, number)
        return CheckpointFile(path, identity=self._identity, every_seconds=self._every_seconds)


def checkpoint_path(path: Path, number: int) -> Path:
    """Where the network of this number is saved, counted from 0."""
    return path if number == 0 else path.with_name(f"{path.name}.{number + 1}")


def saved_data(path: Path | None) -> str | None:
    """The fingerprint of the data of a run that was saved; None without a file that can be read."""
    if path is None or not path.exists():
        return None
    try:
        header, _ = container.read(path, KIND, _parse, lambda header: {})
    except ArgumentError:
        return None  # whoever goes on from it says what is wrong
    return str(header["identity"].get("data"))


def _parse(plain: Any) -> dict[str, Any]:
    check_version(plain, "format", _FORMAT)
    checked: dict[str, Any] = _RECORD("", plain)
    if ("best_step" in checked) != (checked["best"] is not None):
        raise ArgumentError("the record must say the step and the score of its best network.")
    return checked


def _check_arrays(header: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Checks that every array is there, with the shape that the plan's network gives it."""
    spec = NetworkSpec(**header["plan"]["spec"])
    names = spec.cell_definition.states
    wanted: dict[str, tuple[int | None, ...]] = {"losses": (None,)}
    for prefix in ("now", "anchor", *(["best"] if header["best"] else [])):
        if header[prefix]["names"] != tuple(parameter_shapes(spec)):
            raise ArgumentError(f"{prefix} must have the parameters of its network, and it has not.")
        wanted |= {
            f"{prefix}/{part}/{name}": shape
            for part in _PARTS
            for name, shape in parameter_shapes(spec).items()
        }
    for prefix in ("state", "anchor_state"):
        if header[prefix] is not None:
            wanted[prefix] = (len(names), spec.num_layers, None, spec.hidden_size)
            if header[prefix]["names"] != names:
                raise ArgumentError(f"{prefix} must hold {names}, got {shown(header[prefix]['names'])}.")
    if set(wanted) != set(arrays):
        raise ArgumentError(f"it must hold {len(wanted)} arrays by name, got {len(arrays)} others.")
    for name, shape in wanted.items():
        _check_array(name, arrays[name], shape)


def _check_array(name: str, array: Array, shape: tuple[int | None, ...]) -> None:
    fits = len(shape) == array.ndim and all(
        wanted in (size, None) for size, wanted in zip(array.shape, shape, strict=True)
    )
    if not fits or array.dtype not in FLOAT32_OR_64:
        raise ArgumentError(f"{name} must be floating-point numbers of the shape {shape}, got {array.shape}.")


def _pack(run: RunState, now: Snapshot) -> tuple[dict[str, Array], dict[str, Any]]:
    tensors: dict[str, Array] = {"losses": np.array(run.history.losses, np.float64)}
    header: dict[str, Any] = {
        "format": _FORMAT,
        "plan": run.plan.fields(),
        "chosen": run.chosen.fields(),
        "reasons": run.reasons,
        "now": _pack_snapshot("now", now, tensors),
        "state": _pack_state("state", run.carried, tensors),
        "anchor": _pack_snapshot("anchor", run.anchor.snapshot, tensors),
        "anchor_state": _pack_state("anchor_state", run.anchor.carried, tensors),
        "anchor_step": run.anchor.step,
        "best": None,
        "validations": [[step, score.hex()] for step, score in run.history.validations],
        "seconds": run.history.seconds,
        "num_recoveries": run.num_recoveries,
        "events": run.events,
        "finished": run.finished,
    }
    if run.best is not None:
        header["best"] = _pack_snapshot("best", run.best.snapshot, tensors)
        header["best_step"], header["best_score"] = run.best.step, run.best.score.hex()
    return tensors, header


def _unpack(tensors: dict[str, Array], header: dict[str, Any], loss: Loss) -> tuple[RunState, Snapshot]:
    history = History(
        losses=tensors["losses"].tolist(),
        seconds=header["seconds"],
        validations=[Validation(step, score) for step, score in header["validations"]],
    )
    best = None
    if header["best"] is not None:
        snapshot = _unpack_snapshot("best", header["best"], tensors)
        best = Best(snapshot, header["best_step"], header["best_score"])
    anchor = Anchor(
        _unpack_snapshot("anchor", header["anchor"], tensors),
        _unpack_state("anchor_state", header["anchor_state"], tensors),
        header["anchor_step"],
    )
    run = RunState(
        plan=Plan.from_fields(header["plan"], loss),
        chosen=Plan.from_fields(header["chosen"], loss),
        reasons=header["reasons"],
        anchor=anchor,
        carried=_unpack_state("state", header["state"], tensors),
        best=best,
        history=history,
        num_recoveries=header["num_recoveries"],
        events=list(header["events"]),
        finished=header["finished"],
    )
    return run, _unpack_snapshot("now", header["now"], tensors)


_PARTS = ("parameters", "m", "v")


def _pack_snapshot(prefix: str, snapshot: Snapshot, tensors: dict[str, Array]) -> dict[str, Any]:
    for part in _PARTS:
        for name, array in getattr(snapshot, part).items():
            tensors[f"{prefix}/{part}/{name}"] = np.ascontiguousarray(array)
    return {
        "step": snapshot.step,
        "fingerprint": snapshot.fingerprint,
        "names": list(snapshot.parameters),
    }


def _unpack_snapshot(prefix: str, header: dict[str, Any], tensors: dict[str, Array]) -> Snapshot:
    parts = {part: {name: tensors[f"{prefix}/{part}/{name}"] for name in header["names"]} for part in _PARTS}
    return Snapshot(**parts, step=header["step"], fingerprint=header["fingerprint"])


def _pack_state(prefix: str, state: State | None, tensors: dict[str, Array]) -> dict[str, Any] | None:
    if state is None:
        return None
    tensors[prefix] = np.ascontiguousarray(state.values_SLBH)
    return {"names": list(state.names), "fingerprint": state.fingerprint}


def _unpack_state(prefix: str, header: dict[str, Any] | None, tensors: dict[str, Array]) -> State | None:
    if header is None:
        return None
    return State(tuple(header["names"]), tensors[prefix], header["fingerprint"])
