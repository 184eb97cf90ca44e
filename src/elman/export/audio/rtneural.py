"""JSON of RTNeural, as its `parseJson` reads it and as AIDA-X takes it: layers as Keras has them."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any, final

import numpy as np

from elman.arrays import Array
from elman.export.audio.folded import Layer, check_cells, fold, sample_rate
from elman.export.audio.runner import AudioRunner, State, sigmoid
from elman.export.exportable import Exportable
from elman.export.target import Runner

_CELLS = ("lstm", "gru")


@final
class RtNeural:
    """One `.json` file."""

    name = "rtneural"
    suffixes = (".json",)
    takes_missing = False

    def check(self, exportable: Exportable) -> None:
        """Checks that RTNeural has the cell.

        Raises:
            ArgumentError: it has not.
        """
        check_cells(exportable, "RTNeural", _CELLS)

    def notes(self, exportable: Exportable) -> tuple[str, ...]:
        """Samples of audio are never missing, and the file knows no names."""
        if exportable.spec.input_size == exportable.spec.output_size == 1:
            return ()
        return ("AIDA-X takes models of one input and one target; other readers of RTNeural may take more.",)

    def render(self, exportable: Exportable) -> bytes:
        """The file's content."""
        folded, cell = fold(exportable), exportable.spec.cell
        layers = [_recurrent(layer, cell) for layer in folded.layers]
        dense = {
            "type": "dense",
            "activation": "",
            "shape": [None, None, exportable.spec.output_size],
            "weights": [folded.w_out_OH.T.tolist(), folded.b_out_O.tolist()],
        }
        plain: dict[str, Any] = {
            "in_shape": [None, None, exportable.spec.input_size],
            "in_skip": 0,
            "metadata": {"name": exportable.name} | _rate(exportable),
            "layers": [*layers, dense],
        }
        return json.dumps(plain).encode()

    def open(self, content: bytes, exportable: Exportable, folder: Path) -> Runner:
        """The file, read and run as RTNeural's own layers are defined."""
        *recurrent, dense = json.loads(content)["layers"]
        steps, starts = [], []
        for layer in recurrent:
            weights = [np.array(part, np.float32) for part in layer["weights"]]
            steps.append(partial(_STEPS[layer["type"]], weights))
            zeros_H = np.zeros(layer["shape"][-1], np.float32)
            starts.append((zeros_H, zeros_H) if layer["type"] == "lstm" else (zeros_H,))
        w_HO, b_O = (np.array(part, np.float32) for part in dense["weights"])
        return AudioRunner(steps, starts, w_HO.T, b_O)


def _rate(exportable: Exportable) -> dict[str, float]:
    rate = sample_rate(exportable)
    return {} if rate is None else {"samplerate": rate}


def _recurrent(layer: Layer, cell: str) -> dict[str, Any]:
    """A layer as Keras has it: matrices transposed, the gates of a GRU in the order z, r, n."""
    if cell == "gru":
        layer = Layer(
            *(_update_first(part) for part in (layer.w_ih_GF, layer.w_hh_GH, layer.b_ih_G, layer.b_hh_G))
        )
        bias = np.stack([layer.b_ih_G, layer.b_hh_G])
    else:
        bias = layer.b_ih_G + layer.b_hh_G
    return {
        "type": cell,
        "activation": "tanh",
        "shape": [None, None, layer.w_hh_GH.shape[1]],
        "weights": [layer.w_ih_GF.T.tolist(), layer.w_hh_GH.T.tolist(), bias.tolist()],
    }


def _update_first(rows: Array) -> Array:
    reset, update, new = np.split(rows, 3)
    return np.concatenate([update, reset, new])


def _lstm(weights: list[Array], x_F: Array, state: State) -> State:
    (kernel, recurrent, bias), (h_H, c_H) = weights, state
    i_H, f_H, g_H, o_H = np.split(x_F @ kernel + h_H @ recurrent + bias, 4)
    c_H = sigmoid(f_H) * c_H + sigmoid(i_H) * np.tanh(g_H)
    return sigmoid(o_H) * np.tanh(c_H), c_H


def _gru(weights: list[Array], x_F: Array, state: State) -> State:
    (kernel, recurrent, (b_in, b_own)), (h_H,) = weights, state
    z_in, r_in, n_in = np.split(x_F @ kernel + b_in, 3)
    z_own, r_own, n_own = np.split(h_H @ recurrent + b_own, 3)
    z_H, r_H = sigmoid(z_in + z_own), sigmoid(r_in + r_own)
    n_H = np.tanh(n_in + r_H * n_own)
    return ((1 - z_H) * n_H + z_H * h_H,)


_STEPS = {"lstm": _lstm, "gru": _gru}
