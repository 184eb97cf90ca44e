"""Everything that is found inside a network on some rows."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.inspect.activity import Activity, record_activity
from elman.inspect.components import Components, find_components
from elman.inspect.reach import Reach, measure_reach
from elman.inspect.saturation import Saturation, measure_saturation
from elman.inspect.sensitivity import Sensitivity, measure_sensitivity
from elman.inspect.time_constants import TimeConstants, find_time_constants
from elman.inspect.unrolled import Unrolled, unroll
from elman.network import State
from elman.network.losses import Loss

_SHOWN = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Inspection:
    """The inside of a network on some rows. The class of each part defines it."""

    unrolled: Unrolled
    """The run of the network over the rows."""
    activity: Activity
    """The states, cells and gates of every layer at every step."""
    reach: Reach
    """The reach of the gradient."""
    time_constants: TimeConstants
    """The time constants of the state."""
    components: Components
    """The principal components of the hidden states."""
    saturation: Saturation
    """The saturation of the gates."""
    sensitivity: Sensitivity
    """The sensitivity of the prediction to each input."""
    input_names: tuple[str, ...]
    """The names of the inputs."""

    def describe(self) -> str:
        """Describes the findings in a few lines."""
        spec, taus_N = self.unrolled.spec, self.time_constants.typical[:_SHOWN]
        reach = self.reach.rows_to()
        far = f"more than {len(self.reach.whole)}" if reach is None else f"{reach}"
        shares = ", ".join(f"{gate} {100 * share:.3g} %" for gate, share in self.saturation.shares.items())
        return "\n".join(
            [
                f"{spec.cell}, {spec.num_layers} x {spec.hidden_size} units, {self.unrolled.num_rows:,} rows",
                f"gradient: below 1 % of its largest after {far} rows",
                f"slowest time constants: {', '.join(f'{tau:.3g}' for tau in taus_N)} rows",
                f"components for 99 % of the state's variance: {self.components.count_for()}",
                f"at an end of the range: {shares}",
                f"share of each input: {self._inputs()}",
            ]
        )

    def draw(self, path: str | PathLike[str], *, title: str = "") -> tuple[str, ...]:
        """Writes a picture: units over time, the gradient's way back, the path of the state, time constants.

        Args:
            path: where the picture goes; its name ends in .png, .svg or .pdf.
            title: the title of the picture.

        Returns:
            Remarks on the picture, one sentence each.

        Raises:
            ArgumentError: the picture cannot be written there.
        """
        from elman.plots import Inside, check_plot_path, draw_inside, save_figure

        check_plot_path(Path(path))
        h_LTH = self.activity.states["h"][:, 0]
        inside = Inside(
            units_RT=h_LTH.transpose(0, 2, 1).reshape(-1, h_LTH.shape[1]),
            reach_K=self.reach.whole,
            window=self.reach.window,
            path_T2=_two_columns(self.components.values_BTC[0]),
            share=float(self.components.share_C[:2].sum()),
            constants_N=self.time_constants.typical,
        )
        return save_figure(draw_inside(inside, title=title), Path(path))

    def _inputs(self) -> str:
        share_F = np.asarray(self.sensitivity.share.mean(axis=1))
        order = np.argsort(-share_F)[:_SHOWN]
        return ", ".join(f"{self.input_names[place]} {100 * share_F[place]:.3g} %" for place in order)


def _two_columns(values_TC: Array) -> Array:
    """Returns the first two columns; the second is zero if there is a single unit."""
    return np.pad(values_TC[:, :2], ((0, 0), (0, max(0, 2 - values_TC.shape[1]))))


# Many parameters: what is looked at and how far, all but the arrays by keyword.
def look_inside(
    network: Network,
    x_BTF: Array,
    y_BTO: Array,
    *,
    state: State | None = None,
    steps: int = 100,
    window: int | None = None,
    loss: Loss | None = None,
    input_names: tuple[str, ...] | None = None,
) -> Inspection:
    """Looks inside a network while it runs over some rows.

    Args:
        network: a network of any engine.
        x_BTF: the scaled inputs.
        y_BTO: the scaled targets; NaN where missing.
        state: the state before the first row; None: zeros.
        steps: how many rows gradients are followed back, at most all.
        window: the number of rows after which the training cuts the gradient; None: it is not cut.
        loss: the loss whose gradient is followed; None: the mean squared error.
        input_names: the names of the inputs; None: they are numbered.

    Raises:
        ArgumentError: the arrays do not fit the network, or a number is out of its range.
        StateError: the state belongs to another network.
    """
    unrolled = unroll(network, x_BTF, state)
    activity = record_activity(unrolled)
    return Inspection(
        unrolled=unrolled,
        activity=activity,
        reach=measure_reach(unrolled, y_BTO, steps=steps, window=window, loss=loss),
        time_constants=find_time_constants(unrolled),
        components=find_components(activity),
        saturation=measure_saturation(unrolled, activity),
        sensitivity=measure_sensitivity(unrolled, steps=steps),
        input_names=input_names or tuple(f"input {place}" for place in range(x_BTF.shape[2])),
    )
