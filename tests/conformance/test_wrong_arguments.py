"""A wrong argument raises one clear sentence, the same on every engine, and changes nothing."""

from __future__ import annotations

import re

import numpy as np
import pytest

from elman.engines.reference import ReferenceEngine
from elman.errors import ArgumentError, DtypeError, StateError
from elman.network import NetworkSpec, State
from elman.network.losses import MSE, Pinball
from elman.optimizers import Adam
from tests.conformance import checks
from tests.conformance.cases import SIZES, Case
from tests.conformance.contenders import CONTENDERS

CASE = Case("lstm", 2, SIZES[2])
X, Y, WEIGHT = CASE.window().x_BTF, CASE.window().y_BTO, CASE.window().weight_BTO
VALUES = CASE.window().values_SLBH


def changed(array, value, index=(0, 1, 0)):
    array = array.copy()
    array[index] = value
    return array


def strided(array):
    return np.repeat(array, 2, axis=2)[:, :, ::2]


# What replaces which argument; the state is made of values and a fingerprint (None: the network's own).
WRONG_WINDOWS = {
    "x-list": ({"x": X.tolist()}, DtypeError),
    "x-none": ({"x": None}, DtypeError),
    "x-int": ({"x": X.astype(np.int32)}, DtypeError),
    "x-float16": ({"x": X.astype(np.float16)}, DtypeError),
    "x-strided": ({"x": strided(X)}, DtypeError),
    "x-fortran": ({"x": np.asfortranarray(X)}, DtypeError),
    "x-two-dimensional": ({"x": X[0]}, ArgumentError),
    "x-four-dimensional": ({"x": X[None]}, ArgumentError),
    "x-too-wide": ({"x": np.concatenate([X, X], axis=2)}, ArgumentError),
    "x-no-steps": ({"x": X[:, :0]}, ArgumentError),
    "x-no-sequences": ({"x": X[:0]}, ArgumentError),
    "x-nan": ({"x": changed(X, np.nan)}, ArgumentError),
    "x-infinite": ({"x": changed(X, -np.inf)}, ArgumentError),
    "y-list": ({"y": Y.tolist()}, DtypeError),
    "y-none": ({"y": None}, DtypeError),
    "y-int": ({"y": np.zeros(Y.shape, np.int64)}, DtypeError),
    "y-short": ({"y": np.ascontiguousarray(Y[:, 1:])}, ArgumentError),
    "y-too-wide": ({"y": np.concatenate([Y, Y], axis=2)}, ArgumentError),
    "y-strided": ({"y": strided(Y)}, DtypeError),
    "y-nan-scored": ({"y": changed(Y, np.nan), "weight": np.ones_like(WEIGHT)}, ArgumentError),
    "y-nan-without-weights": ({"y": Y, "weight": None}, ArgumentError),
    "y-infinite-scored": ({"y": changed(Y, np.inf), "weight": changed(WEIGHT, 1.0)}, ArgumentError),
    "weight-list": ({"weight": WEIGHT.tolist()}, DtypeError),
    "weight-bool": ({"weight": WEIGHT > 0}, DtypeError),
    "weight-shape": ({"weight": np.ascontiguousarray(WEIGHT[:, :, 0])}, ArgumentError),
    "weight-negative": ({"weight": changed(WEIGHT, -0.5)}, ArgumentError),
    "weight-nan": ({"weight": changed(WEIGHT, np.nan)}, ArgumentError),
    "state-array": ({"state": VALUES}, StateError),
    "state-of-another-network": ({"values": VALUES, "fingerprint": "0123456789abcdef"}, StateError),
    "state-of-another-batch": ({"values": np.ascontiguousarray(VALUES[:, :, :3])}, StateError),
    "state-nan": ({"values": changed(VALUES, np.nan, (0, 0, 0, 0))}, ArgumentError),
    "state-int": ({"values": VALUES.astype(np.int32)}, DtypeError),
    "state-strided": ({"values": np.asfortranarray(VALUES)}, DtypeError),
    "state-list": ({"values": VALUES.tolist()}, DtypeError),
    "state-three-dimensional": ({"values": VALUES[0]}, ArgumentError),
    "state-shape": ({"values": np.ascontiguousarray(VALUES[:, :1])}, ArgumentError),
}


def window_of(network, changes):
    values = changes.get("values", VALUES)
    state = State(("h", "c"), values, changes.get("fingerprint", network.fingerprint))
    return (
        changes.get("x", X),
        changes.get("y", Y),
        changes.get("weight", WEIGHT),
        changes.get("state", state),
    )


def sentence_of(call, *arguments, **options):
    """The sentence that the call raises; anything else than one of elman's errors is a failure."""
    with pytest.raises((ArgumentError, DtypeError)) as caught:
        call(*arguments, **options)
    return type(caught.value), str(caught.value)


def assert_same_sentence(got, wanted, kind):
    """The reference takes float64 as well, and says so; all else is the same."""
    assert got[0] is wanted[0] is kind
    assert got[1] == wanted[1].replace("must be float32 or float64", "must be float32")
    assert re.match(r"^\w+(\.\w+)* must .+, got .+\. .+\.?$", got[1], flags=re.DOTALL), got[1]


