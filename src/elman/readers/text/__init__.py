"""Text tables: what is decided by one look at a file, and its cells read by it."""

from elman.readers.text.dialect import Dialect

__all__ = ["Dialect"]
