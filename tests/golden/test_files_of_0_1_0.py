"""Files that elman 0.1.0 wrote load and give the same bits: models, forecasters, states, checkpoints.

`replay_0_1_0.py` uses the files of `files_0_1_0/` in a process with the kernels that every x86-64 processor
has; what 0.1.0 made of them is in `files_0_1_0/results/` (`make_files_0_1_0.py` says how it came about).

Predictions, forecasts, bands, states and what a stream answers are compared bit for bit, as float32: 0.1.0
rounded what it answered, and the elman of today does not. So scores differ in the sixth digit. A fit of
today reads its table as float64, and so ends near the fit of 0.1.0 and not on it. JSON may gain keys, and its
sentences may be put better.
"""

import json
import os
import platform
import subprocess
import sys
from math import isclose
from pathlib import Path

import numpy as np
import pytest

from tests.golden.exact_machine import exact_environment
from tests.golden.fits_0_1_0 import CHECKPOINTS, MODELS

HERE = Path(__file__).parent
FILES = HERE / "files_0_1_0"
RESULTS = FILES / "results"
PROVENANCE = json.loads((FILES / "provenance.json").read_text(encoding="utf-8"))
NAMES = sorted(str(path.relative_to(RESULTS)) for path in RESULTS.rglob("*.*"))

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the bits are those of x86-64")


@pytest.fixture(scope="module")
def replayed(tmp_path_factory):
    """What the elman of today makes of the files."""
    folder = tmp_path_factory.mktemp("replayed")
    done = subprocess.run(
        [sys.executable, "-m", "tests.golden.replay_0_1_0", FILES, folder],
        cwd=HERE.parents[1],
        env=exact_environment() | {"PYTHONWARNINGS": "error,ignore::DeprecationWarning"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def as_0_1_0_answered(new, old):
    """What was float32 then and is float64 now, rounded."""
    return new.astype(old.dtype) if (old.dtype, new.dtype) == (np.float32, np.float64) else new


def numbers_of(text):
    """A table's cells: text, or a float32 number."""
    return [[as_number(cell) for cell in line.split(",")] for line in text.splitlines()]


def as_number(cell):
    try:
        return np.float32(cell)
    except ValueError:
        return cell


def same_bits(old, new):
    return (old.shape, old.dtype, old.tobytes()) == (new.shape, new.dtype, new.tobytes())


def differences(old, new, *, exact, place=""):
    """Where JSON does not say what it said; more keys are fine, and other sentences."""
    if isinstance(old, dict) and isinstance(new, dict):
        lost = [f"{place}/{name} is gone" for name in old.keys() - new.keys()]
        both = [(old[name], new[name], f"{place}/{name}") for name in old.keys() & new.keys()]
    elif isinstance(old, list) and isinstance(new, list):
        lost = [] if len(old) == len(new) else [f"{place}: {len(old)} became {len(new)}"]
        both = [(*pair, f"{place}/{number}") for number, pair in enumerate(zip(old, new, strict=False))]
    else:
        return [] if same_value(*left(place, old, new), exact=exact) else [f"{place}: {old!r} became {new!r}"]
    return lost + [
        found for one, other, name in both for found in differences(one, other, exact=exact, place=name)
    ]


def left(place, *values):
    """Scores as the share of the error that is left, which has the digits that the score itself has lost."""
    whole = {"fit_percent": 100.0, "r2": 1.0, "skill": 1.0}.get(place.rsplit("/", 1)[-1])
    return [value if whole is None or value is None else 1.0 - value / whole for value in values]


def same_value(old, new, *, exact):
    if isinstance(old, str) and " " in old:
        return isinstance(new, str)
    if isinstance(old, float) and isinstance(new, float) and not exact:
        return isclose(old, new, rel_tol=RELATIVE, abs_tol=1e-12)
    return type(old) is type(new) and old == new


RELATIVE = 3e-6
"""Of scores: 0.1.0 took them of float32 numbers."""


def test_the_files_come_from_0_1_0():
    assert (PROVENANCE["version"], PROVENANCE["instruction_set"]) == ("0.1.0", "baseline")
    assert sum(path.stat().st_size for path in FILES.rglob("*.*")) < 1_500_000


def test_every_result_is_there(replayed):
    made = {str(path.relative_to(replayed)) for path in replayed.rglob("*.*")}
    assert set(NAMES) == made
    assert len(NAMES) > 150


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".npy") and "again" not in name])
def test_the_numbers_are_the_same_to_the_bit(name, replayed):
    old, new = np.load(RESULTS / name), np.load(replayed / name)
    new = as_0_1_0_answered(new, old)
    assert same_bits(old, new), f"largest difference {np.max(np.abs(old - new)):.3g}"


