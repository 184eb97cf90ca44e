"""Fits the coefficients of the native float32 tanh and sigmoid, and measures what they give in float32.

tanh(x) = x P(s) / Q(s), s = x^2, |x| clamped to c; P(0) = Q(0) = 1, so that tanh(x) = x exactly for tiny x
sigmoid(x) = 1 / (1 + 2^n E(f)), n = round(-x log2 e), f = -x log2 e - n; E(0) = 1, so that sigmoid(0) = 0.5

The fits are minimax in relative error by Lawson's iteration (Lawson 1961; for a rational function each step
solves the problem linearised at the last denominator, as Loeb 1957 does). The coefficients are then rounded
to float32 and moved by units in the last place while the error of the evaluated float32 function falls; the
search is seeded, so the same NumPy prints the same constants.

A fused multiply-add is emulated as a float64 product and sum, then rounded to float32: the product is exact,
and only about one sum in 2^29 is rounded differently by going through float64.

Run: python scripts/fit_activations.py          (about half a minute; --quick measures on a coarser grid)

Measured (every 2,003rd float32 of all exponents, every 250th of [1/16, 128]; division; pairs):

    function                            absolute  relative                above 1
    tanh (4, 4), fused                   2.5e-07   3.0e-07                0
    tanh (4, 4), not fused               2.7e-07   3.0e-07                0
    sigmoid, degree 5, fused             9.4e-08   3.2e-07 for x > -10    0
    sigmoid, degree 5, not fused         9.9e-08   6.4e-07 for x > -10    0

The grid misses the rarest roundings. The same functions in C++, over every float32 of [2^-20, 16) for tanh
and every third of [2^-12, 87] for sigmoid, came to: tanh fused 3.0e-07 absolute and 3.3e-07 relative;
not fused 3.6e-07 for both; at most 1 + 2^-23; sigmoid 9.8e-08 absolute, not fused 1.0e-07, never above 1.
Towards x = -87 its relative error grows to 1.4e-06 (not fused 4.0e-06), since log2 e is one float32 number.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

ESTIMATE_ERRORS = {"divide": None, "rcp14": 2.0**-14, "rcpps": 1.5 * 2.0**-12}
"""How 1 / q is made: by division, or by one Newton step from an estimate with this largest relative error."""

SCHEMES = ("horner", "paired", "estrin")
"""Horner in z; Horner in z^2 over pairs (c0 + c1 z); pairs of pairs of pairs."""

NEGATIVE_LOG2_E = np.float32(-np.log2(np.e))
NEGATIVE_LOG2_E_REST = np.float32(-np.log2(np.e) - float(NEGATIVE_LOG2_E))


@dataclass(frozen=True, kw_only=True, slots=True)
class Arithmetic:
    """Float32 arithmetic of one kind of machine code."""

    fused: bool
    """A product and a sum are rounded once (FMA) instead of twice."""
    scheme: str = "horner"
    """The order in which a polynomial is evaluated: one of SCHEMES."""
    reciprocal: str = "divide"
    """How a quotient is made: a key of ESTIMATE_ERRORS."""

    def multiply_add(self, a: Float32, b: Float32 | np.float32, c: Float32) -> Float32:
        """Returns a * b + c."""
        if self.fused:
            return (a.astype(np.float64) * b + c).astype(np.float32)
        return a * b + c

    def polynomial(self, coefficients: Float32, z: Float32) -> Float32:
        """Returns sum_k coefficients[k] z^k, evaluated as the scheme says."""
        terms = [np.full_like(z, coefficient) for coefficient in coefficients]
        if self.scheme == "horner":
            return self._horner(terms, z)
        if self.scheme == "paired":
            return self._horner(self._pairs(terms, z), z * z)
        while len(terms) > 1:
            terms = self._pairs(terms, z)
            z = z * z
        return terms[0]

    def _horner(self, terms: list[Float32], z: Float32) -> Float32:
        result = terms[-1]
        for term in reversed(terms[:-1]):
            result = self.multiply_add(result, z, term)
        return result

    def _pairs(self, terms: list[Float32], z: Float32) -> list[Float32]:
        lower, upper = terms[::2], terms[1::2]
        joined = [self.multiply_add(high, z, low) for low, high in zip(lower, upper, strict=False)]
        return joined + terms[len(terms) - len(terms) % 2 :]

    def divide(self, numerator: Float32, denominator: Float32) -> Float32:
        """Returns numerator / denominator, by division or by an estimated reciprocal and a Newton step."""
        error = ESTIMATE_ERRORS[self.reciprocal]
        if error is None:
            return numerator / denominator
        # A Newton step from 1 + e or from 1 - e ends at 1 - e^2, so one side of the estimate is enough.
        estimate = ((1 + error) / denominator.astype(np.float64)).astype(np.float32)
        correction = self.multiply_add(-denominator, estimate, np.full_like(estimate, 2))
        return numerator * (estimate * correction)


@dataclass(frozen=True, kw_only=True, slots=True)
class RationalTanh:
    """Coefficients of x P(x^2) / Q(x^2), lowest power first, and the clamp c."""

    numerator: Float32
    denominator: Float32
    clamp: np.float32

    def evaluate(self, x: Float32, arithmetic: Arithmetic) -> Float32:
        """Returns tanh(x) as the kernel computes it."""
        x = np.clip(x, -self.clamp, self.clamp)
        square = x * x
        numerator = x * arithmetic.polynomial(self.numerator, square)
        return arithmetic.divide(numerator, arithmetic.polynomial(self.denominator, square))


@dataclass(frozen=True, kw_only=True, slots=True)
class ExponentialSigmoid:
    """Coefficients of E(f) = 2^f on [-1/2, 1/2], lowest power first, and the form of the range reduction."""

    exponential: Float32
    two_constants: bool = False
    """log2 e is given as a sum of two float32 numbers, for one more multiply-add."""

    def evaluate(self, x: Float32, arithmetic: Arithmetic) -> Float32:
        """Returns 1 / (1 + 2^(-x log2 e)) as the kernel computes it."""
        x = np.clip(x, np.float32(-87), np.float32(87))
        n = np.rint(x * NEGATIVE_LOG2_E)
        f = arithmetic.multiply_add(x, NEGATIVE_LOG2_E, -n)
        if self.two_constants:
            f = arithmetic.multiply_add(x, NEGATIVE_LOG2_E_REST, f)
        power = np.ldexp(arithmetic.polynomial(self.exponential, f), n.astype(np.int32))
        return arithmetic.divide(np.ones_like(x), np.float32(1) + power)


# --------------------------------------------------------------------------------------------------- fitting


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """A fitted P(z) / Q(z): coefficients, lowest power first, and the largest relative error."""

    numerator: Float64
    denominator: Float64
    error: float


def fit_ratio(z: Float64, target: Float64, degrees: tuple[int, int], steps: int = 300) -> Fit:
    """Fits P(z) / Q(z) with P(0) = Q(0) = 1 to a positive target, minimax in relative error on the points."""
    scale = np.abs(z).max()
    powers_p, powers_q = ((z[:, None] / scale) ** np.arange(1, degree + 1) for degree in degrees)
    weight, denominator = np.full_like(z, 1 / z.size), np.ones_like(z)
    best = Fit(numerator=np.ones(1), denominator=np.ones(1), error=np.inf)
    for _ in range(steps):
        size = target * denominator
        rows = np.hstack([powers_p, -target[:, None] * powers_q]) / size[:, None]
        p, q = np.split(solve_weighted(rows, (target - 1) / size, weight), [degrees[0]])
        denominator = 1 + powers_q @ q
        error = np.abs((1 + powers_p @ p) / (denominator * target) - 1)
        if error.max() < best.error:
            best = Fit(numerator=unscaled(p, scale), denominator=unscaled(q, scale), error=error.max())
        weight = weight * error / np.sum(weight * error)
    return best


def unscaled(coefficients: Float64, scale: float) -> Float64:
    """Returns 1 and the coefficients of z, z^2, ... from those of z / scale, (z / scale)^2, ..."""
    return np.append(1, coefficients / scale ** np.arange(1.0, coefficients.size + 1))


def solve_weighted(rows: Float64, right: Float64, weight: Float64) -> Float64:
    """Solves a weighted least-squares problem with its columns scaled to length one."""
    root = np.sqrt(weight)
    weighted = rows * root[:, None]
    lengths = np.linalg.norm(weighted, axis=0)
    solution: Float64 = np.linalg.lstsq(weighted / lengths, right * root)[0] / lengths
    return solution


def chebyshev_points(low: float, high: float, count: int = 3000) -> Float64:
    """Returns points that are denser towards both ends, where the error of a minimax fit turns fastest."""
    return low + (high - low) * (1 + np.cos(np.pi * (np.arange(count) + 0.5) / count)) / 2


def polish(start: Float32, cost: Callable[[Float32], float], trials: int = 1500) -> Float32:
    """Moves the coefficients after the leading one by units in the last place while the cost falls."""
    random = np.random.default_rng(0)
    best, lowest = start, cost(start)
    for _ in range(trials):
        moves = np.zeros(start.size, np.int32)
        chosen = random.choice(np.arange(1, start.size), size=random.integers(1, 4), replace=False)
        moves[chosen] = random.integers(-3, 4, size=chosen.size)
        candidate = (best.view(np.int32) + moves).view(np.float32)
        value = cost(candidate)
        if value < lowest:
            best, lowest = candidate, value
    return best


def every_arithmetic(*reciprocals: str) -> Iterator[Arithmetic]:
    """Yields each combination of a scheme, fused or not, and one of the reciprocals."""
    for scheme, fused, reciprocal in product(SCHEMES, (True, False), reciprocals):
        yield Arithmetic(fused=fused, scheme=scheme, reciprocal=reciprocal)


def tanh_ratio(degrees: tuple[int, int], clamp: float) -> Fit:
    """Fits tanh(x) / x as a function of x^2 on |x| <= clamp."""
    x = chebyshev_points(0, clamp)
    return fit_ratio(x * x, np.tanh(x) / x, degrees)


def round_tanh(fit: Fit, clamp: float) -> RationalTanh:
    """Rounds and polishes a tanh for relative error, and against results above 1."""
    grid = np.geomspace(2.0**-6, 16, 20000).astype(np.float32)
    truth = np.tanh(np.float64(grid))
    count = fit.numerator.size

    def unpack(flat: Float32) -> RationalTanh:
        denominator = np.append(np.float32(1), flat[count:])
        return RationalTanh(numerator=flat[:count], denominator=denominator, clamp=np.float32(clamp))

    def cost(flat: Float32) -> float:
        tanh = unpack(flat)
        values = np.array([tanh.evaluate(grid, arithmetic) for arithmetic in every_arithmetic("divide")])
        error = values / truth - 1
        return float(np.abs(error).max() + np.sqrt(np.mean(error**2)) + max(0.0, values.max() - 1.0))

    return unpack(polish(np.append(fit.numerator, fit.denominator[1:]).astype(np.float32), cost))


def exponential_polynomial(degree: int) -> Fit:
    """Fits 2^f on [-1/2, 1/2]."""
    f = chebyshev_points(-0.5, 0.5)
    return fit_ratio(f, 2**f, (degree, 0))


def round_exponential(fit: Fit) -> Float32:
    """Rounds and polishes the coefficients of 2^f for relative error."""
    grid = np.linspace(-0.5, 0.5, 20000).astype(np.float32)
    truth = 2 ** np.float64(grid)

    def cost(candidate: Float32) -> float:
        values = [arithmetic.polynomial(candidate, grid) for arithmetic in every_arithmetic("divide")]
        error = np.array(values) / truth - 1
        return float(np.abs(error).max() + np.sqrt(np.mean(error**2)))

    return polish(fit.numerator.astype(np.float32), cost)


# ------------------------------------------------------------------------------------------------- measuring


def float32_grid(stride: int) -> Float32:
    """Returns every stride-th positive float32 of all exponents, and every (stride / 8)-th of [2^-4, 128]."""
    whole = np.arange(1, 0x7F800000, stride, dtype=np.uint32)
    middle = np.arange(0x3D800000, 0x43000000, max(1, stride // 8), dtype=np.uint32)
    return np.union1d(whole, middle).view(np.float32)


def label(arithmetic: Arithmetic) -> str:
    """Returns the first columns of a table's row."""
    return f"  {arithmetic.scheme:7s} {arithmetic.fused!s:6s} {arithmetic.reciprocal:10s}"