def plain(sentence):
    text = sentence[1].replace("must be float32 or float64", "must be float32")
    return sentence[0], text.replace("(training from ", "(")  # a run asks for a state of the run


@pytest.mark.parametrize("contender", CONTENDERS, ids=str)
@pytest.mark.parametrize("name", WRONG_WINDOWS)
def test_windows(contender, name):
    changes, kind = WRONG_WINDOWS[name]
    network, twin = checks.loaded(contender.build, CASE), checks.loaded(ReferenceEngine().build, CASE)
    wanted = plain(sentence_of(twin.train_window, *window_of(twin, changes)))
    calls = [network.train_window, network.gradients]
    for call in calls:
        got = plain(sentence_of(call, *window_of(network, changes)))
        assert_same_sentence(got, wanted, kind)
    if name.startswith(("x", "state")):
        x_BTF, _, _, state = window_of(network, changes)
        assert_same_sentence(plain(sentence_of(network.forward, x_BTF, state)), wanted, kind)
    assert network.num_steps == 0
    checks.assert_same_bits(
        {key: array.astype(np.float32) for key, array in network.parameters().items()}, CASE.parameters()
    )
    network.train_window(*window_of(network, {}))


@pytest.mark.parametrize("contender", [c for c in CONTENDERS if c.engine != "reference"], ids=str)
@pytest.mark.parametrize("argument", ["x", "y", "weight", "values"])
def test_float64_is_not_converted(contender, argument):
    network = checks.loaded(contender.build, CASE)
    array = {"x": X, "y": Y, "weight": WEIGHT, "values": VALUES}[argument].astype(np.float64)
    kind, sentence = sentence_of(network.train_window, *window_of(network, {argument: array}))
    assert kind is DtypeError
    name = {"x": "x_BTF", "y": "y_BTO", "weight": "weight_BTO", "values": "state_SLBH"}[argument]
    assert sentence == f"{name} must be float32, got float64. Convert it: array.astype(numpy.float32)."


WRONG_BUILDS = {
    "spec": {"spec": "lstm"},
    "too-many-parameters": {"spec": NetworkSpec(input_size=1, hidden_size=60_000)},
    "loss-name": {"loss": "mse"},
    "loss-class": {"loss": MSE},
    "optimizer-name": {"optimizer": "adam"},
    "quantiles": {"loss": Pinball((0.1, 0.9))},
    "seed-negative": {"seed": -1},
    "seed-float": {"seed": 1.0},
    "seed-bool": {"seed": True},
    "seed-large": {"seed": 2**63},
    "threads-zero": {"threads": 0},
    "threads-float": {"threads": 2.0},
}


@pytest.mark.parametrize("contender", CONTENDERS, ids=str)
@pytest.mark.parametrize("name", WRONG_BUILDS)
def test_builds(contender, name):
    options = {"spec": CASE.spec, "loss": MSE(), "optimizer": Adam(), **WRONG_BUILDS[name]}
    spec = options.pop("spec")
    wanted = sentence_of(ReferenceEngine().build, spec, **options)
    assert_same_sentence(sentence_of(contender.build, spec, **options), wanted, ArgumentError)


WRONG_PARAMETERS = {
    "missing": {"out.bias": None},
    "unknown": {"out.scale": np.ones(3)},
    "shape": {"out.bias": np.ones(4)},
    "nan": {"out.bias": np.array([0.0, np.nan, 0.0])},
    "text": {"out.bias": "three"},
}


@pytest.mark.parametrize("contender", CONTENDERS, ids=str)
@pytest.mark.parametrize("name", WRONG_PARAMETERS)
def test_parameters(contender, name):
    network, twin = checks.loaded(contender.build, CASE), checks.loaded(ReferenceEngine().build, CASE)
    wrong = {**CASE.parameters(), **WRONG_PARAMETERS[name]}
    wrong = {key: array for key, array in wrong.items() if array is not None}
    before = network.parameters(), network.fingerprint
    got, wanted = sentence_of(network.load, wrong), sentence_of(twin.load, wrong)
    assert_same_sentence(got, wanted, wanted[0])
    snapshot = network.snapshot()
    for part in ("parameters", "m", "v"):
        broken = type(snapshot)(
            **{field: getattr(snapshot, field) for field in snapshot.__dataclass_fields__} | {part: wrong}
        )
        assert_same_sentence(sentence_of(network.restore, broken), wanted, wanted[0])
    checks.assert_same_bits(network.parameters(), before[0])
    assert network.fingerprint == before[1]


@pytest.mark.parametrize("contender", CONTENDERS, ids=str)
def test_what_is_no_snapshot(contender):
    network = checks.loaded(contender.build, CASE)
    kind, sentence = sentence_of(network.restore, CASE.parameters())
    assert kind is ArgumentError
    assert sentence == "snapshot must be a Snapshot, got dict. Pass what snapshot() returned."
