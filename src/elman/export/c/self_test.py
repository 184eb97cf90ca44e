"""The self-test in the C file: rows with the native engine's answers, and a program that compares."""

from __future__ import annotations

import numpy as np

from elman.export.c.literals import float_table
from elman.export.c.names import identifier
from elman.export.exportable import Exportable
from elman.export.proof import TOLERANCE, run_native
from elman.export.sample import make_up_sample

MOST_ROWS, FEWEST_ROWS, MOST_NUMBERS = 100, 20, 4000
"""Of the rows in the file: they cost nothing but characters, and only where the self-test is asked for."""


def self_test(exportable: Exportable) -> str:
    """The end of the file, as a template."""
    spec = exportable.spec
    num_rows = max(FEWEST_ROWS, min(MOST_ROWS, MOST_NUMBERS // (spec.input_size + spec.output_size)))
    x_TF = make_up_sample(exportable).sequences[0][:num_rows]
    name = identifier(exportable.name, "model")
    tables = (
        float_table(f"{name}_test_inputs", x_TF),
        float_table(f"{name}_test_outputs", run_native(exportable, x_TF)),
    )
    largest = float(np.finfo(np.float32).eps)
    return _SELF_TEST.format(
        num_rows=num_rows, tables="\n".join(tables), tolerance=repr(TOLERANCE), rounding=repr(largest)
    )


_SELF_TEST = """\
#ifdef ${{NAME}}_SELF_TEST

#include <math.h>
#include <stdio.h>

#define ${{NAME}}_TEST_ROWS {num_rows}

/* Made-up rows, and what elman's own engine says of them. */
{tables}
/* Runs the rows from `first` on; returns the largest difference as a share of what it may be. */
static double ${{name}}_test_rows(${{name}}_state *state, int first)
{{
    double largest = 0.0;
    int row, i;
    for (row = first; row < ${{NAME}}_TEST_ROWS; row++) {{
        float outputs[${{NAME}}_OUTPUTS];
        if (${{name}}_step(state, ${{name}}_test_inputs[row], outputs) != ${{NAME}}_OK) {{
            return DBL_MAX;
        }}
        for (i = 0; i < ${{NAME}}_OUTPUTS; i++) {{
            const double wanted = (double)${{name}}_test_outputs[row][i];
            const double limit = {tolerance} * ${{name}}_target_scale[i] + {rounding} * fabs(wanted);
            const double share = fabs((double)outputs[i] - wanted) / limit;
            if (!(share <= largest)) {{
                largest = share == share ? share : DBL_MAX;
            }}
        }}
    }}
    return largest;
}}

/* Whether a row that is refused leaves state and outputs as they were. */
static int ${{name}}_test_refusal(const ${{name}}_state *before)
{{
    ${{name}}_state state = *before;
    const float *now = (const float *)&state, *then = (const float *)before;
    float inputs[${{NAME}}_INPUTS], outputs[${{NAME}}_OUTPUTS];
    int i, same = 1;
    for (i = 0; i < ${{NAME}}_INPUTS; i++) {{
        inputs[i] = 0.0f;
    }}
    inputs[${{NAME}}_INPUTS - 1] = INFINITY;
    outputs[0] = 1.0f;
    same = ${{name}}_step(&state, inputs, outputs) == ${{NAME}}_INFINITE && !(outputs[0] < 1.0f || outputs[0] > 1.0f);
    for (i = 0; i < (int)(sizeof(state) / sizeof(float)); i++) {{
        same = same && !(now[i] < then[i] || now[i] > then[i]);
    }}
    return same;
}}

int main(void)
{{
    ${{name}}_state state, copy;
    double whole, again, from_copy = 0.0;
    int row, refusal, passed;
    float outputs[${{NAME}}_OUTPUTS];
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
    from_copy = ${{name}}_test_rows(&copy, row);
    refusal = ${{name}}_test_refusal(&state);
    passed = whole <= 1.0 && again <= 1.0 && from_copy <= 1.0 && refusal;
    printf("${{name}}: %d rows, largest difference %.3f of the limit; after a reset %.3f; from a copied state %.3f; "
           "infinite input %s: %s\\n",
        ${{NAME}}_TEST_ROWS, whole, again, from_copy, refusal ? "refused" : "NOT refused",
        passed ? "passed" : "FAILED");
    return passed ? 0 : 1;
}}

#endif /* ${{NAME}}_SELF_TEST */
#endif /* ${{NAME}}_DEFINED */
"""
