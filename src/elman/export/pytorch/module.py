"""The exported module in memory."""

from __future__ import annotations

from elman.errors import MissingExtraError

try:
    import torch
except ImportError as error:
    raise MissingExtraError(
        "PyTorch must be installed for this, got no package torch. Run: pip install torch"
    ) from error

import numpy as np

from elman.export.exportable import Exportable
from elman.export.pytorch.sequence_model import SequenceModel, Settings
from elman.export.pytorch.settings import module_settings


def build_module(exportable: Exportable) -> SequenceModel:
    """What the exported file's `load_model()` gives: weights loaded, in `eval()`."""
    module = SequenceModel(Settings(**module_settings(exportable)))
    weights = {
        name: torch.from_numpy(np.array(array, np.float32)) for name, array in exportable.parameters.items()
    }
    module.load_state_dict(weights)
    return module.eval()
