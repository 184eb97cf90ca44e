"""A network at work: whole sequences, the state that they leave for later ones, and streams."""

from typing import TYPE_CHECKING

from elman.later import later
from elman.prediction.carry import Carried, predict_carried, predict_examples, zero_state

if TYPE_CHECKING:
    from elman.prediction.delayed_stream import open_stream
    from elman.prediction.health import Health
    from elman.prediction.lanes import in_order_of, match_lanes
    from elman.prediction.stream import Stream
    from elman.prediction.stream_batch import StreamBatch
    from elman.prediction.stream_lanes import StreamLanes

__all__ = [
    "Carried",
    "Health",
    "Stream",
    "StreamBatch",
    "StreamLanes",
    "in_order_of",
    "match_lanes",
    "open_stream",
    "predict_carried",
    "predict_examples",
    "zero_state",
]

__getattr__ = later(
    __name__,
    {
        "Health": "health",
        "in_order_of": "lanes",
        "match_lanes": "lanes",
        "open_stream": "delayed_stream",
        "Stream": "stream",
        "StreamBatch": "stream_batch",
        "StreamLanes": "stream_lanes",
    },
)
