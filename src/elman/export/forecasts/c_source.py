"""The C file of a forecaster."""

from __future__ import annotations

from importlib.metadata import version
from string import Template

import numpy as np

from elman.export.c.cells import CELL_CODES
from elman.export.c.literals import double_array, double_literal, float_array
from elman.export.c.names import identifier, in_comment
from elman.export.c.templates import NETWORK
from elman.export.forecasts.c_template import DECLARATIONS, FORECAST, HEAD, REMARKS
from elman.export.forecasts.parts import ExportableForecaster
from elman.framing.framing import FARTHEST
from elman.framing.scales import floor_shares
from elman.framing.variability import change_shares, rows_of
from elman.intervals.conditions import prior_weights


def render_source(parts: ExportableForecaster) -> str:
    """The whole file."""
    values = _values(parts)
    pieces = _pieces(parts)
    filled = {key: Template(text).substitute(values) for key, text in pieces.items()}
    both = values | filled
    return "\n".join(
        Template(part).substitute(both) for part in (REMARKS, DECLARATIONS, HEAD, NETWORK, FORECAST)
    )


def prefix(parts: ExportableForecaster) -> str:
    """What the names in the file begin with."""
    return identifier(parts.name, "forecaster")


def _values(parts: ExportableForecaster) -> dict[str, str]:
    """Names and numbers."""
    spec, framing, name = parts.spec, parts.framing, prefix(parts)
    ages = len(parts.conditions.age_A)
    numbers = {
        "horizon": framing.horizon, "levels": len(parts.levels), "features": framing.num_features,
        "units": spec.hidden_size, "networks": len(parts.parameters), "layers_each": spec.num_layers,
        "stride": framing.stride, "rows": max(framing.rows_before, framing.season), "season": framing.season,
        "recent": rows_of(framing), "lags": framing.lags, "level_rows": framing.level_rows,
        "phases": len(parts.conditions.phase_S), "ages": ages + 1 if ages else 0,
        "map_lags": len(parts.weight_PK), "rules_season": parts.season,
        "relative": int(parts.conditions.relative),
        "stack_bytes": 8 * (rows_of(framing) + 2 * framing.lags + framing.horizon)
        + 4 * (framing.num_features + spec.hidden_size),
    }  # fmt: skip
    shares = floor_shares(framing.numbers) | change_shares() | prior_weights()
    shares |= {"prior": parts.conditions.prior, "farthest": FARTHEST}
    return {
        "name": name,
        "NAME": name.upper(),
        "model": in_comment(parts.name),
        "version": version("elman"),
        "fingerprint": parts.fingerprint,
        "network": f"{len(parts.parameters)} x {spec.cell}, {spec.num_layers} x {spec.hidden_size} units",
        "equations": CELL_CODES[spec.cell].equations,
        "step": in_comment(parts.step),
        "cycles": ", ".join(framing.cycles) or "it is not",
        "step_microseconds": str(parts.clock[0]),
        "offset_microseconds": str(parts.clock[1]),
        "listed_levels": ", ".join(f"{level:g}" for level in parts.levels),
        **{key: str(number) for key, number in numbers.items()},
        **{key: double_literal(number) for key, number in shares.items()},
    }


def _pieces(parts: ExportableForecaster) -> dict[str, str]:
    """The pieces of code that depend on how the forecaster sees series, as templates."""
    framing, conditions, spec = parts.framing, parts.conditions, parts.spec
    code, name = CELL_CODES[spec.cell], prefix(parts)
    least = "" if conditions.least is None else double_literal(conditions.least)
    has_memory = "c" in spec.cell_definition.states
    return {
        "constants": "".join(_constants(parts, name)),
        "layers": ",\n".join(_layers(parts)),
        "activations": "\n".join(code.activations),
        "update": code.update,
        "memory_parameter": ", float *c" if has_memory else "",
        "memory_argument": ", state->c[phase][layer]" if has_memory else "",
        "memory_field": _MEMORY if has_memory else "",
        "level": _LEVELS[framing.level],
        "scale": _SCALES[framing.scale],
        "tell_scale": "    *x++ = ${name}_feature(log(scale / (fabs(level) + scale)));\n"
        if framing.tells_scale
        else "",
        "tell_gaps": _TELL_GAPS if framing.gaps else "",
        "clock": _CLOCK if framing.cycles else "",
        "tell_cycles": "".join(_tell_cycle(cycle) for cycle in framing.cycles),
        "base": f"end[step % {framing.difference} - {framing.difference}]" if framing.difference else "level",
        "limit_band": _limit_band(least, whole=conditions.whole),
        "limit_point": f"        point = ${{name}}_largest(point, {least});\n" if least else "",
    }


