"""A checkpoint: one safetensors file with everything a run needs to go on with the very same bits."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from elman.arrays import Array
from elman.engines import Network, Snapshot
from elman.errors import ArgumentError
from elman.network import State
from elman.network.losses import Loss
from elman.storage.whole_file import check_target, whole_file
from elman.training.history import History, Validation
from elman.training.memory import Anchor, Best, Memory
from elman.training.plan import Plan

_FORMAT = 1
_HEADER = "header"


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

    def save_if_due(self, memory: Memory, network: Network) -> None:
        """Saves if the last time is long enough ago, or if the run is finished."""
        if memory.finished or perf_counter() - self._saved_at >= self._every_seconds:
            self.save(memory, network)

    def save(self, memory: Memory, network: Network) -> None:
        """Writes the file: at every moment there is a whole one, the old or the new."""
        tensors, header = _pack(memory, network.snapshot())
        header["identity"] = self._identity
        text = json.dumps(header).encode()
        tensors[_HEADER] = np.frombuffer(text, np.uint8)
        with whole_file("checkpoint", self._path) as partial:
            partial.write_bytes(save(tensors))
        self._saved_at = perf_counter()

    def load(self, loss: Loss) -> tuple[Memory, Snapshot] | None:
        """The run that was saved, and its network; None if there is no file.

        Args:
            loss: the plan's, which the file only knows the fingerprint of.

        Raises:
            ArgumentError: the file is no checkpoint, or one of other options or data.
        """
        if not self._path.exists():
            return None
        try:
            tensors = load(self._path.read_bytes())
            header = json.loads(tensors.pop(_HEADER).tobytes())
            self._check_format(header["format"])
            self._check_identity(header["identity"])
            return _unpack(tensors, header, loss)
        except ArgumentError:
            raise
        except (SafetensorError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise ArgumentError(
                f"checkpoint must be a file that a fit has written, got {self._path} ({error}). "
                "Name another file, or remove this one."
            ) from None

    def _check_format(self, found: object) -> None:
        if found != _FORMAT:
            raise ArgumentError(
                f"checkpoint must have format {_FORMAT}, got {found} in {self._path}. "
                "It is of another version of elman: remove it and start again."
            )

    def _check_identity(self, found: dict[str, str]) -> None:
        other = [name for name, value in self._identity.items() if found.get(name) != value]
        if other:
            raise ArgumentError(
                f"checkpoint must be of the same {' and '.join(self._identity)}, got {self._path} of other "
                f"{' and '.join(other)}. Run the command that wrote it, or remove it to start again."
            )


def _pack(memory: Memory, now: Snapshot) -> tuple[dict[str, Array], dict[str, Any]]:
    tensors: dict[str, Array] = {"losses": np.array(memory.history.losses, np.float64)}
    header: dict[str, Any] = {
        "format": _FORMAT,
        "plan": memory.plan.fields(),
        "chosen": memory.chosen.fields(),
        "reasons": memory.reasons,
        "now": _pack_snapshot("now", now, tensors),
        "state": _pack_state("state", memory.state, tensors),
        "anchor": _pack_snapshot("anchor", memory.anchor.snapshot, tensors),
        "anchor_state": _pack_state("anchor_state", memory.anchor.state, tensors),
        "anchor_step": memory.anchor.step,
        "best": None,
        "validations": [[step, score.hex()] for step, score in memory.history.validations],
        "seconds": memory.history.seconds,
        "num_recoveries": memory.num_recoveries,
        "events": memory.events,
        "finished": memory.finished,
    }
    if memory.best is not None:
        header["best"] = _pack_snapshot("best", memory.best.snapshot, tensors)
        header["best_step"], header["best_score"] = memory.best.step, memory.best.score.hex()
    return tensors, header


def _unpack(tensors: dict[str, Array], header: dict[str, Any], loss: Loss) -> tuple[Memory, Snapshot]:
    history = History(
        losses=tensors["losses"].tolist(),
        seconds=header["seconds"],
        validations=[Validation(step, float.fromhex(score)) for step, score in header["validations"]],
    )
    best = None
    if header["best"] is not None:
        snapshot = _unpack_snapshot("best", header["best"], tensors)
        best = Best(snapshot, header["best_step"], float.fromhex(header["best_score"]))
    anchor = Anchor(
        _unpack_snapshot("anchor", header["anchor"], tensors),
        _unpack_state("anchor_state", header["anchor_state"], tensors),
        header["anchor_step"],
    )
    memory = Memory(
        plan=Plan.from_fields(header["plan"], loss),
        chosen=Plan.from_fields(header["chosen"], loss),
        reasons=header["reasons"],
        anchor=anchor,
        state=_unpack_state("state", header["state"], tensors),
        best=best,
        history=history,
        num_recoveries=header["num_recoveries"],
        events=header["events"],
        finished=header["finished"],
    )
    return memory, _unpack_snapshot("now", header["now"], tensors)


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
