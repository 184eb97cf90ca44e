"""Tables to sequences, sequences to examples, and the windows that training takes from them."""

from elman.data.examples import Examples
from elman.data.fingerprint import fingerprint
from elman.data.missing import MISSING_POLICIES
from elman.data.preparation import Preparation, fit_preparation
from elman.data.rows import Rows, parse_rows
from elman.data.scaling import SCALING_METHODS, Scaling, fit_scaling
from elman.data.sequences import Sequences
from elman.data.splits import split_in_time
from elman.data.stamped import StampedTable, read_stamped
from elman.data.synthetic import sine_to_cosine, window_angles
from elman.data.tables import as_names, column_names, read_sequences
from elman.data.windows import Window
from elman.data.writing import check_table_path, write_table

__all__ = [
    "MISSING_POLICIES",
    "SCALING_METHODS",
    "Examples",
    "Preparation",
    "Rows",
    "Scaling",
    "Sequences",
    "StampedTable",
    "Window",
    "as_names",
    "check_table_path",
    "column_names",
    "fingerprint",
    "fit_preparation",
    "fit_scaling",
    "parse_rows",
    "read_sequences",
    "read_stamped",
    "sine_to_cosine",
    "split_in_time",
    "window_angles",
    "write_table",
]
