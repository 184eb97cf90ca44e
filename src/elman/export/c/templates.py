"""The C code that is the same for every model but for its names."""

from __future__ import annotations

REMARKS = """\
/* ${model}: a recurrent network in C99 (${network}).
   Written by elman ${version}; the network's fingerprint is ${fingerprint}.

   Use

     ${name}_state state;
     ${number} inputs[${NAME}_INPUTS], outputs[${NAME}_OUTPUTS];
     ${name}_init(&state);                        once, before the first row
     inputs[${NAME}_INPUT_${first_input}] = ${example};
     if (${name}_step(&state, inputs, outputs) == 0) {
         ... outputs[${NAME}_OUTPUT_${first_target}] ...
     }

   Compile this file as it is. Other files see its declarations alone with
     #define ${NAME}_HEADER
     #include "${model}.c"
   A program that tests the file on this compiler and machine: cc -D${NAME}_SELF_TEST ${model}.c

   Columns, in the units of the data that the network was trained on

   inputs: ${missing_rule}
${inputs_listed}
   outputs
${targets_listed}${step_rule}

   Memory, all known when this is compiled; nothing is allocated, and there are no globals that change
     state       ${state_bytes} bytes a stream
     constants   ${constant_bytes} bytes and five words a layer, for any number of streams
     stack       ${stack_bytes} bytes of arrays in a step, and what its calls take, three deep
   Time: ${multiplications} multiplications in float a step, the same number for every row.

   Arithmetic: float (32 bits) in the network. Columns are ${columns} and are scaled in double (64 bits),
   once a step for each, because a float cannot hold a small change of a large value: a double that is
   no wider than a float is refused below. NAN must exist: not with -ffast-math. No function of any
   library is called.

   Whose it is: yours. What elman wrote into this file may be used without any condition; the licence
   of elman itself does not extend to it. */
"""

DECLARATIONS = """\
#ifndef ${NAME}_DECLARED
#define ${NAME}_DECLARED

#ifdef __cplusplus
extern "C" {
#endif

#define ${NAME}_INPUTS ${num_inputs}
#define ${NAME}_OUTPUTS ${num_outputs}
#define ${NAME}_UNITS ${num_units}
#define ${NAME}_LAYERS ${num_layers}
#define ${NAME}_STATE_BYTES ${state_bytes}
#define ${NAME}_FINGERPRINT "${fingerprint}"

enum {
${input_constants}
};

enum {
${output_constants}
};

enum {
    ${NAME}_OK = 0,
    ${NAME}_INFINITE = 1, /* an input is infinite, or too far from its centre for a float */
    ${NAME}_MISSING = 2 /* an input is NAN, and the model was told to refuse that */
};

/* All that a stream remembers: plain numbers. A copy of it (`b = a;`) is a second stream that has seen the
   same rows. All zeros is the state before the first row. */
typedef struct {
${held_field}${state_fields}} ${name}_state;

/* The state before the first row. */
void ${name}_init(${name}_state *state);

/* Forgets all rows: the same as ${name}_init. */
void ${name}_reset(${name}_state *state);

/* One row: inputs in, outputs out, and the state goes on by a row. Returns ${NAME}_OK, or says why the row
   is refused: then neither the state nor the outputs are touched. The two arrays may be one. */
int ${name}_step(${name}_state *state, const ${number} inputs[${NAME}_INPUTS],
    ${number} outputs[${NAME}_OUTPUTS]);

#ifdef __cplusplus
}
#endif

#endif /* ${NAME}_DECLARED */
"""

HEAD = """\
#if !defined(${NAME}_HEADER) && !defined(${NAME}_DEFINED)
#define ${NAME}_DEFINED

#include <float.h>
#include <stdint.h>

#if FLT_RADIX != 2 || FLT_MANT_DIG != 24 || FLT_MAX_EXP != 128
#error "float must be the 32 bits of IEEE 754"
#endif
#if DBL_MANT_DIG < 53
#error "double must have at least 64 bits: columns are scaled in it"
#endif
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "NAN and infinity must exist: compile without -ffast-math and -ffinite-math-only"
#endif

/* A state of another size than is said at the top is an array of -1. */
typedef char ${name}_state_is_as_large_as_said[sizeof(${name}_state) == ${NAME}_STATE_BYTES ? 1 : -1];

${constants}
"""