def report_tanh(tanh: RationalTanh, x: Float32) -> None:
    """Prints the measured errors of a tanh for each arithmetic, and its special values.

    `mean` is the mean signed error on 1 < x < 9; `above 1` the largest result less 1; `fall` how far a result
    lies below that of a smaller argument, at most.
    """
    truth = np.tanh(np.float64(x))
    print("  scheme  fused  reciprocal  absolute  relative      mean   above 1     fall")
    for arithmetic in every_arithmetic(*ESTIMATE_ERRORS):
        value = np.float64(tanh.evaluate(x, arithmetic))
        error = value - truth
        print(
            f"{label(arithmetic)}  {np.abs(error).max():.2e}  {np.abs(error / truth).max():.2e}  "
            f"{np.mean(error[(x > 1) & (x < 9)]):+.1e}  {value.max() - 1:+.1e}  "
            f"{np.max(np.maximum.accumulate(value) - value):.1e}"
        )
    plain = Arithmetic(fused=True)
    zero, infinity = tanh.evaluate(np.array([0, np.inf], np.float32), plain)
    low, high = plain.polynomial(tanh.denominator, np.array([0, tanh.clamp], np.float32) ** 2)
    print(
        f"  tanh(0) = {zero}, tanh(infinity) = {infinity:.9g} (Horner, fused), Q from {low:g} to {high:.5g}"
    )


