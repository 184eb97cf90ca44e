"""Sizes and numbers that do not fit are refused in a sentence, before anything is made of that size."""

import pytest

from elman import _native
from elman.engines import get_engine
from elman.errors import ArgumentError
from elman.network import NetworkSpec
from elman.network.losses import MSE
from elman.optimizers import Adam, AdamW, Cosine
from elman.prediction.lane_states import LaneStates, stream_config
from tests.conformance.cases import Sizes
from tests.conformance.stream_cases import StreamCase

CASE = StreamCase("gru", 1, Sizes(1, 8, 1, 1, 1), 1)
GOOGOLS = 10**400
TOO_MANY = [_native.most_lanes + 1, 10**9, GOOGOLS]


def short(number):
    return f"{len(str(number))} digits"


def build(**options):
    chosen = {"loss": MSE(), "optimizer": Adam()} | options
    spec = chosen.pop("spec", NetworkSpec(input_size=1))
    return get_engine("native").build(spec, **chosen)


@pytest.mark.parametrize("lanes", TOO_MANY, ids=short)
def test_too_many_lanes(lanes):
    network = CASE.build_network()
    sentence = r"^lanes must be at most 1000000, got \d+\. Run them in several batches\.$"
    with pytest.raises(ArgumentError, match=sentence):
        LaneStates.zeros(network, 1, lanes)
    with pytest.raises(ArgumentError, match=sentence):
        stream_config(network, CASE.preparation, CASE.training_range, lanes)


@pytest.mark.parametrize("lanes", [-1, _native.most_lanes + 1, 10**9, 2**62], ids=short)
def test_the_extension_refuses_them_too(lanes):
    network = CASE.build_network()
    config = stream_config(network, CASE.preparation, CASE.training_range, 1)
    config.num_lanes = lanes
    names = CASE.preparation.inputs, CASE.preparation.targets
    with pytest.raises(ValueError, match=rf"^lanes must be from 0 to 1000000, got {lanes}\. Run"):
        _native.Stream(network.core, config, *names)


@pytest.mark.parametrize("layers", [2**16, 10**9, GOOGOLS], ids=short)
def test_too_many_layers(layers):
    with pytest.raises(ArgumentError, match=r"^num_layers must be at most 65535, got \d+\. Networks"):
        build(spec=NetworkSpec(input_size=1, hidden_size=1, num_layers=layers))


@pytest.mark.parametrize("size", ["input_size", "hidden_size", "output_size"])
def test_too_many_parameters(size):
    with pytest.raises(
        ArgumentError, match=r"^hidden_size must leave at most 2147483647 parameters, got \d+"
    ):
        build(spec=NetworkSpec(**{"input_size": 1, size: GOOGOLS}))


@pytest.mark.parametrize("threads", [17, 10**6, 2**31, GOOGOLS], ids=short)
def test_threads_beyond_the_shards_of_a_batch_are_none(threads):
    assert build(threads=threads).num_steps == 0


@pytest.mark.parametrize("seed", [2**63, GOOGOLS], ids=short)
def test_a_seed_that_does_not_fit(seed):
    with pytest.raises(ArgumentError, match=r"^seed must be a whole number from 0 to 2\^63 - 1, got"):
        build(seed=seed)


@pytest.mark.parametrize("kind", [Adam, AdamW])
@pytest.mark.parametrize("option", ["learning_rate", "beta1", "epsilon", "weight_decay", "clip_norm"])
def test_an_option_that_no_float_holds(kind, option):
    with pytest.raises(ArgumentError, match=rf"^{option} must be .+, got 10+\. See"):
        kind(**{option: GOOGOLS})


def test_a_schedule_longer_than_its_steps_can_be_told_apart():
    with pytest.raises(ArgumentError, match=r"^total_steps must be at most 2\^53, got 10+\. Give"):
        Cosine(GOOGOLS)
    assert build(optimizer=Adam(schedule=Cosine(2**53))).num_steps == 0