CYCLES = ("hour", "day", "week", "year")
"""The cycles of the calendar that the file can follow."""
_LENGTHS = {"hour": 3_600_000_000, "day": 86_400_000_000, "week": 604_800_000_000}
_CLOCK = """\
/* Microseconds from 1970 to the first row ahead. */
static int64_t ${name}_moment(const ${name}_state *state)
{
    return (state->place + state->rows) * INT64_C(${step_microseconds}) + INT64_C(${offset_microseconds});
}

/* The share of a cycle of so many microseconds that is over. */
static double ${name}_over(int64_t moment, int64_t length)
{
    const int64_t part = moment % length;
    return (double)(part < 0 ? part + length : part) / (double)length;
}

/* Days from 1970 to the first day of a year. */
static int64_t ${name}_year(int64_t year)
{
    const int64_t past = year - 1;
    return 365 * (year - 1970) + (past / 4 - past / 100 + past / 400) - 477;
}

/* The share of the year that is over. */
static double ${name}_over_of_year(int64_t moment)
{
    const int64_t day = INT64_C(86400000000);
    int64_t year = 1970 + moment / (day * 365), first, length;
    while (${name}_year(year) * day > moment) {
        year--;
    }
    first = ${name}_year(year) * day;
    length = ${name}_year(year + 1) * day - first;
    return (double)(moment - first) / (double)length;
}

"""


def _tell_cycle(cycle: str) -> str:
    """Sine and cosine of the place in a cycle."""
    over = "${name}_over_of_year(${name}_moment(state))"
    if cycle != "year":
        over = f"${{name}}_over(${{name}}_moment(state), INT64_C({_LENGTHS[cycle]}))"
    return "".join(f"    *x++ = (float){wave}(6.283185307179586 * {over});\n" for wave in ("sin", "cos"))


_MEMORY = "    float c[${NAME}_STRIDE][${NAME}_LAYERS][${NAME}_UNITS];\n"
_TELL_GAPS = """\
    for (i = ${NAME}_STRIDE; i > 0; i--) {
        *x++ = (float)state->known[${NAME}_ROWS - i];
    }
"""
_LEVELS = {
    "last": "    return end[-1];\n",
    "mean": "    return ${name}_mean(end - ${level_rows}, ${level_rows});\n",
    "median": """\
    double part[${level_rows}];
    memcpy(part, end - ${level_rows}, sizeof part);
    return ${name}_median(part, ${level_rows});
""",
}
_SCALES = {
    "running": "    scale = ${name}_running(state);\n",
    "deviation": """\
    {
        const double mean = ${name}_mean(window, ${lags});
        for (i = 0; i < ${lags}; i++) {
            part[i] = (window[i] - mean) * (window[i] - mean);
        }
        scale = sqrt(${name}_mean(part, ${lags}));
    }
""",
    "mad": """\
    {
        double middle;
        memcpy(part, window, sizeof part);
        middle = ${name}_median(part, ${lags});
        for (i = 0; i < ${lags}; i++) {
            part[i] = fabs(window[i] - middle);
        }
        scale = 1.4826 * ${name}_median(part, ${lags});
    }
""",
}


def _limit_band(least: str, *, whole: bool) -> str:
    lines = ""
    if least:
        lines += f"    point = ${{name}}_largest(point, {least});\n"
        lines += f"    *low = ${{name}}_largest(*low, {least});\n"
        lines += f"    *high = ${{name}}_largest(*high, {least});\n"
    if whole:
        lines += "    *low = ${name}_smallest(ceil(*low), floor(point));\n"
        lines += "    *high = ${name}_largest(floor(*high), ceil(point));\n"
    return lines


def _constants(parts: ExportableForecaster, name: str) -> list[str]:
    conditions, horizon = parts.conditions, parts.framing.horizon
    arrays = {
        "below": parts.margin_SLK[0], "above": parts.margin_SLK[1], "phase": conditions.phase_S,
        "map": parts.weight_PK if parts.weight_PK.size else np.zeros(1), "share": parts.share_RK,
    }  # fmt: skip
    ages = np.zeros(1), np.ones(horizon)
    if len(conditions.age_A):
        outermost = np.append(conditions.age_A, 2.0 * conditions.age_A[-1])
        ages = np.log(outermost), np.concatenate([conditions.young_AK, np.ones((1, horizon))])
    arrays |= {"age": ages[0], "young_by_age": ages[1]}
    written = [double_array(f"{name}_{what}", array.ravel().tolist()) for what, array in arrays.items()]
    for what in ("out.weight", "out.bias"):
        joined = np.concatenate([np.asarray(own[what], np.float32) for own in parts.parameters])
        written.append(float_array(f"{name}_{what.replace('.', '_')}", joined))
    for number, own in enumerate(parts.parameters):
        for what, values in own.items():
            if what.startswith("rnn."):
                called = f"{name}_{what.removeprefix('rnn.')}_n{number}"
                written.append(float_array(called, np.asarray(values, np.float32)))
    return written


def _layers(parts: ExportableForecaster) -> list[str]:
    """An initialiser of each layer's structure, network by network."""
    name, kinds = prefix(parts), ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    lines = []
    for number in range(len(parts.parameters)):
        for layer in range(parts.spec.num_layers):
            inputs = "INPUTS" if layer == 0 else "UNITS"
            arrays = ", ".join(f"{name}_{kind}_l{layer}_n{number}" for kind in kinds)
            lines.append(f"    {{{name.upper()}_{inputs}, {arrays}}}")
    return lines
