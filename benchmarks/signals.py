"""elman's defaults on signals that are hard for networks: starts, delays, integrators, resonances, repeats.

Every case is made by a formula. Beside elman's figure stand what an oracle reaches, which knows the form of
the system, and the limit that follows from it. Nothing is chosen here but the seed of the network.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

import elman
from machine import describe_machine
from report import finish, make_parser

Table = Mapping[str, np.ndarray]


class Figure(NamedTuple):
    """What a case came to."""

    case: str
    own: float
    oracle: float
    limit: float
    said: str


def fit(sources: object, **options: object) -> elman.Model:
    """A model with inputs `u...` and targets `y...`."""
    first = sources[0] if isinstance(sources, list) else sources
    names = list(first)
    inputs = [name for name in names if name.startswith("u")]
    targets = [name for name in names if name.startswith("y")]
    return elman.fit(sources, inputs=inputs, targets=targets, **options)


def said(model: elman.Model) -> str:
    """What was chosen."""
    return str(model.record.options["choices"])


def rmse(model: elman.Model, sources: object) -> float:
    """In units, from rest; of several targets the root of the mean of the relative squares."""
    scores = model.evaluate(sources).scores
    return float(scores.network.overall.get("rmse") or scores.network.overall["nrmse"])


def steps(random: np.random.Generator, rows: int, shortest: int, longest: int) -> np.ndarray:
    """A signal that is held for some rows and jumps then."""
    levels, lengths = random.uniform(-1, 1, rows), random.integers(shortest, longest + 1, rows)
    return np.repeat(levels, lengths)[:rows]


def lag(u: np.ndarray, rows: float, y: float = 0.0) -> np.ndarray:
    """A first-order lag."""
    made = []
    for value in u:
        y += (value - y) / rows
        made.append(y)
    return np.array(made)


def least_squares(train: Table, test: Table, past: int, inputs: int) -> float:
    """RMSE in free run of `y[t] = a y[t-1] + ... + b u[t] + ... + c`, from zeros."""

    def regressors(u: np.ndarray, y: np.ndarray) -> np.ndarray:
        shifted = [np.concatenate([np.zeros(k), y[:-k]]) for k in range(1, past + 1)]
        shifted += [np.concatenate([np.zeros(k), u[: len(u) - k]]) for k in range(inputs)]
        return np.column_stack([*shifted, np.ones(len(u))])

    weights = np.linalg.lstsq(regressors(train["u"], train["y"]), train["y"], rcond=None)[0]
    ys = np.zeros(past)
    us = np.concatenate([np.zeros(inputs), test["u"]])
    made = []
    for t in range(len(test["u"])):
        now = us[t + 1 : t + inputs + 1][::-1]
        y = float(weights[:past] @ ys + weights[past:-1] @ now + weights[-1])
        ys = np.concatenate([[y], ys[:-1]])[:past]
        made.append(y)
    return float(np.sqrt(np.mean((np.array(made) - test["y"]) ** 2)))


def days(seed: int) -> Figure:
    """Forty days that start from the same rest state."""
    random = np.random.default_rng(0)

    def day() -> dict[str, np.ndarray]:
        power, made, t = np.repeat(random.uniform(0, 10, 12), 20), [], 20.0
        for value in power:
            made.append(t)
            t += 0.02 * (20 + 5 * value - t)
        return {"u": power, "y": np.array(made)}

    train, new = [day() for _ in range(40)], [day() for _ in range(10)]
    model = fit(train, hidden_size=12, steps=1500, trials=False, seed=seed)
    return Figure("S1 days from rest", rmse(model, new), 0.38, 0.4, said(model))


def delay(seed: int, rows: int) -> Figure:
    """A lag behind a pure delay."""
    random = np.random.default_rng(5)

    def record(length: int) -> dict[str, np.ndarray]:
        u = steps(random, length, 5, 60)
        late = np.concatenate([np.zeros(rows), lag(u, 10.0)])[:length]
        return {"u": u, "y": late + 0.005 * random.standard_normal(length)}

    train, new = record(10_000), record(5_000)
    model = fit(train, seed=seed)
    return Figure(f"S5 delay of {rows} rows", rmse(model, new), 0.005, 0.012, said(model))


def integrator(seed: int) -> Figure:
    """The running sum of the input."""
    random = np.random.default_rng(6)

    def record(length: int) -> dict[str, np.ndarray]:
        u = steps(random, length, 1, 20)
        return {"u": u, "y": np.cumsum(u) + 0.5 * random.standard_normal(length)}

    train, new = record(10_000), record(5_000)
    oracle = slope(np.cumsum(train["u"]), train["y"], np.cumsum(new["u"]), new["y"])
    model = fit(train, seed=seed)
    return Figure("S6 integrator", rmse(model, new), oracle, 2 * oracle, said(model))


def slope(x: np.ndarray, y: np.ndarray, new_x: np.ndarray, new_y: np.ndarray) -> float:
    """RMSE of a straight line on new rows."""
    line = np.polyfit(x, y, 1)
    return float(np.sqrt(np.mean((np.polyval(line, new_x) - new_y) ** 2)))


def statics(seed: int) -> Figure:
    """A slow lag that is held ten times longer than in training: what it settles at."""
    random = np.random.default_rng(8)
    u = steps(random, 8_000, 20, 100)
    train = {"u": u, "y": lag(u, 200.0) + 0.002 * random.standard_normal(len(u))}
    model = fit(train, seed=seed)
    held = {"u": np.full(3_000, 0.7)}
    settled = float(model.predict(held).values[-1, 0])
    return Figure("S8 statics, distance from 0.700", abs(settled - 0.7), 0.0, 0.007, said(model))


def periods(seed: int) -> Figure:
    """Two equal periods: what validation says, and what a new record says."""
    random = np.random.default_rng(13)

    def target(u: np.ndarray) -> np.ndarray:
        return np.tanh(2 * lag(u, 15.0)) + 0.05 * random.standard_normal(len(u))

    period = steps(random, 4_000, 5, 40)
    u = np.tile(period, 2)
    model = fit({"u": u, "y": target(u)}, seed=seed)
    new = steps(random, 8_000, 5, 40)
    validation = validated(model)
    return Figure(
        "S13 repeated record: new over validation",
        rmse(model, {"u": new, "y": target(new)}) / validation,
        1.0,
        1.3,
        said(model),
    )


def validated(model: elman.Model) -> float:
    """The printed validation score, in units."""
    return float(model.record.validation["overall"]["rmse"])


def transients(seed: int, num: int = 200, rows: int = 5_000) -> Figure:
    """Sequences whose target forgets its start slowly; the oracle is given a column that says how."""
    random = np.random.default_rng(14)
    decay = np.exp(-np.arange(rows) / (0.3 * rows))

    def sequence() -> dict[str, np.ndarray]:
        u = steps(random, rows, 5, 50)
        y = np.tanh(2 * lag(u, 8.0)) + 0.3 * decay + 0.005 * random.standard_normal(rows)
        return {"u": u, "y": y}

    def told(table: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {"u": table["u"], "u2": decay, "y": table["y"]}

    train, new = [sequence() for _ in range(num)], [sequence() for _ in range(20)]
    oracle = rmse(fit([told(table) for table in train], seed=seed), [told(table) for table in new])
    model = fit(train, seed=seed)
    return Figure("S14 slow start transients", rmse(model, new), oracle, 1.3 * oracle, said(model))


def structure(seed: int, rows: int = 20_000) -> Figure:
    """Lightly damped modes with a weak cubic spring, three inputs and three targets."""
    random = np.random.default_rng(15)
    frequency, damping = np.array([0.05, 0.11, 0.23]), np.array([0.004, 0.004, 0.005])
    shapes = np.array([[1.0, 0.8, 0.5], [0.9, -0.4, -1.0], [0.6, -1.0, 0.8]])

    def record(length: int) -> dict[str, np.ndarray]:
        u = random.standard_normal((length, 3))
        place, speed, made = np.zeros(3), np.zeros(3), []
        for force in u @ shapes:
            moved = shapes @ place
            pull = force * frequency - shapes.T @ (0.0005 * moved**3) / 3
            speed += (
                frequency * (pull - frequency * place) - 2 * damping * frequency * speed / frequency.mean()
            )
            place = place + speed
            made.append(moved)
        y = np.array(made) / 3
        y += 0.002 * y.std(axis=0) * random.standard_normal(y.shape)
        return {f"u{k}": u[:, k] for k in range(3)} | {f"y{k}": y[:, k] for k in range(3)}

    train, new = record(rows), record(rows // 2)
    oracle = filter_error(train, new, lags=512)
    model = fit(train, seed=seed)
    return Figure("S15 lightly damped structure (NRMSE)", rmse(model, new), oracle, oracle, said(model))


def filter_error(train: Table, test: Table, lags: int) -> float:
    """Mean NRMSE of filters of so many lags by least squares."""

    def lagged(table: Table) -> np.ndarray:
        u = np.column_stack([table[f"u{k}"] for k in range(3)])
        padded = np.concatenate([np.zeros((lags - 1, 3)), u])
        windows = np.lib.stride_tricks.sliding_window_view(padded, lags, axis=0)
        return windows.reshape(len(u), -1)

    x, new = lagged(train), lagged(test)
    x = np.column_stack([x, np.ones(len(x))])
    new = np.column_stack([new, np.ones(len(new))])
    gram = x.T @ x
    gram[np.diag_indices(len(gram))] += 1e-8 * np.trace(gram) / len(gram)
    errors = []
    for k in range(3):
        weights = np.linalg.solve(gram, x.T @ train[f"y{k}"])
        truth = test[f"y{k}"]
        errors.append(np.sqrt(np.mean((new @ weights - truth) ** 2)) / truth.std())
    return float(np.mean(errors))


def deadzone(seed: int) -> Figure:
    """The running sum of what of the input goes beyond a dead zone; the test has pulses."""
    random = np.random.default_rng(16)

    def record(u: np.ndarray) -> dict[str, np.ndarray]:
        beyond = np.sign(u) * np.maximum(np.abs(u) - 0.3, 0.0)
        return {"u": u, "y": np.cumsum(beyond) + 0.1 * random.standard_normal(len(u))}

    pulses = np.zeros(5_000)
    for place in range(100, 5_000, 500):
        pulses[place : place + random.integers(10, 80)] = random.uniform(-1, 1)
    train, new = record(steps(random, 20_000, 1, 30)), record(pulses)
    oracle = least_squares(train, new, past=1, inputs=2)
    model = fit(train, seed=seed)
    return Figure("S16 sum beyond a dead zone", rmse(model, new), oracle, 2 * oracle, said(model))


CASES: dict[str, Callable[[int], Figure]] = {
    "days": days,
    "delay of 60": lambda seed: delay(seed, 60),
    "delay of 300": lambda seed: delay(seed, 300),
    "integrator": integrator,
    "statics": statics,
    "periods": periods,
    "transients": transients,
    "structure": structure,
    "dead zone": deadzone,
}


def main() -> None:
    """Prints a line for each case."""
    parser = make_parser(__doc__)
    parser.add_argument("--only", nargs="*", choices=CASES, default=list(CASES))
    parser.add_argument("--seeds", type=int, default=1, help="networks of each case, from seed 0 on")
    arguments = parser.parse_args()
    lines = [
        describe_machine(threads=len(os.sched_getaffinity(0))),
        "Defaults of `elman.fit`; figures are RMSE on new rows, in free run from rest",
        "",
        f"{'case':44}{'elman':>12}{'worst':>12}{'oracle':>12}{'limit':>12}",
    ]
    notes = []
    for name in arguments.only:
        figures = [CASES[name](seed) for seed in range(arguments.seeds)]
        own = [figure.own for figure in figures]
        first = figures[0]
        met = "" if max(own) <= first.limit else "  beyond the limit"
        lines.append(
            f"{first.case:44}{np.mean(own):12.4g}{max(own):12.4g}{first.oracle:12.4g}{first.limit:12.4g}{met}"
        )
        print(lines[-1], flush=True)
        notes.append(f"{first.case}: {first.said}")
    finish("signals", [*lines, "", *notes], write=arguments.write)


if __name__ == "__main__":
    main()
