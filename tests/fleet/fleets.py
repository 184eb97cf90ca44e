"""Small fleets for tests: first-order units that differ in how long they remember."""

import hashlib

import numpy as np

OPTIONS = {"steps": 8, "hidden_size": 3, "batch_size": 4, "window": 10, "burn_in": 5}


def table(units=6, rows=60, seed=0):
    """Units u0, u1 ...: y remembers itself and hears tanh(x)."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(units, rows)), np.zeros((units, rows))
    decay = np.linspace(0.2, 0.9, units)
    for t in range(1, rows):
        y[:, t] = decay * y[:, t - 1] + np.tanh(x[:, t])
    unit = np.repeat([f"u{number}" for number in range(units)], rows)
    return {"unit": unit, "x": x.ravel(), "y": y.ravel()}


def write_csv(path, columns):
    rows = zip(*columns.values(), strict=True)
    lines = [",".join(columns), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def digests(directory):
    """Every file of a fleet and its content."""
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
