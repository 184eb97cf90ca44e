"""The one door: every fit begins here, and every file is loaded here."""

from elman.api.fitting import fit
from elman.api.loading import load
from elman.api.preparing import PreparedFit, prepare_fit, run_fit
from elman.api.request import FitColumns, FitRequest

__all__ = ["FitColumns", "FitRequest", "PreparedFit", "fit", "load", "prepare_fit", "run_fit"]
