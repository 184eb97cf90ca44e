"""Writes two tables of a simulated laboratory system: two water tanks, one above the other.

A pump fills the upper tank, which drains into the lower one, which drains into the reservoir. The
upper tank overflows when it is full, and part of that falls into the lower one. The level of the
lower tank is measured, with noise; it depends on the pump of several minutes.

    python examples/two_tanks.py        writes tanks.csv (4,000 rows) and tanks-test.csv (1,000)

The equations are those of Schoukens and Noel, "Three Benchmarks Addressing Open Challenges in
Nonlinear System Identification", IFAC 2017; the constants are made up.
"""

import csv
from pathlib import Path

import numpy as np

STEP = 4.0  # seconds between two rows
SUBSTEPS = 20  # of the simulation between two rows
FULL = 10.0  # height of a tank in centimetres
NOISE = 0.03  # standard deviation of the level sensor in volts


def pump_voltage(num_rows, random):
    """Levels between 1 and 7 V, held for one to six minutes, smoothed a little."""
    volts = np.empty(num_rows)
    row = 0
    while row < num_rows:
        hold = int(random.integers(15, 90))
        volts[row : row + hold] = random.uniform(1.0, 7.0)
        row += hold
    return np.convolve(np.pad(volts, (4, 0), mode="edge"), np.full(5, 0.2), mode="valid")


def lower_level(pump):
    """The height of the water in the lower tank at each row, in centimetres."""
    upper, lower, step = 2.0, 2.0, STEP / SUBSTEPS
    heights = np.empty(len(pump))
    for row, volts in enumerate(pump):
        heights[row] = lower
        for _ in range(SUBSTEPS):
            drained = 0.09 * np.sqrt(upper)
            upper += step * (0.05 * volts - drained)
            overflow = max(upper - FULL, 0.0)
            upper = min(max(upper, 0.0), FULL)
            lower += step * (drained - 0.075 * np.sqrt(lower)) + 0.5 * overflow
            lower = min(max(lower, 0.0), FULL)
    return heights


def write_table(path, num_rows, seed):
    """One record: the pump's voltage and the level sensor's."""
    random = np.random.default_rng(seed)
    pump = pump_voltage(num_rows, random)
    level = lower_level(pump) + random.normal(0.0, NOISE, num_rows)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["seconds", "pump", "level"])
        for row in range(num_rows):
            writer.writerow([f"{row * STEP:.0f}", f"{pump[row]:.4f}", f"{level[row]:.4f}"])
    print(f"{path}: {num_rows:,} rows")


if __name__ == "__main__":
    write_table(Path("tanks.csv"), 4_000, seed=1)
    write_table(Path("tanks-test.csv"), 1_000, seed=2)
