"""The one door: every fit begins here, and every product is loaded here."""

from typing import TYPE_CHECKING

from elman.later import later

if TYPE_CHECKING:
    from elman.api.fitting import fit
    from elman.api.loading import load
    from elman.api.preparing import PreparedFit, prepare_fit, run_fit
    from elman.api.request import FitColumns, FitRequest

__all__ = ["FitColumns", "FitRequest", "PreparedFit", "fit", "load", "prepare_fit", "run_fit"]

__getattr__ = later(
    __name__,
    {
        "FitColumns": "request",
        "FitRequest": "request",
        "PreparedFit": "preparing",
        "fit": "fitting",
        "load": "loading",
        "prepare_fit": "preparing",
        "run_fit": "preparing",
    },
)
