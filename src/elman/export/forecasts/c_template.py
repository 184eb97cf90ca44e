"""The C code of a forecaster that is the same for all but for its names and sizes."""

from __future__ import annotations

REMARKS = """\
/* ${model}: forecasts of a series in C99 (${network}).
   Written by elman ${version}; the networks' fingerprint is ${fingerprint}.

   Use

     static ${name}_state state;
     static ${name}_ahead ahead;
     ${name}_init(&state, 0);                     once, before the first row
     if (${name}_step(&state, 112.0, &ahead) == ${NAME}_OK) {
         ... ahead.point[0] is the next row, and ahead.low[0][0] to ahead.high[0][0] its band ...
     }

   Every step takes the newest row of one series, NAN if it is missing, in the unit of the data, and says the
   next ${horizon} rows. Rows are one ${step} apart. Levels, scales, seasons, simple rules and bands are
   inside. The bands of ${listed_levels} % have the place 0 and so on.

   The second argument of ${name}_init: the number of the series' first row among the steps of the calendar
   since 1970 (days, hours, months: what rows are), or of row 0 where rows are numbered. It matters
   where bands differ by the place in the season (${phases} here; 1: they do not), and where the calendar is
   looked at (here: ${cycles}).

   Memory: sizeof(${name}_state) for each series; constants for all; ${stack_bytes} bytes of arrays on the
   stack. Nothing is allocated, and no global changes. Arithmetic: double outside the networks, float inside.
   Of the library, log, sqrt, sin, cos, ceil, floor and fabs are called (link with -lm). NAN must exist: not
   with -ffast-math.

   Whose it is: yours. What elman wrote into this file may be used without any condition; the licence
   of elman itself does not extend to it. */
"""

DECLARATIONS = """\
#ifndef ${NAME}_DECLARED
#define ${NAME}_DECLARED

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ${NAME}_HORIZON ${horizon}
#define ${NAME}_LEVELS ${levels}
#define ${NAME}_INPUTS ${features}
#define ${NAME}_UNITS ${units}
#define ${NAME}_NETWORKS ${networks}
#define ${NAME}_LAYERS_EACH ${layers_each}
#define ${NAME}_LAYERS (${NAME}_NETWORKS * ${NAME}_LAYERS_EACH)
#define ${NAME}_STRIDE ${stride}
#define ${NAME}_ROWS ${rows}
#define ${NAME}_SEASON ${season}
#define ${NAME}_RECENT ${recent}
#define ${NAME}_FINGERPRINT "${fingerprint}"

enum {
    ${NAME}_OK = 0,
    ${NAME}_INFINITE = 1 /* the value is infinite: nothing has changed */
};

/* All that is remembered of a series: plain numbers. A copy of it (`b = a;`) is a second series that has had
   the same rows. */
typedef struct {
    int64_t rows; /* so far */
    int64_t rows_known; /* since the first known one, it included; 0 before it */
    int64_t place; /* of the first row among the steps of the calendar */
    double filled[${NAME}_ROWS]; /* the last values without gaps */
    double of_place[${NAME}_SEASON]; /* the last known value in each place of the season */
    double count, sum, square, origin, last; /* of the known values, less the first one */
    double change_sum[2]; /* of the changes from row to row, and from season to season */
    double recent[2][${NAME}_RECENT]; /* the last of them; negative where there were none yet */
    float h[${NAME}_STRIDE][${NAME}_LAYERS][${NAME}_UNITS];
${memory_field}    unsigned char known[${NAME}_ROWS];
    unsigned char place_known[${NAME}_SEASON];
} ${name}_state;

/* The next rows; the first index of a band is its level. */
typedef struct {
    double point[${NAME}_HORIZON];
    double low[${NAME}_LEVELS][${NAME}_HORIZON];
    double high[${NAME}_LEVELS][${NAME}_HORIZON];
} ${name}_ahead;

void ${name}_init(${name}_state *state, int64_t place);

int ${name}_step(${name}_state *state, double value, ${name}_ahead *ahead);

#ifdef __cplusplus
}
#endif

#endif /* ${NAME}_DECLARED */
"""

