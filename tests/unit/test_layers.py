"""The contracts between the rooms hold, and fail on a planted import."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def house(tmp_path):
    """A copy of the package with its contracts."""
    ignore = shutil.ignore_patterns("__pycache__", "*.so")
    shutil.copytree(ROOT / "src" / "elman", tmp_path / "src" / "elman", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def check_layers(house):
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_rooms_keep_their_layers(house):
    code, output = check_layers(house)
    assert code == 0, output
    assert "0 broken" in output


@pytest.mark.parametrize(
    ("file", "planted", "contract"),
    [
        ("network/spec.py", "from elman import training", "Imports point down BROKEN"),
        ("engines/protocol.py", "from elman.data import Window", "Engines know arrays, never tables BROKEN"),
        ("evaluation/scores.py", "from elman import engines", "Imports point down BROKEN"),
        ("evaluation/scores.py", "from elman import network", "Scores know arrays, never networks BROKEN"),
        (
            "training/loop.py",
            "def later():\n    import torch",
            "torch stays in the module, the engine and the",
        ),
        (
            "export/proof.py",
            "def later():\n    import torch",
            "torch stays in the module, the engine and the",
        ),
        ("export/pytorch/format.py", "import onnx", "ONNX stays in its export BROKEN"),
        ("cli/export.py", "def later():\n    import onnxruntime", "ONNX stays in its export BROKEN"),
        ("export/sample.py", "from elman.training import train", "An export knows no table and no training"),
        ("model/model.py", "import sklearn.base", "scikit-learn stays in the regressor BROKEN"),
        ("demo/result.py", "import matplotlib.pyplot", "matplotlib stays in the plots BROKEN"),
        ("training/loop.py", "def later():\n    import polars", "Frames stay in the tables BROKEN"),
        ("cli/app.py", "import fastapi", "The web framework stays in the server BROKEN"),
        ("series/calendar/clock.py", "from elman.series import season", "Series stand on each other BROKEN"),
        ("backtesting/metrics/mase.py", "from elman.backtesting import run", "Backtests know arrays BROKEN"),
        (
            "backtesting/metrics/mase.py",
            "from elman import network",
            "Scores know arrays, never networks BROKEN",
        ),
        ("model/model.py", "from elman import forecasting", "Imports point down BROKEN"),
        ("forecasting/record.py", "from elman.model import Record", "Imports point down BROKEN"),
        ("export/sample.py", "from elman.model import Model", "Imports point down BROKEN"),
        ("lines/format.py", "from elman.forecasting import Forecaster", "Imports point down BROKEN"),
        ("learned.py", "from elman.model import Model", "Imports point down BROKEN"),
        (
            "regressor.py",
            "from elman.model.fitting import fit_prepared",
            "Fits go through the one door BROKEN",
        ),
        ("room/__init__.py", "", "elman.room"),
    ],
)
def test_a_planted_import_is_found(house, file, planted, contract):
    path = house / "src" / "elman" / file
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as module:
        module.write(f"\n{planted}\n")
    code, output = check_layers(house)
    assert code == 1, output
    assert contract in output
    assert path.stem in output or "elman.room" in output
