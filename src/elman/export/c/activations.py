"""tanh and the logistic function in C: plain arithmetic, no library."""

from __future__ import annotations

TANH = """\
/* tanh x = x P(x^2) / Q(x^2), within 4e-7. Beyond 8.2 it is 1 as a float. NaN stays NaN. */
static float ${name}_tanh(float x)
{
    const float limit = 8.19999981f;
    float s, p, q;
    if (x > limit) {
        x = limit;
    } else if (x < -limit) {
        x = -limit;
    }
    s = x * x;
    p = 1.0f + s * (0.134345442f + s * (0.00355953467f + s * (2.16833141e-05f + s * 1.49033443e-08f)));
    q = 1.0f + s * (0.467678726f + s * (0.0261192024f + s * (0.000339105987f + s * 8.39648180e-07f)));
    return x * p / q;
}
"""

LOGISTIC = """\
/* 1 / (1 + 2^n 2^f), where -x = (n + f) log 2, n is whole and |f| <= 1/2; within 1e-6 of its value
   for |x| <= 87, and within 1e-37 beyond. ln 2 is given in two parts, the first of which n multiplies
   without rounding. n is added to the exponent of 2^f. NaN stays NaN. */
static float ${name}_logistic(float x)
{
    const float limit = 87.0f;
    union {
        float value;
        uint32_t bits;
    } power;
    float y, f;
    int n;
    if (x != x) {
        return x;
    }
    if (x > limit) {
        x = limit;
    } else if (x < -limit) {
        x = -limit;
    }
    y = -x * 1.44269504f;
    n = (int)(y < 0.0f ? y - 0.5f : y + 0.5f);
    f = ((-x - (float)n * 0.693359375f) - (float)n * -2.12194440e-4f) * 1.44269504f;
    power.value = 1.0f + f * (0.693147004f + f * (0.240222350f + f * (0.0555071831f
                  + f * (0.00967146736f + f * 0.00132647040f))));
    power.bits += (uint32_t)n << 23;
    return 1.0f / (1.0f + power.value);
}
"""