HEAD = """\
#if !defined(${NAME}_HEADER) && !defined(${NAME}_DEFINED)
#define ${NAME}_DEFINED

#include <float.h>
#include <math.h>
#include <string.h>

#if DBL_MANT_DIG < 53
#error "double must have at least 64 bits"
#endif
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "NAN and infinity must exist: compile without -ffast-math and -ffinite-math-only"
#endif

${constants}
"""

FORECAST = """\
static double ${name}_largest(double a, double b)
{
    return a > b ? a : b;
}

static double ${name}_smallest(double a, double b)
{
    return a < b ? a : b;
}

/* Sorts upwards; by Shell's method, which needs no memory. */
static void ${name}_sort(double *values, int count)
{
    int gap, i, j;
    for (gap = count / 2; gap > 0; gap /= 2) {
        for (i = gap; i < count; i++) {
            const double value = values[i];
            for (j = i; j >= gap && values[j - gap] > value; j -= gap) {
                values[j] = values[j - gap];
            }
            values[j] = value;
        }
    }
}

/* The middle of some values, which are sorted by it. */
static double ${name}_median(double *values, int count)
{
    ${name}_sort(values, count);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2.0;
}

static double ${name}_mean(const double *values, int count)
{
    double sum = 0.0;
    int i;
    for (i = 0; i < count; i++) {
        sum += values[i];
    }
    return sum / count;
}

/* What values are counted from, by the last ones before `end`. */
static double ${name}_level(const double *end)
{
${level}}

static double ${name}_running(const ${name}_state *state)
{
    const double count = ${name}_largest(state->count, 1.0);
    const double mean = state->sum / count;
    return sqrt(${name}_largest(state->square / count - mean * mean, 0.0));
}

/* What values are divided by; a window that does not move borrows a scale. */
static double ${name}_scale(const ${name}_state *state)
{
    const double *window = state->filled + ${NAME}_ROWS - ${lags};
    double scale, size = 0.0, part[${lags}];
    int i;
    for (i = 0; i < ${lags}; i++) {
        part[i] = fabs(window[i]);
        size += part[i];
    }
${scale}    scale = ${name}_largest(scale, ${share_of_running} * ${name}_running(state));
    scale = ${name}_largest(scale, ${share_of_level} * (size / ${lags}));
    return ${name}_largest(scale, ${least_scale});
}

/* The value without a gap joins the others; changes are counted. */
static void ${name}_push(${name}_state *state, double filled, int known)
{
    const int lags[2] = {1, ${NAME}_SEASON};
    int i;
    for (i = 0; i < 2; i++) {
        const int has = state->rows_known >= lags[i];
        const double change = has ? fabs(filled - state->filled[${NAME}_ROWS - lags[i]]) : 0.0;
        state->change_sum[i] += change;
        memmove(state->recent[i], state->recent[i] + 1, (${NAME}_RECENT - 1) * sizeof(double));
        state->recent[i][${NAME}_RECENT - 1] = has ? change : -1.0;
    }
    memmove(state->filled, state->filled + 1, (${NAME}_ROWS - 1) * sizeof(double));
    memmove(state->known, state->known + 1, ${NAME}_ROWS - 1);
    state->filled[${NAME}_ROWS - 1] = filled;
    state->known[${NAME}_ROWS - 1] = (unsigned char)known;
    state->rows_known++;
}

static void ${name}_take(${name}_state *state, double value)
{
    const int place = (int)(state->rows % ${NAME}_SEASON), known = value == value;
    int i;
    if (known && state->rows_known == 0) {
        for (i = 0; i < ${NAME}_ROWS; i++) {
            state->filled[i] = value;
        }
        state->origin = value;
    }
    if (known) {
        const double centred = value - state->origin;
        state->of_place[place] = state->last = value;
        state->place_known[place] = 1;
        state->count += 1.0;
        state->sum += centred;
        state->square += centred * centred;
    }
    state->rows++;
    if (known || state->rows_known > 0) {
        ${name}_push(state, state->place_known[place] ? state->of_place[place] : state->last, known);
    }
}

/* The mean of the last changes, in which the wildest twentieth counts as the largest of the others. */
static double ${name}_change(const ${name}_state *state, int which, int lag)
{
    double sorted[${NAME}_RECENT], sum = 0.0, most, recent;
    int i, count = 0;
    for (i = 0; i < ${NAME}_RECENT; i++) {
        if (state->recent[which][i] >= 0.0) {
            sorted[count++] = state->recent[which][i];
        }
    }
    if (count > 0) {
        ${name}_sort(sorted, count);
        most = sorted[(int)ceil(${without_wild} * count) - 1];
        for (i = 0; i < count; i++) {
            sum += ${name}_smallest(sorted[i], most);
        }
    }
    recent = sum / (count > 0 ? count : 1);
    return ${name}_largest(recent, ${share_of_all} * state->change_sum[which]
        / ${name}_largest((double)(state->rows_known - lag), 1.0));
}

/* What an error of 1 is now, before it is told apart by step. */
static double ${name}_unit(const ${name}_state *state, double scale)
{
    const double rows = (double)state->rows_known, last = state->filled[${NAME}_ROWS - 1];
    const double own = ${name}_largest(rows - 1.0, 0.0);
    const double share = ${name}_largest(1.0 - own / ${young_rows}, 0.0) * ${rows_of_prior};
    double unit = rows > 2.0 * ${NAME}_SEASON ? ${name}_change(state, 1, ${NAME}_SEASON)
                                              : ${name}_change(state, 0, 1);
    unit = ${name}_largest(unit, ${share_of_scale} * scale);
    if (${prior} > 0.0 && share > 0.0) {
        const double usual = ${relative} ? ${prior} * fabs(last) : ${prior};
        unit = (own * unit + share * usual) / ${name}_largest(own + share, 1.0);
    }
    return unit;
}

/* How much larger errors are after so short a history. */
static double ${name}_young(int64_t rows, int step)
{
    int above = 1;
    double at, share, low, high;
    if (${ages} < 2) {
        return 1.0;
    }
    at = log(${name}_largest((double)rows, 1.0));
    at = ${name}_largest(${name}_smallest(at, ${name}_age[${ages} - 1]), ${name}_age[0]);
    while (above < ${ages} - 1 && ${name}_age[above] < at) {
        above++;
    }
    share = (at - ${name}_age[above - 1]) / (${name}_age[above] - ${name}_age[above - 1]);
    low = ${name}_young_by_age[(above - 1) * ${NAME}_HORIZON + step];
    high = ${name}_young_by_age[above * ${NAME}_HORIZON + step];
    return low + share * (high - low);
}

${clock}static float ${name}_feature(double value)
{
    return (float)${name}_largest(${name}_smallest(value, ${farthest}), -${farthest});
}

/* What a step of the networks sees. */
static void ${name}_look(const ${name}_state *state, double level, double scale, float *x)
{
    const double *end = state->filled + ${NAME}_ROWS;
    int i;
    for (i = ${lags}; i > 0; i--) {
        *x++ = ${name}_feature((end[-i] - level) / scale);
    }
    *x++ = ${name}_feature((level - ${name}_level(end - ${NAME}_STRIDE)) / scale);
${tell_scale}${tell_gaps}${tell_cycles}    (void)x;
}

/* The networks take a step, and the median of what they say is kept, in the unit of the data. */
static void ${name}_run(${name}_state *state, double level, double scale, double *values)
{
    const int phase = (int)((state->rows_known - 1) % ${NAME}_STRIDE);
    const double *end = state->filled + ${NAME}_ROWS;
    float features[${NAME}_INPUTS];
    double said[${NAME}_NETWORKS];
    int network, layer, step;
    ${name}_look(state, level, scale, features);
    for (network = 0; network < ${NAME}_NETWORKS; network++) {
        const float *x = features;
        for (layer = network * ${NAME}_LAYERS_EACH; layer < (network + 1) * ${NAME}_LAYERS_EACH; layer++) {
            ${name}_step_layer(&${name}_layers[layer], x, state->h[phase][layer]${memory_argument});
            x = state->h[phase][layer];
        }
    }
    for (step = 0; step < ${NAME}_HORIZON; step++) {
        const double base = ${base};
        for (network = 0; network < ${NAME}_NETWORKS; network++) {
            const int32_t row = (int32_t)network * ${NAME}_HORIZON + step;
            const float *h = state->h[phase][(network + 1) * ${NAME}_LAYERS_EACH - 1];
            const float y = ${name}_out_bias[row]
                + ${name}_product(${name}_out_weight + row * ${NAME}_UNITS, h, ${NAME}_UNITS);
            said[network] = (double)y * scale + base;
        }
        values[step] = ${name}_median(said, ${NAME}_NETWORKS);
    }
    (void)end;
}

/* The rules have their shares: a linear map, the last value, the value a season before. */
static void ${name}_join_rules(const ${name}_state *state, double *values)
{
    const double *end = state->filled + ${NAME}_ROWS;
    const double last = end[-1];
    int lag, step;
    for (step = 0; step < ${NAME}_HORIZON; step++) {
        const double middle = values[step];
        const double season = end[step % ${rules_season} - ${rules_season}];
        double mapped = 0.0;
        for (lag = 0; lag < ${map_lags}; lag++) {
            mapped += (end[-2 - lag] - last) * ${name}_map[lag * ${NAME}_HORIZON + step];
        }
        values[step] += ${name}_share[step] * (last + mapped - middle)
            + ${name}_share[${NAME}_HORIZON + step] * (last - middle)
            + ${name}_share[2 * ${NAME}_HORIZON + step] * (season - middle);
    }
}

/* One band at one step, about the point and within what can be. */
static void ${name}_band(double point, double unit, int level, int step, double *low, double *high)
{
    const int place = level * ${NAME}_HORIZON + step;
    *low = point + unit * ${name}_below[place];
    *high = ${name}_largest(${name}_largest(point + unit * ${name}_above[place], *low), point);
    *low = ${name}_smallest(*low, point);
${limit_band}}

void ${name}_init(${name}_state *state, int64_t place)
{
    int i;
    memset(state, 0, sizeof *state);
    state->place = place;
    for (i = 0; i < ${NAME}_RECENT; i++) {
        state->recent[0][i] = state->recent[1][i] = -1.0;
    }
}

int ${name}_step(${name}_state *state, double value, ${name}_ahead *ahead)
{
    double values[${NAME}_HORIZON], unit = 0.0;
    int level, step;
    if (value > DBL_MAX || value < -DBL_MAX) {
        return ${NAME}_INFINITE;
    }
    ${name}_take(state, value);
    memset(values, 0, sizeof values);
    if (state->rows_known > 0) {
        const double now = ${name}_level(state->filled + ${NAME}_ROWS), scale = ${name}_scale(state);
        ${name}_run(state, now, scale, values);
        ${name}_join_rules(state, values);
        unit = ${name}_unit(state, scale);
    }
    for (step = 0; step < ${NAME}_HORIZON; step++) {
        const int64_t place = (state->place + state->rows + step) % ${phases};
        const double factor = ${name}_phase[place < 0 ? place + ${phases} : place]
            * ${name}_young(state->rows_known, step);
        double point = values[step];
        for (level = 0; level < ${NAME}_LEVELS; level++) {
            double *low = &ahead->low[level][step], *high = &ahead->high[level][step];
            ${name}_band(point, unit * factor, level, step, low, high);
        }
${limit_point}        ahead->point[step] = point;
    }
    return ${NAME}_OK;
}

#endif /* ${NAME}_DEFINED */
"""
