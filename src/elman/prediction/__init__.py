"""A network in use: whole sequences, with the state that they leave for the next ones."""

from elman.prediction.carry import Carried, predict_carried, predict_examples, zero_state
from elman.prediction.lanes import match_lanes

__all__ = ["Carried", "match_lanes", "predict_carried", "predict_examples", "zero_state"]
