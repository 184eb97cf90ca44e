"""Framing in plain float64 loops, row by row: what `make_frame` and `make_targets` are held to."""

import numpy as np

from elman.framing import FARTHEST


def filled(y_N, season):
    """Missing values from the same place of the season, or else the last known one."""
    known = [float(value) for value in y_N]
    result = []
    first = next(row for row, value in enumerate(known) if not np.isnan(value))
    for row, value in enumerate(known):
        if not np.isnan(value):
            result.append(value)
            continue
        earlier = [k for k in range(row - season, -1, -season) if not np.isnan(known[k])]
        before = [k for k in range(row - 1, -1, -1) if not np.isnan(known[k])]
        source = earlier[0] if earlier and season > 1 else before[0] if before else first
        result.append(known[source])
    return np.array(result)


def level_of(framing, rows):
    return {"last": lambda part: part[-1], "mean": np.mean, "median": np.median}[framing.level](
        rows[-framing.level_rows :]
    )


def scale_of(framing, y_N, rows, end):
    known = np.array([value for value in y_N[:end] if not np.isnan(value)], np.float64)
    so_far = known.std() if len(known) else 0.0
    scale = {
        "deviation": np.std,
        "running": lambda part: so_far,
        "mad": lambda part: 1.4826 * np.median(np.abs(part - np.median(part))),
    }[framing.scale](rows)
    return max(scale, 0.05 * so_far, 1e-12 * np.abs(rows).mean(), 1e-30)


def step(framing, y_N, end):
    """Values seen, change of the level, size of the scale; the scale; the base of each value said."""
    y_N = np.asarray(y_N, np.float64)
    whole = filled(y_N, framing.season)
    before = framing.rows_before
    padded = np.concatenate([np.full(before, whole[0]), whole])
    rows = padded[before + end - framing.lags : before + end]
    level = level_of(framing, rows)
    earlier_end = before + end - framing.stride
    earlier = level_of(
        framing, padded[earlier_end - framing.lags if framing.lags < earlier_end else 0 : earlier_end]
    )
    scale = scale_of(framing, y_N, rows, end)
    features = [*((rows - level) / scale), (level - earlier) / scale]
    if framing.scale != "running":
        features.append(np.log(scale / (abs(level) + scale)))
    base = np.full(framing.block, level)
    if framing.difference:
        places = [end + k % framing.difference - framing.difference for k in range(framing.block)]
        base = np.array([padded[before + place] for place in places])
    return np.clip(features, -FARTHEST, FARTHEST), scale, base
