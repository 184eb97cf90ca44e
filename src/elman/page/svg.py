"""Charts as inline SVG: for print, and for readers without script."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator

import numpy as np

from elman.arrays import Array
from elman.page.blocks import Chart, Heat, Line
from elman.page.safe import safe
from elman.page.scales import Axis, axis_of, tick_text
from elman.page.thinning import thin

WIDTH, HEIGHT = 900, 260
LEFT, RIGHT, TOP, BOTTOM = 70, 10, 10, 38
_MOST_POINTS = 800
"""Of a line: an SVG is 900 points wide."""


def draw_chart(chart: Chart) -> str:
    """The chart as one `svg` element, with its title as text for who cannot see it."""
    x_axis, y_axis = _axes(chart)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{chart.id}-name">',
        f'<title id="{chart.id}-name">{safe(chart.title)}</title>',
        *_grid(x_axis, y_axis, chart),
        *_marks(chart, x_axis),
    ]
    for place, line in enumerate(chart.lines):
        parts.append(_line(chart, line, place, x_axis, y_axis))
    return "".join([*parts, "</svg>"])


def draw_heat(heat: Heat) -> str:
    """The map as a picture within the page."""
    place = base64.b64encode(_png(colours(heat.levels()))).decode()
    return f'<img class="heat" alt="{safe(heat.title)}" src="data:image/png;base64,{place}">'


def colours(levels_RC: Array) -> Array:
    """Red, green and blue: from blue through white to red."""
    share_RC = levels_RC.astype(np.float64) / 255
    from_middle_RC = np.abs(2 * share_RC - 1)[..., np.newaxis]
    ends = np.where((share_RC < 0.5)[..., np.newaxis], np.array([31, 79, 214]), np.array([214, 39, 40]))
    return np.asarray((255 + from_middle_RC * (ends - 255)).round().astype(np.uint8))


def _axes(chart: Chart) -> tuple[Axis, Axis]:
    x = np.asarray(chart.x, np.float64)
    half = 0.0 if chart.kind == "lines" else 0.6
    low, high = (float(x.min()) - half, float(x.max()) + half) if x.size else (0.0, 1.0)
    values = np.concatenate([np.asarray(line.y, np.float64) for line in chart.lines] or [np.zeros(1)])
    across = Axis(low=low, high=high if high > low else low + 1, start=LEFT, end=WIDTH - RIGHT)
    up = axis_of(
        values,
        ends=(HEIGHT - BOTTOM, TOP),
        logarithmic=chart.log_y,
        with_zero=chart.kind != "lines",
        limits=(chart.low, chart.high),
    )
    return across, up


def _grid(x_axis: Axis, y_axis: Axis, chart: Chart) -> Iterator[str]:
    for value in y_axis.ticks():
        y = y_axis.place(value)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text class="tick" text-anchor="end" x="{LEFT - 6}" y="{y + 4:.1f}">{tick_text(value)}</text>'
    for value, name in _places(x_axis, chart):
        x = x_axis.place(value)
        if not chart.names:
            yield f'<path class="grid" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
        for row, text in enumerate(name.split("\n")[:2]):
            y = HEIGHT - BOTTOM + 13 * (row + 1)
            yield f'<text class="tick" text-anchor="middle" x="{x:.1f}" y="{y}">{safe(text)}</text>'
    middle, bottom = (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6
    yield f'<text class="name" text-anchor="middle" x="{middle}" y="{bottom}">{safe(chart.x_label)}</text>'
    up = (TOP + HEIGHT - BOTTOM) / 2
    yield (
        f'<text class="name" text-anchor="middle" transform="translate(13 {up}) rotate(-90)">'
        f"{safe(chart.y_label)}</text>"
    )


def _places(x_axis: Axis, chart: Chart) -> list[tuple[float, str]]:
    """Where something is written below the chart, and what."""
    if chart.names:
        return list(zip(np.asarray(chart.x, np.float64).tolist(), chart.names, strict=True))
    return [(value, tick_text(value)) for value in x_axis.ticks(most=8)]


def _marks(chart: Chart, x_axis: Axis) -> Iterator[str]:
    for place, label in chart.marks:
        x = x_axis.place(place)
        yield f'<path class="mark" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
        yield f'<text class="tick" x="{x + 4:.1f}" y="{TOP + 12}">{safe(label)}</text>'


def _line(chart: Chart, line: Line, place: int, x_axis: Axis, y_axis: Axis) -> str:
    x, y = np.asarray(chart.x, np.float64), np.asarray(line.y, np.float64)
    if chart.kind == "lines" or line.role == "limit":
        rows, (y,) = thin([y], _MOST_POINTS)
        path = _path(x_axis.places(x[rows]), y_axis.places(y))
    elif chart.kind == "stems":
        path = _stems(x_axis.places(x), y_axis.places(y), y_axis.place(0.0))
    else:
        width = 0.8 / max(len([one for one in chart.lines if one.role != "limit"]), 1)
        left = x_axis.places(x - 0.4 + place * width)
        path = _bars(left, x_axis.places(x - 0.4 + (place + 1) * width), y_axis.places(y), y_axis.place(0.0))
    filled = " filled" if chart.kind == "bars" and line.role != "limit" else ""
    return f'<path class="line {line.role}{filled}" d="{path}"/>'


def _path(x_P: Array, y_P: Array) -> str:
    parts, down = [], False
    for x, y in zip(x_P.tolist(), y_P.tolist(), strict=True):
        known = np.isfinite(y)
        if known:
            parts.append(f"{'L' if down else 'M'}{x:.1f} {y:.1f}")
        down = known
    return "".join(parts)


def _stems(x_P: Array, y_P: Array, zero: float) -> str:
    pairs = zip(x_P.tolist(), y_P.tolist(), strict=True)
    return "".join(f"M{x:.1f} {zero:.1f}V{y:.1f}" for x, y in pairs if np.isfinite(y))


def _bars(left_P: Array, right_P: Array, y_P: Array, zero: float) -> str:
    triples = zip(left_P.tolist(), right_P.tolist(), y_P.tolist(), strict=True)
    return "".join(
        f"M{left:.1f} {zero:.1f}V{y:.1f}H{right:.1f}V{zero:.1f}Z"
        for left, right, y in triples
        if np.isfinite(y)
    )


def _png(colours_RC3: Array) -> bytes:
    """A picture file; it is drawn larger, with sharp edges, by the page."""
    rows, columns = colours_RC3.shape[:2]
    lines = b"".join(b"\0" + line.tobytes() for line in colours_RC3)
    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
