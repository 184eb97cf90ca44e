"""The losses, by name. To add one: write its file, and one line here."""

from typing import TYPE_CHECKING

from elman.later import later
from elman.network.losses.loss import Loss
from elman.registry import LazyRegistry

if TYPE_CHECKING:
    from elman.network.losses.huber import Huber
    from elman.network.losses.mae import MAE
    from elman.network.losses.mse import MSE
    from elman.network.losses.pinball import Pinball

__all__ = ["LOSSES", "MAE", "MSE", "Huber", "Loss", "Pinball"]

LOSSES: LazyRegistry[type[Loss]] = LazyRegistry(
    __name__,
    {
        "huber": "huber:Huber",
        "mae": "mae:MAE",
        "mse": "mse:MSE",
        "pinball": "pinball:Pinball",
    },
)

__getattr__ = later(__name__, {"Huber": "huber", "MAE": "mae", "MSE": "mse", "Pinball": "pinball"})
