"""Networks that forget, mix or freeze."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from elman.engines.reference import ReferenceNetwork
from elman.network import State, unflatten_parameters
from tests.conformance.cases import SIZES, Case, with_dropout
from tests.conformance.mutants.mutant import Mutant, builder

THREE_LAYERS = Case("gru", 3, SIZES[2])
DROPOUT = with_dropout(THREE_LAYERS, 0.4)


class FrozenWeight(ReferenceNetwork):
    """One recurrent weight is never trained."""

    def _step(self, gradients):
        frozen = unflatten_parameters(self._values, self.spec)["rnn.weight_hh_l0"][1, 1]
        super()._step(gradients)
        unflatten_parameters(self._values, self.spec)["rnn.weight_hh_l0"][1, 1] = frozen


class FrozenGradient(ReferenceNetwork):
    """One recurrent weight has no gradient."""

    def _differentiate(self, *window):
        loss, gradients, run = super()._differentiate(*window)
        unflatten_parameters(gradients, self.spec)["rnn.weight_hh_l1"][1, 1] = 0.0
        return loss, gradients, run


class LossOfHalf(ReferenceNetwork):
    """The loss beside the gradient is another one than a training step's."""

    def loss_and_gradients(self, *window):
        loss, gradients = super().loss_and_gradients(*window)
        return 0.5 * loss, gradients


class StateIgnored(ReferenceNetwork):
    """Every window starts from zeros."""

    def _run(self, x_BTF, state, masks):
        return super()._run(x_BTF, None, masks)


class StateNotCarried(ReferenceNetwork):
    """The state returned is not the one after the window."""

    def _state(self, run):
        return State(self._cell.states, np.zeros_like(run.values_SLBH), self.fingerprint)


class StateOfFirstSequence(ReferenceNetwork):
    """All sequences start from the first one's state."""

    def _run(self, x_BTF, state, masks):
        if state is not None:
            values_SLBH = np.broadcast_to(state.values_SLBH[:, :, :1], state.values_SLBH.shape)
            state = State(state.names, values_SLBH, state.fingerprint)
        return super()._run(x_BTF, state, masks)


class LayersSwapped(ReferenceNetwork):
    """The state's layers are in the wrong order."""

    def _run(self, x_BTF, state, masks):
        if state is not None:
            state = State(state.names, state.values_SLBH[:, ::-1], state.fingerprint)
        return super()._run(x_BTF, state, masks)


class WritesIntoItsInput(ReferenceNetwork):
    def _run(self, x_BTF, state, masks):
        run = super()._run(x_BTF, state, masks)
        x_BTF *= 0.5
        return run


class MaskNotRescaled(ReferenceNetwork):
    def _masks(self, x_BTF):
        return [(mask > 0.0).astype(np.float64) for mask in super()._masks(x_BTF)]


class MaskSharedByLayers(ReferenceNetwork):
    def _masks(self, x_BTF):
        masks = super()._masks(x_BTF)
        return masks[:1] * len(masks)


class MaskOfEveryStep(ReferenceNetwork):
    """The mask does not change from step to step."""

    def _masks(self, x_BTF):
        before, self._num_steps = self._num_steps, 0
        masks = super()._masks(x_BTF)
        self._num_steps = before
        return masks


class MaskAlways(ReferenceNetwork):
    """Dropout while predicting too."""

    def _run(self, x_BTF, state, masks):
        return super()._run(x_BTF, state, self._masks(x_BTF))


class MaskNever(ReferenceNetwork):
    def _masks(self, x_BTF):
        return []


class SnapshotWithoutMoments(ReferenceNetwork):
    def restore(self, snapshot):
        super().restore(snapshot)
        self._m = np.zeros_like(self._m)


class SnapshotOfAnotherStep(ReferenceNetwork):
    def snapshot(self):
        return replace(super().snapshot(), step=0)


class MomentsSwapped(ReferenceNetwork):
    """Names the moments wrongly, on the way out and on the way in."""

    def snapshot(self):
        snapshot = super().snapshot()
        return replace(snapshot, m=snapshot.v, v=snapshot.m)

    def restore(self, snapshot):
        super().restore(replace(snapshot, m=snapshot.v, v=snapshot.m))


