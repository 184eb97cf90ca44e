"""The self-test in the C file: rows with the native engine's answers, and a program that compares."""

from __future__ import annotations

from elman.arrays import Array
from elman.export.c.literals import number_table
from elman.export.c.names import identifier
from elman.export.exportable import Exportable
from elman.export.proof import TOLERANCE, run_native
from elman.export.sample import Sample, make_up_sample

MOST_ROWS, FEWEST_ROWS, MOST_NUMBERS = 100, 20, 4000
"""Of the rows in the file: they cost nothing but characters, and only where the self-test is asked for."""


def golden_rows(exportable: Exportable) -> tuple[Array, Array]:
    """Made-up rows `(T, F)` and what the native engine says of them, `(T, O)`; both in units."""
    columns = exportable.spec.input_size + exportable.spec.output_size
    num_rows = max(FEWEST_ROWS, min(MOST_ROWS, MOST_NUMBERS // columns))
    x_TF = make_up_sample(exportable).sequences[0][:num_rows]
    (y_TO,) = run_native(exportable, Sample(sequences=(x_TF,)))
    return x_TF, y_TO


def self_test(exportable: Exportable) -> str:
    """The end of the file, as a template."""
    name = identifier(exportable.name, "model")
    x_TF, y_TO = golden_rows(exportable)
    kind = "float" if exportable.rounds else "double"
    named = (("inputs", x_TF), ("outputs", y_TO))
    tables = [number_table(f"{name}_test_{what}", values, kind) for what, values in named]
    return _SELF_TEST.format(
        num_rows=len(x_TF),
        tables="\n".join(tables),
        tolerance=repr(TOLERANCE),
        rounding=repr(exportable.rounding),
        kind=kind,
        zero="0.0f" if exportable.rounds else "0.0",
        cast="" if exportable.rounds else "(double)",
    )


_SELF_TEST = """\
#ifdef ${{NAME}}_SELF_TEST

#include <math.h>
#include <stdio.h>

#define ${{NAME}}_TEST_ROWS {num_rows}

/* Made-up rows, and what elman's own engine says of them. */
{tables}
static double ${{name}}_distance(double a, double b)
{{
    return a < b ? b - a : a - b;
}}

/* Runs the rows from `first` on; returns the largest difference as a share of what it may be. */
static double ${{name}}_test_rows(${{name}}_state *state, int first)
{{
    double largest = 0.0;
    int row, i;
    for (row = first; row < ${{NAME}}_TEST_ROWS; row++) {{
        {kind} outputs[${{NAME}}_OUTPUTS];
        if (${{name}}_step(state, ${{name}}_test_inputs[row], outputs) != ${{NAME}}_OK) {{
            return DBL_MAX;
        }}
        for (i = 0; i < ${{NAME}}_OUTPUTS; i++) {{
            const double wanted = (double)${{name}}_test_outputs[row][i];
            const double rounding = {rounding} * ${{name}}_distance(wanted, 0.0);
            const double limit = {tolerance} * ${{name}}_target_scale[i] + rounding;
            const double share = ${{name}}_distance((double)outputs[i], wanted) / limit;
            if (!(share <= largest)) {{
                largest = share <= DBL_MAX ? share : DBL_MAX;
            }}
        }}
    }}
    return largest;
}}

/* Whether a row that is refused leaves state and outputs as they were. */
static int ${{name}}_test_refusal(const ${{name}}_state *before)
{{
    ${{name}}_state state = *before;
    const unsigned char *now = (const unsigned char *)&state;
    const unsigned char *then = (const unsigned char *)before;
    {kind} inputs[${{NAME}}_INPUTS], outputs[${{NAME}}_OUTPUTS];
    int i, same;
    for (i = 0; i < ${{NAME}}_INPUTS; i++) {{
        inputs[i] = i + 1 < ${{NAME}}_INPUTS ? {zero} : {cast}INFINITY;
    }}
    outputs[0] = {cast}NAN;
    same = ${{name}}_step(&state, inputs, outputs) == ${{NAME}}_INFINITE && outputs[0] != outputs[0];
    for (i = 0; i < ${{NAME}}_STATE_BYTES; i++) {{
        same = same && now[i] == then[i];
    }}
    return same;
}}

int main(void)
{{
    ${{name}}_state state, copy;
    double whole, again, copied;
    int row, refused, passed;
    {kind} outputs[${{NAME}}_OUTPUTS];
    ${{name}}_init(&state);
    whole = ${{name}}_test_rows(&state, 0);
    ${{name}}_reset(&state);
    again = ${{name}}_test_rows(&state, 0);
    ${{name}}_reset(&state);
    for (row = 0; row < ${{NAME}}_TEST_ROWS / 2; row++) {{
        (void)${{name}}_step(&state, ${{name}}_test_inputs[row], outputs);
    }}
    copy = state;
    (void)${{name}}_test_rows(&state, row);
    copied = ${{name}}_test_rows(&copy, row);
    refused = ${{name}}_test_refusal(&state);
    passed = whole <= 1.0 && again <= 1.0 && copied <= 1.0 && refused;
    printf("${{name}}: %d rows; largest difference as a share of what it may be: %.2g, after a reset %.2g, "
           "from a copied state %.2g; an infinite input is %s: %s\\n",
        ${{NAME}}_TEST_ROWS, whole, again, copied, refused ? "refused" : "NOT refused",
        passed ? "passed" : "FAILED");
    return passed ? 0 : 1;
}}

#endif /* ${{NAME}}_SELF_TEST */
#endif /* ${{NAME}}_DEFINED */
"""
