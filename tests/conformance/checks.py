"""The checks: each takes a builder (`Engine.build`) and a case, and raises AssertionError at a wrong network.

Tolerances: a float32 forward pass is within 1e-5 of float64, a gradient within 1e-4 of its largest
entry. A trained parameter may be off by a thousandth of what a step of the optimizer moves it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np

from elman.engines.reference import ReferenceEngine
from elman.errors import StateError
from elman.network import State, fingerprint, initialize
from elman.optimizers import Adam
from tests.conformance.torch_loop import TorchNetwork

FORWARD = 1e-5
GRADIENT = 1e-4
STEP = 1e-3
ROUNDING = 2e-6
STEP_SIZE = 1e-6
SEED = 11

# With PyTorch's epsilon of 1e-8, Adam blows the rounding of the smallest gradients up to whole steps.
OPTIMIZER = Adam(learning_rate=0.01, epsilon=1e-3)


def loaded(build, case, optimizer=None, **options):
    """A network with the case's parameters."""
    network = build(case.spec, loss=case.loss, optimizer=optimizer or OPTIMIZER, seed=SEED, **options)
    network.load(case.parameters())
    return network


def arguments(network, window):
    return window.arguments(network.fingerprint, network.spec.cell_definition.states)


@cache
def reference_forward(case):
    network = loaded(ReferenceEngine().build, case)
    x_BTF, _, _, state = arguments(network, case.window())
    prediction_BTO, after = network.forward(x_BTF, state)
    return prediction_BTO, after.values_SLBH


@cache
def reference_gradients(case):
    network = loaded(ReferenceEngine().build, case)
    return network.gradients(*arguments(network, case.window()))


def assert_close(name, got, wanted, tolerance):
    """Within `tolerance` of the largest number wanted, or of 1 if that is larger."""
    got = np.asarray(got, np.float64)
    limit = tolerance * max(1.0, float(np.abs(wanted).max()))
    error = float(np.abs(got - wanted).max())
    assert got.shape == np.shape(wanted), f"{name}: {got.shape}, not {np.shape(wanted)}"
    assert error <= limit, f"{name} is off by {error:.3g}, more than {limit:.3g}"


def assert_gradients(got, wanted, tolerance=GRADIENT):
    """Every array within `tolerance` of its own largest entry, or of a thousandth of the largest of all."""
    assert list(got) == list(wanted)
    largest = max(np.abs(array).max() for array in wanted.values())
    for name, array in wanted.items():
        limit = tolerance * max(np.abs(array).max(), 1e-3 * largest)
        error = np.abs(got[name] - array).max()
        assert got[name].shape == array.shape, name
        assert error <= limit, f"the gradient of {name} is off by {error:.3g}, more than {limit:.3g}"


def assert_same_bits(got, wanted):
    assert list(got) == list(wanted)
    for name, array in wanted.items():
        assert got[name].tobytes() == array.tobytes(), f"{name} has other bits"


def check_initial(build, case):
    """A new network has elman's initial parameters, a fingerprint that all engines share, and no steps."""
    network = build(case.spec, loss=case.loss, optimizer=Adam(), seed=SEED)
    twin = ReferenceEngine().build(case.spec, loss=case.loss, optimizer=Adam(), seed=SEED)
    wanted = initialize(case.spec, seed=SEED)
    assert_same_bits({k: v.astype(np.float32) for k, v in network.parameters().items()}, wanted)
    assert network.fingerprint == twin.fingerprint
    assert network.spec == case.spec
    assert network.num_steps == 0
    other = build(case.spec, loss=case.loss, optimizer=Adam(), seed=SEED + 1)
    assert other.fingerprint != network.fingerprint


