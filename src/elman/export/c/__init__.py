"""A model as one C99 file."""

from elman.export.c.format import C

__all__ = ["C"]
