"""The reference engine: NumPy, float64, made to be read. It is what the others are held to."""

from elman.engines.reference.engine import ReferenceEngine
from elman.engines.reference.network import ReferenceNetwork

__all__ = ["ReferenceEngine", "ReferenceNetwork"]
