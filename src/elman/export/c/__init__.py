"""A model as one C99 file."""

from elman.export.c.target import C

__all__ = ["C"]
