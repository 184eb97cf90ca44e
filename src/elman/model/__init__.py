"""A fitted network with all that it takes to use it, and the file that it goes into."""

from elman.model.model import Evaluation, Model, Prediction
from elman.model.pictures import predicted_targets
from elman.model.record import Record

__all__ = ["Evaluation", "Model", "Prediction", "Record", "predicted_targets"]