def check_forward(build, case):
    """Prediction and state are those of the reference, from a state that is not zero."""
    network = loaded(build, case)
    x_BTF, _, _, state = arguments(network, case.window())
    prediction_BTO, after = network.forward(x_BTF, state)
    wanted_BTO, wanted_SLBH = reference_forward(case)
    assert_close("prediction", prediction_BTO, wanted_BTO, FORWARD)
    assert_close("state", after.values_SLBH, wanted_SLBH, FORWARD)
    assert after.names == case.spec.cell_definition.states
    assert after.fingerprint == network.fingerprint
    from_none, _ = network.forward(x_BTF)
    zeros = State.zeros(case.spec, len(x_BTF), network.fingerprint, np.float32)
    from_zeros, _ = network.forward(x_BTF, zeros)
    assert_same_bits({"prediction": from_none}, {"prediction": from_zeros})


def check_gradients(build, case):
    """Every gradient is the reference's, with weights of 0 over targets that are NaN."""
    network = loaded(build, case)
    assert_gradients(network.gradients(*arguments(network, case.window())), reference_gradients(case))
    assert network.num_steps == 0


def check_loss_beside_the_gradient(build, case):
    """`loss_and_gradients` gives the loss of a training step, and the gradient of `gradients`."""
    network = loaded(build, case)
    window = arguments(network, case.window())
    loss, found = network.loss_and_gradients(*window)
    wanted = network.gradients(*window)
    assert all((found[name] == wanted[name]).all() for name in wanted)
    assert loss == network.train_window(*window)[0]


def check_unweighted(build, case):
    """No weights are weights of 1."""
    network = loaded(build, case)
    x_BTF, y_BTO, _, state = arguments(network, case.window())
    y_BTO = np.nan_to_num(y_BTO, nan=0.25)
    assert_same_bits(
        network.gradients(x_BTF, y_BTO, None, state),
        network.gradients(x_BTF, y_BTO, np.ones_like(y_BTO), state),
    )


def check_unscored_window(build, case):
    """With no weight at all the loss and the gradients are 0, and the state goes on."""
    network = loaded(build, case)
    x_BTF, y_BTO, weight_BTO, state = arguments(network, case.window())
    window = (x_BTF, np.full_like(y_BTO, np.nan), np.zeros_like(weight_BTO), state)
    assert all((array == 0.0).all() for array in network.gradients(*window).values())
    loss, after = network.train_window(*window)
    assert loss == 0.0
    assert network.num_steps == 1
    assert_close("state", after.values_SLBH, reference_forward(case)[1], FORWARD)
    for name, array in case.parameters().items():
        assert (network.parameters()[name] == array).all(), f"{name} was moved by a gradient of 0"


def check_chunks(build, case, tolerance=ROUNDING):
    """A sequence cut into chunks, and step by step, gives what the whole one gives."""
    network = loaded(build, case)
    x_BTF, _, _, state = arguments(network, case.window())
    whole_BTO, whole_after = network.forward(x_BTF, state)
    for cuts in ([2, 5], range(1, x_BTF.shape[1])):
        parts, after = [], state
        for chunk_BTF in np.split(x_BTF, cuts, axis=1):
            if chunk_BTF.shape[1]:
                part_BTO, after = network.forward(np.ascontiguousarray(chunk_BTF), after)
                parts.append(part_BTO)
        assert_close("prediction in chunks", np.concatenate(parts, axis=1), whole_BTO, tolerance)
        assert_close("state after chunks", after.values_SLBH, whole_after.values_SLBH, tolerance)


def check_batch_order(build, case):
    """Sequences do not see each other: shuffled, they give the same, shuffled."""
    network = loaded(build, case)
    x_BTF, _, _, state = arguments(network, case.window())
    order = np.random.default_rng(5).permutation(len(x_BTF))
    shuffled = State(state.names, np.ascontiguousarray(state.values_SLBH[:, :, order]), state.fingerprint)
    prediction_BTO, after = network.forward(x_BTF, state)
    shuffled_BTO, shuffled_after = network.forward(x_BTF[order], shuffled)
    assert_close("shuffled prediction", shuffled_BTO, prediction_BTO[order], ROUNDING)
    assert_close("shuffled state", shuffled_after.values_SLBH, after.values_SLBH[:, :, order], ROUNDING)


