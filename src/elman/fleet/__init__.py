"""Many units with a model each: fitted in shards on any runner, and kept in one directory."""

from typing import TYPE_CHECKING

from elman.later import later

if TYPE_CHECKING:
    from elman.fleet.candidates import CANDIDATES
    from elman.fleet.evaluation import FleetEvaluation
    from elman.fleet.fitting import FleetReport, FleetRequest, FleetWatch, fit_fleet
    from elman.fleet.fleet import Fleet
    from elman.fleet.planning import plan
    from elman.fleet.shard import run_shard
    from elman.fleet.text import describe_evaluation

__all__ = [
    "CANDIDATES",
    "Fleet",
    "FleetEvaluation",
    "FleetReport",
    "FleetRequest",
    "FleetWatch",
    "describe_evaluation",
    "fit_fleet",
    "plan",
    "run_shard",
]

__getattr__ = later(
    __name__,
    {
        "CANDIDATES": "candidates",
        "Fleet": "fleet",
        "FleetEvaluation": "evaluation",
        "FleetReport": "fitting",
        "FleetRequest": "fitting",
        "FleetWatch": "fitting",
        "describe_evaluation": "text",
        "fit_fleet": "fitting",
        "plan": "planning",
        "run_shard": "shard",
    },
)