class SharedBuffer(ReferenceNetwork):
    """All networks write their gradients into the same place."""

    def _step(self, gradients):
        SharedBuffer.buffer = gradients
        time.sleep(0.002)
        super()._step(SharedBuffer.buffer)


class LoadKeepsMoments(ReferenceNetwork):
    def load(self, parameters):
        kept = getattr(self, "_m", None)
        super().load(parameters)
        self._m = self._m if kept is None else kept


class ParametersAreViews(ReferenceNetwork):
    def parameters(self):
        return unflatten_parameters(self._values, self.spec)


class FingerprintOfTheStart(ReferenceNetwork):
    """Training does not change it, as in version 0.1.0."""

    @property
    def fingerprint(self):
        return self._identity.origin


class FingerprintNotRestored(ReferenceNetwork):
    """It stays that of the weights before."""

    def restore(self, snapshot):
        before = self.fingerprint
        super().restore(snapshot)
        self._identity._in_force, self._identity._made_at = before, snapshot.step


class EveryRunIsOne(ReferenceNetwork):
    """A state of any training is taken for one of this."""

    def train_window(self, x_BTF, y_BTO, weight_BTO=None, state=None):
        if state is not None and state.fingerprint.startswith("training"):
            state = State(state.names, state.values_SLBH, self._identity.run)
        return super().train_window(x_BTF, y_BTO, weight_BTO, state)


class StepsWhenDiverged(ReferenceNetwork):
    def train_window(self, *window):
        before = self._num_steps
        result = super().train_window(*window)
        if self._num_steps == before:
            self._step(np.zeros_like(self._values))
        return result


def build_by_threads(spec, *, threads=None, **options):
    """Other numbers on other threads."""
    network = builder()(spec, **options)
    network._seed += threads or 0
    return network


def _mutant(name, network, *rejected_by, case=THREE_LAYERS):
    return Mutant(name=name, build=builder(network), rejected_by=rejected_by, case=case)


NETWORK_MUTANTS = [
    _mutant("frozen weight", FrozenWeight, "training"),
    _mutant("half the loss beside the gradient", LossOfHalf, "loss_beside_the_gradient"),
    _mutant("frozen gradient", FrozenGradient, "gradients", "central_differences", "training"),
    _mutant("state ignored", StateIgnored, "forward", "gradients", "chunks", "training"),
    _mutant("state not carried", StateNotCarried, "forward", "chunks", "training"),
    _mutant("state of the first sequence", StateOfFirstSequence, "forward", "batch_order"),
    _mutant("layers of the state swapped", LayersSwapped, "forward", "chunks", "gradients"),
    _mutant("writes into its input", WritesIntoItsInput, "inputs_untouched"),
    _mutant("mask not rescaled", MaskNotRescaled, "dropout_gradients", case=DROPOUT),
    _mutant("mask shared by layers", MaskSharedByLayers, "dropout_gradients", case=DROPOUT),
    _mutant("mask of every step", MaskOfEveryStep, "dropout_gradients", "dropout_repeats", case=DROPOUT),
    _mutant("mask always", MaskAlways, "forward", "dropout_repeats", case=DROPOUT),
    _mutant("mask never", MaskNever, "dropout_gradients", "dropout_repeats", case=DROPOUT),
    _mutant("snapshot without moments", SnapshotWithoutMoments, "snapshot"),
    _mutant("snapshot of another step", SnapshotOfAnotherStep, "snapshot"),
    _mutant("moments swapped", MomentsSwapped, "snapshot_moments"),
    _mutant("buffer shared by networks", SharedBuffer, "python_threads"),
    _mutant("load keeps moments", LoadKeepsMoments, "load"),
    _mutant("parameters are views", ParametersAreViews, "load"),
    _mutant("fingerprint of the start", FingerprintOfTheStart, "fingerprint"),
    _mutant("fingerprint not restored", FingerprintNotRestored, "fingerprint"),
    _mutant("every run is one", EveryRunIsOne, "fingerprint"),
    _mutant("steps when diverged", StepsWhenDiverged, "divergence"),
    Mutant(name="threads change the bits", build=build_by_threads, rejected_by=("threads",), case=DROPOUT),
]
