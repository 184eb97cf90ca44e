"""Whose a state is: that of the weights in force, or, while a network trains, that of its run."""

from __future__ import annotations

from typing import ClassVar, Protocol

from elman.network import NetworkSpec, Parameters, State, fingerprint
from elman.shown import About, Shown


class Weights(Protocol):
    """What a fingerprint is made of."""

    @property
    def spec(self) -> NetworkSpec:
        """The network's shape."""
        ...

    @property
    def num_steps(self) -> int:
        """Training steps taken; with each of them the parameters change."""
        ...

    def parameters(self) -> Parameters:
        """The parameters in force."""
        ...


class Identity:
    """The fingerprint of a network, made when it is asked for and kept until the parameters change.

    A state that `forward` made has the fingerprint of the weights that made it, and is good for them alone.
    The states of a training run are handed from window to window while the weights change under them: they
    carry the name of the run instead, which no model has. A run takes a state of the weights that it began
    with, too, and one of those in force.
    """

    def __init__(self, network: Weights) -> None:
        self._network = network
        self._in_force = ""
        self._made_at = -1
        self.origin = ""
        """The fingerprint of the parameters that training began with."""

    def begin(self) -> None:
        """Other parameters were loaded: a run would begin with them."""
        self._made_at = -1
        self.origin = self.in_force

    def go_on(self, origin: str) -> None:
        """A snapshot was restored, of a run that began with the parameters of this fingerprint."""
        self._made_at = -1
        self.origin = origin

    @property
    def num_steps(self) -> int:
        """Training steps that the network has taken."""
        return self._network.num_steps

    @property
    def in_force(self) -> str:
        """Of the parameters as they are."""
        step = self._network.num_steps
        if self._made_at != step:
            self._in_force = fingerprint(self._network.spec, self._network.parameters())
            self._made_at = step
        return self._in_force

    @property
    def run(self) -> str:
        """The name of the training run."""
        return f"training from {self.origin}"

    def adopt(self, state: State | None) -> State | None:
        """A state of the run as one of the weights in force; all else as it is."""
        if isinstance(state, State) and state.fingerprint == self.run:
            return State(state.names, state.values_SLBH, self.in_force, state.inputs)
        return state

    def adopt_for_training(self, state: State | None) -> State | None:
        """A state of the first weights or of those in force as one of the run; all else as it is."""
        if not isinstance(state, State) or state.fingerprint == self.run:
            return state  # without a look at the weights: so it is at every window
        if state.fingerprint in (self.origin, self.in_force):
            return State(state.names, state.values_SLBH, self.run, state.inputs)
        return state


class IdentifiedNetwork(Shown):
    """What the networks of every engine share: their shape and their fingerprint.

    A network sets `_spec` and then `_identity`.
    """

    engine: ClassVar[str]
    """The name of the engine."""
    _spec: NetworkSpec
    _identity: Identity

    @property
    def spec(self) -> NetworkSpec:
        """The network's shape."""
        return self._spec

    @property
    def fingerprint(self) -> str:
        """A fingerprint of the spec and of the parameters in force."""
        return self._identity.in_force

    def _about(self) -> About:
        from elman.engines.about import about_network

        return about_network(self._spec, self._identity.num_steps, self.engine)
