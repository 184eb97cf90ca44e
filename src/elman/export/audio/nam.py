"""`.nam` files of the Neural Amp Modeler, version 0.5: an LSTM as one list of numbers."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any, final

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.export.audio.folded import Layer, check_cells, fold, sample_rate
from elman.export.audio.runner import AudioRunner, State, sigmoid
from elman.export.exportable import Exportable
from elman.export.target import Runner

_VERSION = "0.5.4"


@final
class Nam:
    """One `.nam` file."""

    name = "nam"
    suffixes = (".nam",)
    takes_missing = False

    def check(self, exportable: Exportable) -> None:
        """Checks that the model is an LSTM from one signal to another.

        Raises:
            ArgumentError: it is not.
        """
        check_cells(exportable, ".nam", ("lstm",))
        sizes = (exportable.spec.input_size, exportable.spec.output_size)
        if sizes != (1, 1):
            raise ArgumentError(
                f"a .nam file must have one input and one target, got {sizes[0]} and {sizes[1]}. "
                "Choose another format."
            )

    def notes(self, exportable: Exportable) -> tuple[str, ...]:
        """Without a rate, plug-ins take 48 kHz."""
        if sample_rate(exportable) is not None:
            return ()
        return ("The model does not know its rate (fit with a time column), so plug-ins will take 48 kHz.",)

    def render(self, exportable: Exportable) -> bytes:
        """The file's content."""
        folded, spec, rate = fold(exportable), exportable.spec, sample_rate(exportable)
        plain: dict[str, Any] = {
            "version": _VERSION,
            "metadata": {"name": exportable.name},
            "architecture": "LSTM",
            "config": {
                "input_size": spec.input_size,
                "hidden_size": spec.hidden_size,
                "num_layers": spec.num_layers,
            },
            "weights": [
                *(number for layer in folded.layers for number in _numbers(layer)),
                *folded.w_out_OH.ravel().tolist(),
                *folded.b_out_O.tolist(),
            ],
        }
        if rate is not None:
            plain["sample_rate"] = rate
        return json.dumps(plain).encode()

    def open(self, content: bytes, exportable: Exportable, folder: Path) -> Runner:
        """The file, read and run as the format's definition says."""
        plain = json.loads(content)
        config, weights = plain["config"], np.array(plain["weights"], np.float32)
        units, size, at = config["hidden_size"], config["input_size"], 0
        steps, starts = [], []
        for _ in range(config["num_layers"]):
            columns = size + units
            w_GC = weights[at : at + 4 * units * columns].reshape(4 * units, columns)
            at += w_GC.size
            b_G, h_H, c_H = np.split(weights[at : at + 6 * units], [4 * units, 5 * units])
            at += 6 * units
            steps.append(partial(_step, w_GC, b_G))
            starts.append((h_H, c_H))
            size = units
        head = weights[at:]
        return AudioRunner(steps, starts, head[np.newaxis, :-1], head[-1:])


def _numbers(layer: Layer) -> list[float]:
    """Both matrices side by side, the sum of the biases, and the state before the first row: zeros."""
    both = np.concatenate([layer.w_ih_GF, layer.w_hh_GH], axis=1)
    start = np.zeros(2 * layer.w_hh_GH.shape[1])
    numbers: list[float] = np.concatenate([both.ravel(), layer.b_ih_G + layer.b_hh_G, start]).tolist()
    return numbers


def _step(w_GC: Array, b_G: Array, x_F: Array, state: State) -> State:
    h_H, c_H = state
    i_H, f_H, g_H, o_H = np.split(w_GC @ np.concatenate([x_F, h_H]) + b_G, 4)
    c_H = sigmoid(f_H) * c_H + sigmoid(i_H) * np.tanh(g_H)
    return sigmoid(o_H) * np.tanh(c_H), c_H
