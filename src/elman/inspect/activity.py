"""Hidden states, cells and gates at every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.inspect.unrolled import Unrolled


@dataclass(frozen=True, kw_only=True, slots=True)
class Activity:
    """What every unit of every layer did at every step."""

    states: Mapping[str, Array]
    """The carried arrays by name (`h`, and `c` for the LSTM): after each row, `(L, B, T, H)`."""
    gates: Mapping[str, Array]
    """The gates by name (GRU: r, z, n; LSTM: i, f, g, o; rnn: h): in each row, `(L, B, T, H)`."""

    def columns(self, sequence: int = 0) -> dict[str, Array]:
        """A table of one sequence: a column for every unit, as `h_l0_u3` and `gate_f_l0_u3`."""
        named = dict(self.states) | {f"gate_{name}": array for name, array in self.gates.items()}
        return {
            f"{name}_l{layer}_u{unit}": array_LBTH[layer, sequence, :, unit]
            for name, array_LBTH in named.items()
            for layer in range(array_LBTH.shape[0])
            for unit in range(array_LBTH.shape[3])
        }


def record_activity(unrolled: Unrolled) -> Activity:
    """The states and gates of a run."""
    cell, layers = unrolled.cell, unrolled.run.layers
    states_LTSBH = np.stack([np.stack([np.stack(after) for after in run.states[1:]]) for run in layers])
    gates_LTGBH = np.stack(
        [np.stack([np.stack(cell.gate_values(kept)) for kept in run.saved]) for run in layers]
    )
    return Activity(
        states={name: states_LTSBH[:, :, s].swapaxes(1, 2) for s, name in enumerate(cell.states)},
        gates={name: gates_LTGBH[:, :, g].swapaxes(1, 2) for g, name in enumerate(cell.gates)},
    )