FITTED_AGAIN = [name for name in NAMES if name.endswith(".npy") and "again" in name]


# A forecaster that is fitted today has simple rules beside its networks and other bands; a file of then has
# not, and is compared to the bit above.
@pytest.mark.parametrize("name", [name for name in FITTED_AGAIN if not name.startswith("forecasters")])
def test_a_fit_of_today_ends_near_that_of_0_1_0(name, replayed):
    old, new = np.load(RESULTS / name), np.load(replayed / name)
    np.testing.assert_allclose(new, old, atol=1e-3 * np.std(old))


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".txt")])
def test_what_is_written_is_the_same(name, replayed):
    old, new = ((folder / name).read_text(encoding="utf-8") for folder in (RESULTS, replayed))
    np.testing.assert_equal(numbers_of(new), numbers_of(old))


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".json")])
def test_what_is_said_in_json_is_the_same(name, replayed):
    old, new = (json.loads((folder / name).read_text(encoding="utf-8")) for folder in (RESULTS, replayed))
    kept = any(part in name for part in ("told", "exports"))
    if name.startswith("forecasters/shops/tested"):
        old, new = map(without_the_linear_map, (old, new))
    assert differences(old, new, exact=kept) == []


def without_the_linear_map(said):
    """A backtest without the baseline that sees the covariates now, and without what follows from it."""
    kept = {name: value for name, value in said.items() if name not in ("skill", "best_baseline")}
    kept["baselines"] = {
        name: scores for name, scores in said["baselines"].items() if name != "seasonal_linear"
    }
    kept["series"] = [
        {name: value for name, value in own.items() if name != "seasonal_linear"} for own in said["series"]
    ]
    return kept


def result(name):
    return np.load(RESULTS / f"{name}.npy")


@pytest.mark.parametrize("name", MODELS)
def test_a_fit_gave_in_0_1_0_what_its_file_gave(name):
    """So the results of a file are at once those of its fit, which is run again."""
    assert same_bits(result(f"models/{name}/predicted"), result(f"models/{name}/fitted-again"))


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_a_checkpoint_that_is_ignored_would_be_noticed(name):
    resumed, changed = (result(f"checkpoints/{name}/{kind}") for kind in ("resumed", "resumed-from-changed"))
    assert not np.allclose(resumed, changed, rtol=1e-3)


def test_one_bit_would_be_noticed():
    old = np.load(RESULTS / "models/gru/predicted.npy")
    new = old.copy()
    new[0, 0] = np.nextafter(new[0, 0], np.float32(np.inf))
    assert same_bits(old, old.copy())
    assert not same_bits(old, new)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"rmse": 0.3 + 1e-15}, ["/scores/rmse: 0.3 became 0.300000000000001"]),
        ({"rmse": None}, ["/scores/rmse: 0.3 became None"]),
        ({"count": 3.0}, ["/scores/count: 3 became 3.0"]),
        ({"rows": [1, 2]}, ["/scores/rows: 1 became 2"]),
        ({"say": "put otherwise, but said", "more": 1}, []),
    ],
)
def test_a_change_in_json_would_be_noticed(change, found):
    old = {"rmse": 0.3, "count": 3, "rows": [1], "say": "it is said"}
    assert differences({"scores": old}, {"scores": old | change}, exact=True) == found
    assert differences({"scores": old}, {}, exact=True) == ["/scores is gone"]


def test_the_process_ran_the_kernels_of_every_machine():
    program = "import elman; print(elman.load('models/gru.safetensors').network.instruction_set)"
    asked = [sys.executable, "-c", program]
    printed = subprocess.run(
        asked, cwd=FILES, env=exact_environment(), capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == "baseline"
    assert os.environ.get("ELMAN_ISA") != "baseline"
