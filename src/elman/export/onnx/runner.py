"""ONNX Runtime at work on one sequence."""

from __future__ import annotations

from typing import TypeAlias, final

import numpy as np
import onnxruntime

from elman.arrays import Array

States: TypeAlias = dict[str, Array]
"""`state_in_*` by name, for a batch of one."""


@final
class OnnxRunner:
    """A session; see `elman.export.Runner`."""

    def __init__(self, content: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3  # errors; warnings would be printed among elman's sentences
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        self._start = {
            value.name: np.zeros([1 if size == "batch" else size for size in value.shape], np.float32)
            for value in self._session.get_inputs()
            if value.name.startswith("state_in_")
        }
        doubles = {"tensor(double)": np.float64}
        self._dtype = next(
            doubles.get(value.type, np.float32) for value in self._session.get_inputs() if value.name == "x"
        )
        self._outputs = [value.name for value in self._session.get_outputs()]

    def run(self, x_TF: Array, state: States | None) -> tuple[Array, States]:
        """Runs some rows; see `elman.export.Runner`."""
        feeds = {"x": x_TF[np.newaxis].astype(self._dtype), **(self._start if state is None else state)}
        made = dict(zip(self._outputs, self._session.run(self._outputs, feeds), strict=True))
        y_BTO = made.pop("y")
        return y_BTO[0], {name.replace("_out_", "_in_"): array for name, array in made.items()}
