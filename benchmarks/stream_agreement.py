"""Is the state really carried? Models of measured data, in one piece, in chunks, row by row, from files.

Every cell with one to three layers, fitted on the Silverbox's multisine, runs over its arrow record on every
instruction set, a share of the inputs missing. What is counted are predictions that differ from the whole
record's in any bit. `--data` names a folder with the folder `silverbox`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

import elman
from elman import _native
from machine import describe_machine
from report import finish, make_parser, show_progress

TRAIN, RECORD = (40650, 105712), (100, 40575)  # rows; see system_identification.py
CELLS, LAYERS = ("rnn", "rnn_relu", "gru", "lstm"), (1, 2, 3)
MISSING, MAX_CHUNK, NUM_FILES = 0.02, 999, 20


def in_chunks(model: elman.Model, x_TF: np.ndarray) -> np.ndarray:
    """Chunks of random sizes."""
    random, stream, parts, row = np.random.default_rng(5), model.stream(), [], 0
    while row < len(x_TF):
        size = int(random.integers(1, MAX_CHUNK))
        parts.append(stream.run(x_TF[row : row + size]))
        row += size
    return np.concatenate(parts)


def row_by_row(model: elman.Model, x_TF: np.ndarray) -> np.ndarray:
    """One row a call."""
    stream = model.stream()
    return np.array([stream.step(x_F) for x_F in x_TF])


def from_files(model: elman.Model, x_TF: np.ndarray) -> np.ndarray:
    """A stream saves its state, and another one loads it."""
    parts, state = [], None
    with tempfile.TemporaryDirectory() as folder:
        for part_TF in np.array_split(x_TF, NUM_FILES):
            stream = model.stream(state=state)
            parts.append(stream.run(part_TF))
            stream.state.save(Path(folder) / "state")
            state = elman.State.load(Path(folder) / "state")
    return np.concatenate(parts)


def predicted_in_parts(model: elman.Model, x_TF: np.ndarray) -> np.ndarray:
    """`predict` after `predict`."""
    parts, state = [], None
    for part_TF in np.array_split(x_TF, NUM_FILES):
        prediction, state = model.predict({"V1": part_TF[:, 0]}, state=state, return_state=True)
        parts.append(prediction.values_NO)
    return np.concatenate(parts)


WAYS: dict[str, Callable[[elman.Model, np.ndarray], np.ndarray]] = {
    "one chunk": lambda model, x_TF: model.stream().run(x_TF),
    "chunks": in_chunks,
    "row by row": row_by_row,
    "from files": from_files,
    "predict in parts": predicted_in_parts,
}


def read_record(table: Path) -> np.ndarray:
    """The arrow's input, `(T, 1)`, with holes."""
    x_TF = elman.read_sequences(table, inputs="V1", rows=RECORD).values_NC
    x_TF[np.random.default_rng(3).random(x_TF.shape) < MISSING] = np.nan
    return x_TF


def count_differences(model: elman.Model, x_TF: np.ndarray) -> dict[str, int]:
    """By the way, predictions that are not those of one `predict`, bit for bit."""
    whole_TO = model.predict({"V1": x_TF[:, 0]}).values_NO
    assert np.isfinite(whole_TO).all()
    assert whole_TO.std() > 0
    return {name: int((way(model, x_TF) != whole_TO).sum()) for name, way in WAYS.items()}


def main() -> None:
    """Fits, and runs every model in every way on every instruction set."""
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the folder silverbox")
    parser.add_argument("--steps", type=int, default=100, help="training steps of a model")
    arguments = parser.parse_args()
    table = arguments.data / "silverbox" / "SNLS80mV.csv.gz"
    x_TF = read_record(table)
    lines = [
        describe_machine(threads=len(os.sched_getaffinity(0))),
        f"predictions of {len(x_TF)} that differ in any bit; {int(np.isnan(x_TF).sum())} inputs are missing",
        f"{'':28s}" + "".join(f"{name:>18s}" for name in WAYS),
    ]
    cases = [(cell, layers) for cell in CELLS for layers in LAYERS]
    with tempfile.TemporaryDirectory() as folder:
        for number, (cell, layers) in enumerate(cases):
            os.environ.pop("ELMAN_ISA", None)
            options = {"cell": cell, "layers": layers, "hidden_size": 32, "trials": False}
            fitted = elman.fit(table, inputs="V1", targets="V2", rows=TRAIN, steps=arguments.steps, **options)
            fitted.save(Path(folder) / "model")
            for name in _native.instruction_sets():
                os.environ["ELMAN_ISA"] = name
                model = elman.load(Path(folder) / "model")
                counts = count_differences(model, x_TF)
                lines.append(
                    f"{f'{cell}, layers {layers}':20s}{model.network.instruction_set:8s}"
                    + "".join(f"{counts[way]:18d}" for way in WAYS)
                )
            show_progress(number + 1, len(cases), "network")
    finish("stream_agreement", lines, write=arguments.write)


if __name__ == "__main__":
    main()
