"""Work on many workers, by engines that exist: processes, Dask, Ray.

To add one: a class that is a `Runner` in a file of its own, and a line in `opening.py`.
"""

from typing import TYPE_CHECKING

from elman.later import later

if TYPE_CHECKING:
    from elman.runners.finishing import finish_all
    from elman.runners.opening import check_runner, open_runner
    from elman.runners.protocol import Outcome, Runner, Task

__all__ = ["Outcome", "Runner", "Task", "check_runner", "finish_all", "open_runner"]

__getattr__ = later(
    __name__,
    {
        "Outcome": "protocol",
        "Runner": "protocol",
        "Task": "protocol",
        "check_runner": "opening",
        "finish_all": "finishing",
        "open_runner": "opening",
    },
)
