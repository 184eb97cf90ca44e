"""Wrong cells."""

from __future__ import annotations

import numpy as np

from elman.engines.reference import ReferenceNetwork
from elman.network import flatten_parameters
from elman.network.cells import GRU, LSTM, RNN, Cell
from elman.network.cells.rnn import Activation
from tests.conformance.cases import SIZES, Case
from tests.conformance.mutants.mutant import Mutant, builder

FORWARD_AND_GRADIENTS = ("forward", "gradients")
GRADIENTS = ("gradients", "central_differences")


class Changed(Cell):
    """A cell whose products are changed on the way in, or whose gradients on the way out."""

    def __init__(self, cell, *, products=None, state=None, gradients=None):
        self.cell, self.gates, self.states = cell, cell.gates, cell.states
        self.products = products or (lambda array_BGH: array_BGH)
        self.state = state or (lambda arrays: arrays)
        self.gradients = gradients or (lambda saved, *gradients: gradients)

    def forward(self, a_BGH, u_BGH, state):
        return self.cell.forward(self.products(a_BGH), self.products(u_BGH), self.state(state))

    def backward(self, d_state, saved):
        d_a_BGH, d_u_BGH, d_before = self.cell.backward(d_state, saved)
        # Each change of the products here is its own inverse and linear.
        return self.gradients(saved, self.products(d_a_BGH), self.products(d_u_BGH), d_before)


def swap(first, second):
    def swapped(array_BGH):
        order = list(range(array_BGH.shape[1]))
        order[first], order[second] = second, first
        return array_BGH[:, order]

    return swapped


def negate(gate):
    def negated(array_BGH):
        signs = np.ones((1, array_BGH.shape[1], 1))
        signs[:, gate] = -1.0
        return array_BGH * signs

    return negated


def without_state(number):
    """The gradient that forgets one array of the state."""

    def gradients(saved, d_a_BGH, d_u_BGH, d_before):
        kept = [d * (index != number) for index, d in enumerate(d_before)]
        return d_a_BGH, d_u_BGH, tuple(kept)

    return gradients


def reset_skipped(saved, d_a_BGH, d_u_BGH, d_before):
    return d_a_BGH, d_a_BGH, d_before


class NoReset(GRU):
    def forward(self, a_BGH, u_BGH, state):
        a_BGH = a_BGH.copy()
        a_BGH[:, 0] = 40.0
        return super().forward(a_BGH, u_BGH, state)


class BiasOutsideReset(ReferenceNetwork):
    """n = tanh(a_n + r * (W h) + b_hn) instead of n = tanh(a_n + r * (W h + b_hn))."""

    def _run(self, *arguments, **options):
        kept, parameters = self._values, self.parameters()
        for layer in range(self.spec.num_layers):
            recurrent = parameters[f"rnn.bias_hh_l{layer}"][-self.spec.hidden_size :]
            parameters[f"rnn.bias_ih_l{layer}"][-self.spec.hidden_size :] += recurrent
            recurrent[:] = 0.0
        self._values = flatten_parameters(parameters)
        try:
            return super()._run(*arguments, **options)
        finally:
            self._values = kept


class OneBias(ReferenceNetwork):
    """The recurrent bias of the first layer is left out."""

    def _run(self, *arguments, **options):
        kept, parameters = self._values, self.parameters()
        parameters["rnn.bias_hh_l0"][...] = 0.0
        self._values = flatten_parameters(parameters)
        try:
            return super()._run(*arguments, **options)
        finally:
            self._values = kept


def _gru(name, build, rejected_by=FORWARD_AND_GRADIENTS):
    return Mutant(name=name, build=build, rejected_by=rejected_by)


def _lstm(name, build, rejected_by=FORWARD_AND_GRADIENTS):
    return Mutant(name=name, build=build, rejected_by=rejected_by, case=Case("lstm", 2, SIZES[2]))


def _rnn(name, activation, cell="rnn", rejected_by=GRADIENTS):
    build = builder(cell=RNN(activation))
    return Mutant(name=name, build=build, rejected_by=rejected_by, case=Case(cell, 2, SIZES[2]))


CELL_MUTANTS = [
    _gru("gru with r and z swapped", builder(cell=Changed(GRU(), products=swap(0, 1)))),
    _gru("gru with z and n swapped", builder(cell=Changed(GRU(), products=swap(1, 2)))),
    _gru("gru with z inverted", builder(cell=Changed(GRU(), products=negate(1)))),
    _gru("gru without reset", builder(cell=NoReset())),
    _gru("gru with the bias outside the reset", builder(BiasOutsideReset)),
    _gru("gru without its recurrent bias", builder(OneBias)),
    _gru("gru gradient without reset", builder(cell=Changed(GRU(), gradients=reset_skipped)), GRADIENTS),
    _gru("gru gradient without carry", builder(cell=Changed(GRU(), gradients=without_state(0))), GRADIENTS),
    _lstm("lstm with i and f swapped", builder(cell=Changed(LSTM(), products=swap(0, 1)))),
    _lstm("lstm with g and o swapped", builder(cell=Changed(LSTM(), products=swap(2, 3)))),
    _lstm("lstm that forgets c", builder(cell=Changed(LSTM(), state=lambda s: (s[0], s[1] * 0.0)))),
    _lstm("lstm gradient without c", builder(cell=Changed(LSTM(), gradients=without_state(1))), GRADIENTS),
    _rnn("rnn with a wrong derivative", Activation(np.tanh, lambda y: 1.0 - y)),
    _rnn("relu that leaks backwards", Activation(lambda x: np.maximum(x, 0.0), np.ones_like), "rnn_relu"),
    _rnn("rnn with a relu", Activation(lambda x: np.maximum(x, 0.0), np.sign), "rnn", FORWARD_AND_GRADIENTS),
]
