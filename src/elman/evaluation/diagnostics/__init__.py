"""What a score does not tell: what is left in the errors, where they are, and how the network answers."""

from elman.evaluation.diagnostics.correlations import Correlation, correlate_errors
from elman.evaluation.diagnostics.diagnosis import (
    Diagnostics,
    InputDiagnostics,
    Response,
    TargetDiagnostics,
    diagnose,
)
from elman.evaluation.diagnostics.ranges import ErrorByRange, error_by_range
from elman.evaluation.diagnostics.text import describe_diagnostics

__all__ = [
    "Correlation",
    "Diagnostics",
    "ErrorByRange",
    "InputDiagnostics",
    "Response",
    "TargetDiagnostics",
    "correlate_errors",
    "describe_diagnostics",
    "diagnose",
    "error_by_range",
]
