"""The extension module, native/bindings: arrays are C-contiguous: float32 in networks, float64 in streams."""

from collections.abc import Mapping, Sequence
from typing import Any, overload

from elman.arrays import Array
from elman.network import State

def instruction_sets() -> list[str]: ...
def cells() -> list[str]: ...

class LossConfig:
    name: str
    numbers: list[float]

class OptimizerConfig:
    name: str
    learning_rate: float
    beta1: float
    beta2: float
    epsilon: float
    weight_decay: float
    clip_norm: float
    cosine_steps: int

class NetworkConfig:
    cell: str
    input_size: int
    hidden_size: int
    num_layers: int
    output_size: int
    dropout: float
    num_quantiles: int
    loss: LossConfig
    optimizer: OptimizerConfig
    seed: int
    threads: int
    isa: str

class Network:
    fingerprint: str
    def __init__(
        self, config: NetworkConfig, state_class: type[State], state_names: tuple[str, ...]
    ) -> None: ...
    def forward(self, x: Array, state: State | None) -> tuple[Array, State]: ...
    def train(self, x: Array, y: Array, weight: Array | None, state: State | None) -> tuple[float, State]: ...
    def gradients(self, x: Array, y: Array, weight: Array | None, state: State | None) -> Array: ...
    def load(self, flat: Array) -> None: ...
    def read_parameters(self, flat: Array) -> None: ...
    def read_moments(self, m: Array, v: Array) -> None: ...
    def restore(self, parameters: Array, m: Array, v: Array, step: int) -> None: ...
    @property
    def num_parameters(self) -> int: ...
    @property
    def instruction_set(self) -> str: ...
    @property
    def step(self) -> int: ...

class Channel:
    def __init__(self, centre: float, scale: float) -> None: ...

class StreamConfig:
    inputs: Sequence[Channel]
    targets: Sequence[Channel]
    low: Sequence[float]
    high: Sequence[float]
    hold: bool
    rounded: bool
    num_lanes: int

class Stream:
    def __init__(
        self, network: Network, config: StreamConfig, inputs: tuple[str, ...], targets: tuple[str, ...]
    ) -> None: ...
    @overload
    def step(self, row: Mapping[str, Any]) -> dict[str, float]: ...
    @overload
    def step(self, row: Any) -> Any: ...
    def _run(self, x: Array, y: Array) -> bool: ...
    def _read_state(self, values: Array, held: Array, steps: Array) -> None: ...
    def _write_state(self, values: Array, held: Array, steps: Array) -> None: ...
    def _read_health(self, inputs: Array, lanes: Array) -> None: ...
    def _write_health(self, inputs: Array, lanes: Array) -> None: ...
