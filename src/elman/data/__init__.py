"""Tables to sequences, sequences to examples, and the windows that training takes from them."""

from typing import TYPE_CHECKING

from elman.data.examples import Examples, Window
from elman.data.missing import MISSING_POLICIES
from elman.data.preparation import EXACT, ROUNDED, Preparation, as_read, fit_preparation
from elman.data.reading import read_sequences
from elman.data.scaling import SCALING_METHODS, Scaling, fit_scaling
from elman.data.sequences import Sequences, Step, fingerprint, step_notes
from elman.later import later

if TYPE_CHECKING:
    from elman.data.splits import split_in_time
    from elman.data.synthetic import sine_to_cosine, window_angles

__all__ = [
    "EXACT",
    "MISSING_POLICIES",
    "ROUNDED",
    "SCALING_METHODS",
    "Examples",
    "Preparation",
    "Scaling",
    "Sequences",
    "Step",
    "Window",
    "as_read",
    "fingerprint",
    "fit_preparation",
    "fit_scaling",
    "read_sequences",
    "sine_to_cosine",
    "split_in_time",
    "step_notes",
    "window_angles",
]

_MOVED = {
    "Rows": "elman.tables",
    "StampedTable": "elman.tables",
    "as_names": "elman.tables",
    "check_table_path": "elman.tables",
    "column_names": "elman.tables",
    "parse_rows": "elman.tables",
    "read_stamped": "elman.tables",
    "write_table": "elman.tables",
}

__getattr__ = later(
    __name__,
    {"sine_to_cosine": "synthetic", "split_in_time": "splits", "window_angles": "synthetic"},
    _MOVED,
)
