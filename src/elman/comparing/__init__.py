"""Several models or forecasters on the same rows: which is best, and whether this could be chance."""

from elman.comparing.contenders import compare
from elman.comparing.paired import Difference, paired_difference
from elman.comparing.result import Comparison

__all__ = ["Comparison", "Difference", "compare", "paired_difference"]