def report_sigmoid(sigmoid: ExponentialSigmoid, positive: Float32) -> None:
    """Prints the measured errors of a sigmoid for each arithmetic: relative ones down to -10 and to -87."""
    x = np.concatenate([-positive[::-1], positive])
    truth = 1 / (1 + np.exp(-np.float64(x.clip(-700, 700))))
    print("  scheme  fused  reciprocal  absolute  rel > -10  rel > -87   above 1")
    for arithmetic in every_arithmetic(*ESTIMATE_ERRORS):
        value = np.float64(sigmoid.evaluate(x, arithmetic))
        error = np.abs(value - truth)
        relative = error / truth
        print(
            f"{label(arithmetic)}  {error.max():.2e}   {relative[x > -10].max():.2e}   "
            f"{relative[x > -87].max():.2e}  {value.max() - 1:+.1e}"
        )


def print_constants(name: str, coefficients: Float32) -> None:
    """Prints one C++ array, lowest power first, in the nine digits that determine a float32."""
    values = ", ".join(f"{value:#.9g}f" for value in coefficients)
    print(f"constexpr float {name}[] = {{{values}}};")


def print_fit_errors() -> None:
    """Prints what each degree could reach with exact arithmetic: why (4, 4) is the choice."""
    print("tanh, relative error of the fit by degrees of P and Q, |x| <= 8.2")
    for degrees in ((3, 3), (3, 4), (4, 3), (5, 2), (4, 4), (5, 3), (6, 3)):
        fit = tanh_ratio(degrees, 8.2)
        smallest = min(fit.numerator.min(), fit.denominator.min())
        print(f"  {degrees}: {fit.error:.1e}, {'some negative' if smallest < 0 else 'all positive'}")