def check_inputs_untouched(build, case):
    """No call writes into what it was given, and what it returned stays as it was."""
    network = loaded(build, case)
    given = arguments(network, case.window())
    before = [array.tobytes() for array in (*given[:3], given[3].values_SLBH)]
    prediction_BTO, after = network.forward(given[0], given[3])
    kept = prediction_BTO.copy(), after.values_SLBH.copy()
    network.train_window(*given)
    network.gradients(*given)
    network.forward(given[0] + 1.0)
    assert before == [array.tobytes() for array in (*given[:3], given[3].values_SLBH)]
    assert (kept[0] == prediction_BTO).all()
    assert (kept[1] == after.values_SLBH).all()


def train(network, windows):
    """Trains on windows one after the other, carrying the state: returns the losses and the last state."""
    _, _, _, state = arguments(network, windows[0])
    losses = []
    for window in windows:
        loss, state = network.train_window(window.x_BTF, window.y_BTO, window.weight_BTO, state)
        losses.append(loss)
    return losses, state


def check_training(build, case, optimizer, num_windows=6):
    """Losses, state and parameters are those of a plain PyTorch loop in float64."""
    network = loaded(build, case, optimizer)
    windows = [case.window(number) for number in range(num_windows)]
    losses, state = train(network, windows)
    oracle = TorchNetwork(case)
    wanted_losses, wanted_SLBH = oracle.train(windows, optimizer)
    assert_close("losses", losses, np.array(wanted_losses), FORWARD)
    assert_close("state", state.values_SLBH, wanted_SLBH, FORWARD)
    assert network.num_steps == num_windows
    for name, array in oracle.parameters().items():
        error = np.abs(network.parameters()[name] - array).max()
        limit = STEP * optimizer.learning_rate + 1e-6 * np.abs(array).max()
        assert error <= limit, f"{name} is off by {error:.3g}, more than {limit:.3g}"


def check_step_size(build, case, optimizer):
    """The first step is as long as PyTorch's, to a millionth: rounding averages out, a wrong factor does not.

    1 - beta2 taken in float32, for example, is off by 1.3e-5 of itself, and every step by half of that.
    """
    start, window = case.parameters(), case.window()
    network, oracle = loaded(build, case, optimizer), TorchNetwork(case)
    train(network, [window])
    oracle.train([window], optimizer)
    names = list(start)
    moved = np.concatenate([(oracle.parameters()[name] - start[name]).ravel() for name in names])
    error = np.concatenate(
        [(network.parameters()[name] - oracle.parameters()[name]).ravel() for name in names]
    )
    share = float(error @ moved / (moved @ moved))
    assert abs(share) <= STEP_SIZE, f"the step is off by {share:.3g} of itself, more than {STEP_SIZE:.3g}"


def check_schedule_end(build, case, optimizer):
    """After `total_steps` of the cosine nothing moves any more, and steps are still counted."""
    total_steps = optimizer.schedule.total_steps
    network = loaded(build, case, optimizer)
    windows = [case.window(number) for number in range(total_steps + 3)]
    train(network, windows[:total_steps])
    before = network.parameters()
    train(network, windows[total_steps:])
    assert_same_bits(network.parameters(), before)
    assert network.num_steps == total_steps + 3


def check_dropout_gradients(build, case):
    """The masks are those of elman.network.dropout at every step: loss, state and gradients agree."""
    network, twin = loaded(build, case), loaded(ReferenceEngine().build, case)
    for number in range(3):
        window = case.window(number)
        got = network.gradients(*arguments(network, window))
        assert_gradients(got, twin.gradients(*arguments(twin, window)))
        loss, after = network.train_window(*arguments(network, window))
        wanted_loss, wanted_after = twin.train_window(*arguments(twin, window))
        assert_close("loss", loss, wanted_loss, FORWARD)
        assert_close("state", after.values_SLBH, wanted_after.values_SLBH, FORWARD)


