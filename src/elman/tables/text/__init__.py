"""Text tables: what is decided by one look at a file, and its cells read by it."""

from elman.tables.text.dialect import Dialect

__all__ = ["Dialect"]
