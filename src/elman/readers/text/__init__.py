"""Text tables: one look at a file decides how it is written, and its cells are read accordingly."""

from elman.readers.text.dialect import Dialect

__all__ = ["Dialect"]
