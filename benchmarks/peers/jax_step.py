"""The training step and the forward pass in JAX: jit, and scan over time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from workload import GATES, Work

Tree = Any


def initial_parameters(work: Work, seed: int = 0) -> Tree:
    """Layers of (W_ih^T, W_hh^T, b_ih, b_hh), and the output's (W^T, b)."""
    random = np.random.default_rng(seed)
    bound = work.units**-0.5

    def uniform(*shape: int) -> jax.Array:
        return jnp.asarray(random.uniform(-bound, bound, shape).astype(np.float32))

    gates = GATES[work.cell] * work.units
    sizes = [work.inputs] + [work.units] * (work.layers - 1)
    layers = [(uniform(n, gates), uniform(work.units, gates), uniform(gates), uniform(gates)) for n in sizes]
    return {"layers": layers, "out": (uniform(work.units, work.outputs), uniform(work.outputs))}


def _rnn(a: jax.Array, u: jax.Array, carry: Tree) -> Tree:
    return (jnp.tanh(a + u),)


def _gru(a: jax.Array, u: jax.Array, carry: Tree) -> Tree:
    a_r, a_z, a_n = jnp.split(a, 3, -1)
    u_r, u_z, u_n = jnp.split(u, 3, -1)
    z = jax.nn.sigmoid(a_z + u_z)
    n = jnp.tanh(a_n + jax.nn.sigmoid(a_r + u_r) * u_n)
    return (n + z * (carry[0] - n),)


def _lstm(a: jax.Array, u: jax.Array, carry: Tree) -> Tree:
    i, f, g, o = jnp.split(a + u, 4, -1)
    c = jax.nn.sigmoid(f) * carry[1] + jax.nn.sigmoid(i) * jnp.tanh(g)
    return (jax.nn.sigmoid(o) * jnp.tanh(c), c)


_CELLS = {"rnn": _rnn, "gru": _gru, "lstm": _lstm}


def predict(cell: str, parameters: Tree, x: jax.Array) -> jax.Array:
    """The prediction (batch, time, outputs); the input products of all steps at once."""
    h = jnp.swapaxes(x, 0, 1)
    for w_ih, w_hh, b_ih, b_hh in parameters["layers"]:
        zeros = jnp.zeros((x.shape[0], w_hh.shape[0]), jnp.float32)

        def step(carry: Tree, a: jax.Array, w_hh: Any = w_hh, b_hh: Any = b_hh) -> tuple[Tree, jax.Array]:
            carry = _CELLS[cell](a, carry[0] @ w_hh + b_hh, carry)
            return carry, carry[0]

        _, h = jax.lax.scan(step, (zeros,) * (2 if cell == "lstm" else 1), h @ w_ih + b_ih)
    w, b = parameters["out"]
    return jnp.swapaxes(h @ w + b, 0, 1)


def make_update(cell: str, learning_rate: float = 1e-3) -> Callable[..., Tree]:
    """(parameters, m, v, step, x, y) -> the same after one step of Adam, and the loss."""

    def loss_of(parameters: Tree, x: jax.Array, y: jax.Array) -> jax.Array:
        return jnp.mean((predict(cell, parameters, x) - y) ** 2)

    def update(parameters: Tree, m: Tree, v: Tree, step: jax.Array, x: jax.Array, y: jax.Array) -> Tree:
        loss, gradient = jax.value_and_grad(loss_of)(parameters, x, y)
        step = step + 1
        m = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g, m, gradient)
        v = jax.tree.map(lambda a, g: 0.999 * a + 0.001 * g * g, v, gradient)
        rate = learning_rate * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        parameters = jax.tree.map(lambda p, a, b: p - rate * a / (jnp.sqrt(b) + 1e-8), parameters, m, v)
        return parameters, m, v, step, loss

    return update


def jax_step(work: Work) -> Callable[[], float]:
    """One training step, compiled: forward, backward, Adam."""
    update = jax.jit(make_update(work.cell), donate_argnums=(0, 1, 2))
    parameters = initial_parameters(work)
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    kept = [parameters, zeros, jax.tree.map(jnp.copy, zeros), jnp.float32(0)]
    x, y = (jnp.asarray(array) for array in work.arrays())

    def step() -> float:
        *kept[:], loss = update(*kept, x, y)
        return float(loss)

    return step


def jax_forward(work: Work) -> Callable[[], np.ndarray]:
    """The forward pass alone, compiled."""
    parameters = initial_parameters(work)
    forward = jax.jit(lambda x: predict(work.cell, parameters, x))
    x, _ = work.arrays()
    return lambda: np.asarray(forward(x))