def check_dropout_repeats(build, case):
    """Dropout depends on seed and step alone, is there while training, and not in `forward`."""
    network, twin = loaded(build, case), loaded(build, case)
    other = build(case.spec, loss=case.loss, optimizer=Adam(), seed=SEED + 1)
    other.load(case.parameters())
    window = arguments(network, case.window())
    first = network.gradients(*window)
    assert_same_bits(network.gradients(*window), first)
    assert_same_bits(twin.gradients(*window), first)
    assert any((first[name] != array).any() for name, array in other.gradients(*window).items())
    check_forward(build, case)
    # A step without weights moves no parameter, but the next step has another mask.
    network.train_window(window[0], window[1], np.zeros_like(window[2]), window[3])
    assert any((first[name] != array).any() for name, array in network.gradients(*window).items())


def check_snapshot(build, case, optimizer):
    """A restored network goes on with the same bits, and so does a fresh one restored from it."""
    network = loaded(build, case, optimizer)
    windows = [case.window(number) for number in range(5)]
    _, state = train(network, windows[:2])
    snapshot = network.snapshot()
    assert snapshot.step == 2
    _, after = train(network, windows[2:])
    wanted = network.parameters()
    fresh = build(case.spec, loss=case.loss, optimizer=optimizer, seed=SEED)
    for restored in (network, fresh):
        restored.restore(snapshot)
        assert restored.num_steps == 2
        _, again = train(restored, windows[2:])
        assert_same_bits(restored.parameters(), wanted)
        assert again.values_SLBH.tobytes() == after.values_SLBH.tobytes()
        restored.forward(windows[0].x_BTF, state)


def check_snapshot_moments(build, case, optimizer):
    """The moments in a snapshot are the reference's, name by name, so that engines can take over."""
    network, twin = loaded(build, case, optimizer), loaded(ReferenceEngine().build, case, optimizer)
    windows = [case.window(number) for number in range(5)]
    train(network, windows[:3])
    train(twin, windows[:3])
    got, wanted = network.snapshot(), twin.snapshot()
    assert got.fingerprint == wanted.fingerprint
    assert_gradients(got.m, wanted.m)
    assert_gradients(got.v, wanted.v, 2.0 * GRADIENT)
    # Each goes on where the other one stopped.
    network.restore(wanted)
    twin.restore(got)
    losses, _ = train(network, windows[3:])
    wanted_losses, _ = train(twin, windows[3:])
    assert_close("losses", losses, np.array(wanted_losses), FORWARD)


def check_load(build, case, optimizer):
    """Parameters go in and out unchanged, are copies, and loading them starts training afresh."""
    network = loaded(build, case, optimizer)
    wanted = case.parameters()
    assert list(network.parameters()) == list(wanted)
    for name, array in network.parameters().items():
        assert (array == wanted[name]).all(), name
        array[...] = 0.0
    assert all((array == wanted[name]).all() for name, array in network.parameters().items())
    windows = [case.window(number) for number in range(3)]
    train(network, windows)
    trained = network.parameters()
    network.load(wanted)
    assert network.num_steps == 0
    train(network, windows)
    assert_same_bits(network.parameters(), trained)


def assert_own_fingerprint(network):
    assert network.fingerprint == fingerprint(network.spec, network.parameters())


def takes(call, *arguments):
    """Whether a state is taken."""
    try:
        call(*arguments)
    except StateError:
        return False
    return True


