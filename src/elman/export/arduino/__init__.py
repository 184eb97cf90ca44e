"""A model as an Arduino library."""

from elman.export.arduino.format import Arduino

__all__ = ["Arduino"]
