"""The losses, by name. To add one: write its file, and one line here."""

from elman.network.losses.huber import Huber
from elman.network.losses.loss import Loss
from elman.network.losses.mae import MAE
from elman.network.losses.mse import MSE
from elman.network.losses.pinball import Pinball

__all__ = ["LOSSES", "MAE", "MSE", "Huber", "Loss", "Pinball"]

LOSSES: dict[str, type[Loss]] = {
    "huber": Huber,
    "mae": MAE,
    "mse": MSE,
    "pinball": Pinball,
}