def check_fingerprint(build, case, optimizer):
    """A fingerprint is of the weights in force, and tells whose a state is: always, and on every engine."""
    network = loaded(build, case, optimizer)
    assert_own_fingerprint(network)
    windows = [case.window(number) for number in range(4)]
    x_BTF, y_BTO, weight_BTO, begun = arguments(network, windows[0])
    _, of_the_start = network.forward(x_BTF, begun)
    snapshot = network.snapshot()
    _, of_the_run = train(network, windows)
    assert_own_fingerprint(network)
    assert network.fingerprint != begun.fingerprint == of_the_start.fingerprint
    assert not takes(network.forward, x_BTF, of_the_start)
    # A run goes on with its own states, and may begin with one of its first weights.
    prediction_BTO, after = network.forward(x_BTF, of_the_run)
    assert after.fingerprint == network.fingerprint
    in_force = State(of_the_run.names, of_the_run.values_SLBH, network.fingerprint)
    assert_same_bits({"prediction": network.forward(x_BTF, in_force)[0]}, {"prediction": prediction_BTO})
    for state in (of_the_run, after, begun):
        assert takes(network.gradients, x_BTF, y_BTO, weight_BTO, state)
    assert takes(network.train_window, x_BTF, y_BTO, weight_BTO, after)
    assert not takes(network.forward, x_BTF, after)
    assert not takes(network.train_window, x_BTF, y_BTO, weight_BTO, after)
    assert_own_fingerprint(network)
    network.forward(x_BTF, of_the_run)
    # Another network takes none of them, and one with the same weights those of the weights.
    other = build(case.spec, loss=case.loss, optimizer=optimizer, seed=SEED + 1)
    for state in (of_the_start, of_the_run, after):
        assert not takes(other.forward, x_BTF, state)
        assert not takes(other.train_window, x_BTF, y_BTO, weight_BTO, state)
    _, last = network.forward(x_BTF)
    other.load(network.parameters())
    assert_own_fingerprint(other)
    assert takes(other.forward, x_BTF, last)
    assert not takes(other.forward, x_BTF, of_the_run)
    network.restore(snapshot)
    assert_own_fingerprint(network)
    assert takes(network.forward, x_BTF, of_the_start)
    assert takes(network.train_window, x_BTF, y_BTO, weight_BTO, of_the_run)


def check_divergence(build, case):
    """A loss that is not finite takes no step, and is returned."""
    network = loaded(build, case)
    x_BTF, y_BTO, weight_BTO, state = arguments(network, case.window())
    network.train_window(x_BTF, y_BTO, weight_BTO, state)
    before = network.snapshot()
    y_BTO = np.full_like(y_BTO, 1e30)
    if network.parameters()["out.bias"].dtype == np.float64:
        y_BTO = np.full(y_BTO.shape, 1e200)
    loss, _ = network.train_window(x_BTF, y_BTO, weight_BTO, state)
    assert not np.isfinite(loss)
    after = network.snapshot()
    assert after.step == before.step
    for got, wanted in ((after.parameters, before.parameters), (after.m, before.m), (after.v, before.v)):
        assert_same_bits(got, wanted)


def check_threads(build, case, bitwise):
    """Any number of threads gives the same: the same bits, if that was promised."""
    results = []
    for threads in (1, 2, 3) if bitwise else (1, 2):
        network = loaded(build, case, threads=threads)
        losses, state = train(network, [case.window(number) for number in range(3)])
        results.append({**network.parameters(), "loss": np.array(losses), "state": state.values_SLBH})
    for result in results[1:]:
        if bitwise:
            assert_same_bits(result, results[0])
        for name, array in results[0].items():
            assert_close(name, result[name], array, FORWARD)


def check_python_threads(build, case):
    """Networks that train at the same time in several Python threads do not disturb each other."""

    def parameters_after(first):
        network = loaded(build, case)
        train(network, [case.window(number) for number in range(first, first + 4)])
        return network.parameters()

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(parameters_after, range(4)))
    for first, parameters in enumerate(together):
        assert_same_bits(parameters, parameters_after(first))
