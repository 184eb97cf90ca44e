"""Several models or forecasters on the same rows: who is best, and whether chance could have made it so."""

from elman.comparing.contenders import compare
from elman.comparing.paired import Difference, paired_difference
from elman.comparing.result import Comparison

__all__ = ["Comparison", "Difference", "compare", "paired_difference"]
