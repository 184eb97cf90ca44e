"""The exported file at work on one sequence."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any, final

import numpy as np
import torch

from elman.arrays import Array


@final
class PyTorchRunner:
    """The file, imported; see `elman.export.Runner`."""

    def __init__(self, content: bytes, folder: Path) -> None:
        path = folder / "exported.py"
        path.write_bytes(content)
        loader = SourceFileLoader("elman_exported", str(path))
        spec = spec_from_loader(loader.name, loader)
        assert spec is not None
        module = module_from_spec(spec)
        loader.exec_module(module)
        self._model: Any = module.load_model()

    def run(self, x_TF: Array, state: Any) -> tuple[Array, Any]:
        """Runs some rows; see `elman.export.Runner`."""
        with torch.inference_mode():
            y_BTO, after = self._model(torch.from_numpy(x_TF[np.newaxis]), state)
        return np.asarray(y_BTO[0]), after
