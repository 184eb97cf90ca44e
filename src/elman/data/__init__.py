"""Sequences, and the windows that training takes from them."""

from elman.data.examples import Examples
from elman.data.rows import Rows, parse_rows
from elman.data.sequences import Sequences
from elman.data.synthetic import sine_to_cosine, window_angles
from elman.data.tables import column_names, read_sequences
from elman.data.windows import Window

__all__ = [
    "Examples",
    "Rows",
    "Sequences",
    "Window",
    "column_names",
    "parse_rows",
    "read_sequences",
    "sine_to_cosine",
    "window_angles",
]
