"""What goes on inside a network: its states and gates, how far its gradient reaches, what it remembers.

Everything here is computed in float64 by the definition of the cells, from the parameters of any engine's
network, so that the numbers are those of the network and of no approximation.
"""

from elman.inspect.activity import Activity, record_activity
from elman.inspect.components import Components, find_components
from elman.inspect.inspection import Inspection, look_inside
from elman.inspect.reach import Reach, measure_reach
from elman.inspect.saturation import Saturation, measure_saturation
from elman.inspect.sensitivity import Sensitivity, measure_sensitivity
from elman.inspect.time_constants import TimeConstants, find_time_constants
from elman.inspect.unrolled import Unrolled, unroll, unroll_parameters

__all__ = [
    "Activity",
    "Components",
    "Inspection",
    "Reach",
    "Saturation",
    "Sensitivity",
    "TimeConstants",
    "Unrolled",
    "find_components",
    "find_time_constants",
    "look_inside",
    "measure_reach",
    "measure_saturation",
    "measure_sensitivity",
    "record_activity",
    "unroll",
    "unroll_parameters",
]
