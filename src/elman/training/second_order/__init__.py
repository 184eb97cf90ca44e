"""A second-order finish: L-BFGS on the whole training part, after the windows have done their work."""

from elman.training.second_order.finish import Finished, Limits, finish
from elman.training.second_order.lbfgs import Lbfgs, LbfgsState
from elman.training.second_order.objective import Objective
from elman.training.second_order.segments import Segments

__all__ = ["Finished", "Lbfgs", "LbfgsState", "Limits", "Objective", "Segments", "finish"]
