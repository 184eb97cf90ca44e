"""What `elman doctor` computes: a tiny fit on every engine, a model saved and loaded, and a stream."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.arrays import Array

if TYPE_CHECKING:
    from elman.model import Model

LIMIT = 1e-5
"""Between an engine in float32 and the reference in float64, after ten steps, of the largest prediction."""
_STEPS = 10
_NEEDS = {"pytorch": "torch"}
"""Packages of engines that not every installation has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of one test."""

    passed: bool
    """Whether it found what it should."""
    said: str
    """What it found."""
    seconds: float
    """What it took."""

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)


def run_self_test() -> dict[str, Outcome]:
    """Runs every test, whatever becomes of the others."""
    from elman.engines import ENGINES

    tests: dict[str, Callable[[], str]] = {
        f"engine {name}": partial(_fit_on, name)
        for name in ENGINES
        if name != "reference" and (name not in _NEEDS or find_spec(_NEEDS[name]))
    }
    return {name: _run(test) for name, test in (tests | {"model and stream": _keep_and_stream}).items()}


def _run(test: Callable[[], str]) -> Outcome:
    """Runs one test; any error at all is a finding, for a broken installation may raise whatever it likes."""
    start = time.perf_counter()
    try:
        passed, said = True, test()
    except Exception as error:
        passed, said = False, f"{type(error).__name__}: {error}"
    return Outcome(passed=passed, said=said, seconds=time.perf_counter() - start)


def _fit_on(engine: str) -> str:
    """Trains a few steps on the engine and on the reference, and compares what the two networks say then."""
    wanted_BTO, found_BTO = _predict_after_training("reference"), _predict_after_training(engine)
    difference = float(np.abs(found_BTO - wanted_BTO).max() / np.abs(wanted_BTO).max())
    said = f"{difference:.1e} from the reference after {_STEPS} steps (limit {LIMIT:.0e})"
    if not difference <= LIMIT:  # NaN is no agreement
        raise AssertionError(said)
    return said


def _predict_after_training(engine: str) -> Array:
    from elman.engines import get_engine
    from elman.network import NetworkSpec
    from elman.network.losses import MSE
    from elman.optimizers import Adam

    spec = NetworkSpec(input_size=2, hidden_size=12, cell="gru", num_layers=2)
    network = get_engine(engine).build(spec, loss=MSE(), optimizer=Adam(learning_rate=0.01))
    dtype = np.float64 if engine == "reference" else np.float32
    random = np.random.default_rng(0)
    x_BTF = random.normal(size=(3, 20, 2)).astype(np.float32).astype(dtype)
    y_BTO = np.ascontiguousarray(x_BTF[:, :, :1].cumsum(axis=1), dtype)
    state = None
    for _ in range(_STEPS):
        _, state = network.train_window(x_BTF, y_BTO, None, state)
    return network.forward(x_BTF)[0].astype(np.float64)


def _keep_and_stream() -> str:
    """Fits a model, saves and loads it, and streams: the three must say the same bits."""
    import elman

    random = np.random.default_rng(0)
    push = np.repeat(random.normal(size=40), 5)
    rows = {"push": push, "place": np.convolve(push, 0.8 ** np.arange(20))[: len(push)]}
    model = elman.fit(rows, inputs="push", targets="place", cell="gru", hidden_size=8, steps=20, trials=False)
    predicted = model.predict(rows).values
    for name, values in {
        "loaded": _load_again(model).predict(rows).values,
        "streamed": _stream(model, push),
    }.items():
        if not np.array_equal(np.ravel(values), np.ravel(predicted)):
            raise AssertionError(f"what is {name} must have the bits of what is predicted, and has not")
    return f"saved, loaded and streamed, the same bits in {len(push)} rows"


def _load_again(model: Model) -> Model:
    from elman.model import Model

    with TemporaryDirectory(prefix="elman-doctor-") as folder:
        path = Path(folder) / "model.safetensors"
        model.save(path)
        return Model.load(path)


def _stream(model: Model, push: Array) -> Array:
    stream = model.stream()
    return np.array([stream.step({"push": float(value)})["place"] for value in push])
