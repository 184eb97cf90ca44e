"""A network in use: whole sequences, the state that they leave for the next ones, and streams."""

from elman.prediction.carry import Carried, predict_carried, predict_examples, zero_state
from elman.prediction.health import Health
from elman.prediction.lanes import match_lanes
from elman.prediction.stream import Stream
from elman.prediction.stream_batch import StreamBatch
from elman.prediction.stream_lanes import StreamLanes

__all__ = [
    "Carried",
    "Health",
    "Stream",
    "StreamBatch",
    "StreamLanes",
    "match_lanes",
    "predict_carried",
    "predict_examples",
    "zero_state",
]