def print_tanh(degrees: tuple[int, int], clamp: float, x: Float32) -> None:
    """Prints the constants and the errors of one tanh."""
    fit = tanh_ratio(degrees, clamp)
    tanh = round_tanh(fit, clamp)
    print(f"\ntanh, degrees {degrees}: {sum(degrees)} multiply-adds, error of the fit {fit.error:.1e}")
    print_constants("kTanhNumerator", tanh.numerator)
    print_constants("kTanhDenominator", tanh.denominator)
    print(f"constexpr float kTanhClamp = {tanh.clamp:.9g}f;")
    report_tanh(tanh, x)


def print_sigmoid(degree: int, x: Float32) -> None:
    """Prints the constants and the errors of one sigmoid, with log2 e as one and as two numbers."""
    fit = exponential_polynomial(degree)
    exponential = round_exponential(fit)
    print(f"\n2^f, degree {degree}: error of the fit {fit.error:.1e}")
    print_constants("kExponential", exponential)
    print(f"constexpr float kNegativeLog2E = {NEGATIVE_LOG2_E:.9g}f;  // + {NEGATIVE_LOG2_E_REST:.9g}f")
    for two_constants in (False, True):
        print(f"sigmoid with log2 e as {'a sum of two numbers' if two_constants else 'one number'}")
        report_sigmoid(ExponentialSigmoid(exponential=exponential, two_constants=two_constants), x)


def main() -> None:
    """Fits each candidate, prints its constants and its errors."""
    parser = argparse.ArgumentParser(description="fits the native engine's float32 tanh and sigmoid")
    parser.add_argument("--quick", action="store_true", help="measure on every 40,009th float32, not 2,003rd")
    x = float32_grid(40009 if parser.parse_args().quick else 2003)
    print("// Fitted and measured by: python scripts/fit_activations.py")
    print_fit_errors()
    print_tanh((3, 4), 7.9, x)
    print_tanh((4, 4), 8.2, x)
    print_sigmoid(5, x)
    print_sigmoid(6, x)


if __name__ == "__main__":
    main()