NETWORK = """\
/* One layer's parameters: weights are [gate][unit][value], biases [gate][unit]. */
typedef struct {
    int num_inputs;
    const float *weight_ih;
    const float *weight_hh;
    const float *bias_ih;
    const float *bias_hh;
} ${name}_layer;

static const ${name}_layer ${name}_layers[${NAME}_LAYERS] = {
${layers}
};

${activations}
/* The product of one row of weights with `count` values. */
static float ${name}_product(const float *weights, const float *values, int count)
{
    float sum = 0.0f;
    int i;
    for (i = 0; i < count; i++) {
        sum += weights[i] * values[i];
    }
    return sum;
}

/* What the layer's inputs say to a unit's gate: a = W x + b. */
static float ${name}_a(const ${name}_layer *layer, int gate, int unit, const float *x)
{
    const int row = gate * ${NAME}_UNITS + unit;
    const float *weights = layer->weight_ih + (int32_t)row * layer->num_inputs;
    return layer->bias_ih[row] + ${name}_product(weights, x, layer->num_inputs);
}

/* What the layer's last outputs say to a unit's gate: u = U h + b. */
static float ${name}_u(const ${name}_layer *layer, int gate, int unit, const float *h)
{
    const int row = gate * ${NAME}_UNITS + unit;
    const float *weights = layer->weight_hh + (int32_t)row * ${NAME}_UNITS;
    return layer->bias_hh[row] + ${name}_product(weights, h, ${NAME}_UNITS);
}

/* One step of one layer: ${equations}.
   Every unit sees the outputs before the step, so the new ones are kept aside. */
static void ${name}_step_layer(const ${name}_layer *layer, const float *x, float *h${memory_parameter})
{
    float next[${NAME}_UNITS];
    int unit;
    for (unit = 0; unit < ${NAME}_UNITS; unit++) {
${update}    }
    for (unit = 0; unit < ${NAME}_UNITS; unit++) {
        h[unit] = next[unit];
    }
}

"""
"""Layers, and one step of one of them."""

STEP = """\
void ${name}_init(${name}_state *state)
{
    int i, layer;
${forget_inputs}    for (layer = 0; layer < ${NAME}_LAYERS; layer++) {
        for (i = 0; i < ${NAME}_UNITS; i++) {
${forget_layer}        }
    }
}

void ${name}_reset(${name}_state *state)
{
    ${name}_init(state);
}

int ${name}_step(${name}_state *state, const ${number} inputs[${NAME}_INPUTS],
    ${number} outputs[${NAME}_OUTPUTS])
{
    float scaled[${NAME}_INPUTS];
    const float *x = scaled;
    int i, layer;
    for (i = 0; i < ${NAME}_INPUTS; i++) {
        const double value = ((double)inputs[i] - ${name}_input_centre[i]) / ${name}_input_scale[i];
        if (value > (double)FLT_MAX || value < -(double)FLT_MAX) {
            return ${NAME}_INFINITE;
        }
        scaled[i] = (float)value;
        if (inputs[i] != inputs[i]) {
${missing_input}        }
    }
${keep_inputs}    for (layer = 0; layer < ${NAME}_LAYERS; layer++) {
        ${name}_step_layer(&${name}_layers[layer], x, state->h[layer]${memory_argument});
        x = state->h[layer];
    }
    for (i = 0; i < ${NAME}_OUTPUTS; i++) {
        const float *weights = ${name}_out_weight + (int32_t)i * ${NAME}_UNITS;
        const float y = ${name}_out_bias[i] + ${name}_product(weights, x, ${NAME}_UNITS);
        outputs[i] = (${number})((double)y * ${name}_target_scale[i] + ${name}_target_centre[i]);
    }
    return ${NAME}_OK;
}
"""

FUNCTIONS = HEAD + NETWORK + STEP

HOLD_INPUT = """\
            scaled[i] = state->held[i];
"""

REFUSE_INPUT = """\
            return ${NAME}_MISSING;
"""
