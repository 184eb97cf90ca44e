"""The few directions in which the state moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.inspect.activity import Activity


@dataclass(frozen=True, kw_only=True, slots=True)
class Components:
    """Principal components of the hidden states of all layers together, over all rows of all sequences.

    Letters: C components, the strongest first; N = L * H units, layer after layer.
    """

    share_C: Array
    """Of the variance of all units, that each component has; 0 for a state that does not move."""
    axes_CN: Array
    """The direction of each, of length 1; its largest entry is positive."""
    mean_N: Array
    """Of each unit."""
    values_BTC: Array
    """Where the state is along each component at every step."""

    def count_for(self, share: float = 0.99) -> int:
        """How many components have this share of the variance together."""
        return int(np.searchsorted(np.cumsum(self.share_C), share - 1e-12)) + 1


def find_components(activity: Activity) -> Components:
    """The principal components of the hidden states, by singular values."""
    h_LBTH = activity.states["h"]
    h_BTN = h_LBTH.transpose(1, 2, 0, 3).reshape(*h_LBTH.shape[1:3], -1)
    mean_N = h_BTN.mean(axis=(0, 1))
    centred = (h_BTN - mean_N).reshape(-1, h_BTN.shape[2])
    _, sizes_C, axes_CN = np.linalg.svd(centred, full_matrices=False)
    strongest_C = np.abs(axes_CN).argmax(axis=1)
    axes_CN = axes_CN * np.sign(axes_CN[np.arange(len(axes_CN)), strongest_C])[:, np.newaxis]
    total = float((sizes_C**2).sum())
    return Components(
        share_C=sizes_C**2 / total if total > 0 else np.zeros_like(sizes_C),
        axes_CN=axes_CN,
        mean_N=mean_N,
        values_BTC=(h_BTN - mean_N) @ axes_CN.T,
    )
