"""Fits the coefficients of the native float32 tanh and sigmoid, and measures what they give in float32.

tanh(x) = x P(s) / Q(s), s = x^2, |x| clamped to c, P(0) = Q(0) = 1 (so tanh(x) = x for tiny x, exactly)
sigmoid(x) = 1 / (1 + 2^n E(f)), n = round(-x log2 e), f = -x log2 e - n, E(0) = 1 (so sigmoid(0) = 0.5, exactly)

The fits are minimax in relative error by Lawson's iteration (Lawson 1961; for a rational function each step solves
the problem linearised at the last denominator, as Loeb 1957 does). The coefficients are then rounded to float32
and moved by single units in the last place for as long as the evaluated float32 error shrinks; the search is
seeded, so the same NumPy prints the same constants.

A fused multiply-add is emulated as a float64 product and sum rounded once to float32: the product is exact, and
the sum is rounded twice only for about one argument in 2^29.

Run: python scripts/fit_activations.py          (about a minute; --quick measures on a coarser grid)
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Arithmetic:
    """Float32 arithmetic of one kind of machine code."""

    fused: bool
    """A product and a sum are rounded once (FMA) instead of twice."""
    scheme: str = "horner"
    """The order in which a polynomial is evaluated: one of SCHEMES."""
    reciprocal: str = "divide"
    """How a quotient is made: a key of ESTIMATE_ERRORS."""
    estimate_sign: int = 1
    """On which side the reciprocal's estimate is wrong."""

    def multiply_add(self, a: Float32, b: Float32, c: Float32) -> Float32:
        """Returns a * b + c."""
        if self.fused:
            return (np.float64(a) * b + c).astype(np.float32)
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
        joined = [self.multiply_add(high, z, low) for low, high in zip(terms[::2], terms[1::2], strict=False)]
        return joined + terms[len(terms) - len(terms) % 2 :]

    def divide(self, numerator: Float32, denominator: Float32) -> Float32:
        """Returns numerator / denominator, by division or by an estimated reciprocal and a Newton step."""
        error = ESTIMATE_ERRORS[self.reciprocal]
        if error is None:
            return numerator / denominator
        estimate = ((1 + self.estimate_sign * error) / np.float64(denominator)).astype(np.float32)
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
        high = np.float32(-np.log2(np.e))
        n = np.rint(x * high)
        f = arithmetic.multiply_add(x, high, -n)
        if self.two_constants:
            f = arithmetic.multiply_add(x, np.float32(-np.log2(np.e) - np.float64(high)), f)
        power = np.ldexp(arithmetic.polynomial(self.exponential, f), n.astype(np.int32))
        return arithmetic.divide(np.ones_like(x), np.float32(1) + power)


# --------------------------------------------------------------------------------------------------- fitting


def fit_ratio(z: Float64, target: Float64, degrees: tuple[int, int], steps: int = 300) -> tuple[Float64, Float64, float]:
    """Fits P(z) / Q(z) with P(0) = Q(0) = 1 to a positive target, minimax in relative error.

    Returns:
        The coefficients of P and of Q, lowest power first, and the largest relative error on the points.
    """
    scale = np.abs(z).max()
    numerator_powers, denominator_powers = (
        (z[:, None] / scale) ** np.arange(1, degree + 1) for degree in degrees
    )
    weight, denominator, best = np.full_like(z, 1 / z.size), np.ones_like(z), (np.inf, np.empty(0))
    for _ in range(steps):
        size = target * denominator
        rows = np.hstack([numerator_powers, -target[:, None] * denominator_powers]) / size[:, None]
        solution = solve_weighted(rows, (target - 1) / size, weight)
        p, q = np.split(solution, [degrees[0]])
        denominator = 1 + denominator_powers @ q
        error = np.abs((1 + numerator_powers @ p) / (denominator * target) - 1)
        best = min(best, (error.max(), solution), key=lambda pair: pair[0])
        weight = weight * error / np.sum(weight * error)
    p, q = (
        np.append(1, part / scale ** np.arange(1, part.size + 1.0)) for part in np.split(best[1], [degrees[0]])
    )
    return p, q, float(best[0])


def solve_weighted(rows: Float64, right: Float64, weight: Float64) -> Float64:
    """Solves a weighted least-squares problem with its columns scaled to length one."""
    root = np.sqrt(weight)
    weighted = rows * root[:, None]
    lengths = np.linalg.norm(weighted, axis=0)
    return np.linalg.lstsq(weighted / lengths, right * root)[0] / lengths


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


def every_arithmetic(reciprocals: tuple[str, ...] = ("divide",)) -> Iterator[Arithmetic]:
    """Yields each combination of scheme, rounding and reciprocal, both signs of an estimate's error included."""
    for scheme, fused, reciprocal in product(SCHEMES, (True, False), reciprocals):
        for sign in (1,) if reciprocal == "divide" else (1, -1):
            yield Arithmetic(fused=fused, scheme=scheme, reciprocal=reciprocal, estimate_sign=sign)


def fit_tanh(degrees: tuple[int, int], clamp: float) -> tuple[RationalTanh, float]:
    """Fits, rounds and polishes one tanh; returns it with the fit's error before rounding."""
    x = chebyshev_points(0, clamp)
    p, q, fit_error = fit_ratio(x * x, np.tanh(x) / x, degrees)
    grid = np.geomspace(2.0**-6, 16, 6000).astype(np.float32)
    truth = np.tanh(np.float64(grid))

    def unpack(flat: Float32) -> RationalTanh:
        numerator, denominator = np.float32(flat[: p.size]), np.append(np.float32(1), flat[p.size :])
        return RationalTanh(numerator=numerator, denominator=denominator, clamp=np.float32(clamp))

    def cost(flat: Float32) -> float:
        values = np.array([unpack(flat).evaluate(grid, arithmetic) for arithmetic in every_arithmetic()])
        error = values / truth - 1
        return float(np.abs(error).max() + np.sqrt(np.mean(error**2)) + max(0.0, values.max() - 1.0))

    return unpack(polish(np.append(p, q[1:]).astype(np.float32), cost)), fit_error


def fit_exponential(degree: int) -> tuple[Float32, float]:
    """Fits, rounds and polishes 2^f on [-1/2, 1/2]; returns it with the fit's error before rounding."""
    f = chebyshev_points(-0.5, 0.5)
    coefficients, _, fit_error = fit_ratio(f, 2**f, (degree, 0))
    grid = np.linspace(-0.5, 0.5, 6000).astype(np.float32)
    truth = 2 ** np.float64(grid)

    def cost(candidate: Float32) -> float:
        values = [arithmetic.polynomial(candidate, grid) for arithmetic in every_arithmetic()]
        error = np.array(values) / truth - 1
        return float(np.abs(error).max() + np.sqrt(np.mean(error**2)))

    return polish(coefficients.astype(np.float32), cost), fit_error


# ------------------------------------------------------------------------------------------------- measuring


def float32_grid(stride: int) -> Float32:
    """Returns every stride-th positive float32 of all exponents, and every (stride / 8)-th of [2^-4, 128]."""
    whole = np.arange(1, 0x7F800000, stride, dtype=np.uint32)
    middle = np.arange(0x3D800000, 0x43000000, max(1, stride // 8), dtype=np.uint32)
    return np.union1d(whole, middle).view(np.float32)


def report_tanh(tanh: RationalTanh, x: Float32) -> None:
    """Prints the measured errors of a tanh for each arithmetic."""
    truth = np.tanh(np.float64(x))
    print("  scheme  fused reciprocal  absolute  relative  bias(|x|>1)  above 1   fall")
    for arithmetic in every_arithmetic(tuple(ESTIMATE_ERRORS)):
        value = np.float64(tanh.evaluate(x, arithmetic))
        absolute = np.abs(value - truth).max()
        relative = np.abs(value / truth - 1).max()
        bias = np.mean((value - truth)[(x > 1) & (x < 9)])
        fall = np.max(np.maximum.accumulate(value) - value)
        print(
            f"  {arithmetic.scheme:7s} {arithmetic.fused!s:5s} {arithmetic.reciprocal:6s}{arithmetic.estimate_sign:+d}"
            f"    {absolute:.2e}  {relative:.2e}  {bias:+.1e}     {value.max() - 1:+.1e}  {fall:.1e}"
        )
    zero = tanh.evaluate(np.zeros(1, np.float32), Arithmetic(fused=True))[0]
    largest = tanh.evaluate(np.array([np.inf], np.float32), Arithmetic(fused=True))[0]
    ends = np.array([0, tanh.clamp], np.float32) ** 2
    size = Arithmetic(fused=True).polynomial(tanh.denominator, ends)
    print(f"  tanh(0) = {zero}, tanh(infinity) = {largest:.9g}, Q from {size[0]:g} to {size[1]:.5g}")


def report_sigmoid(sigmoid: ExponentialSigmoid, x: Float32) -> None:
    """Prints the measured errors of a sigmoid for each arithmetic."""
    both = np.concatenate([-x[::-1], x])
    truth = 1 / (1 + np.exp(-np.float64(both.clip(-700, 700))))
    print("  scheme  fused reciprocal  absolute  relative(x>-10)  relative(x>-87)  above 1")
    for arithmetic in every_arithmetic(tuple(ESTIMATE_ERRORS)):
        value = np.float64(sigmoid.evaluate(both, arithmetic))
        relative = np.abs(value / truth - 1)
        print(
            f"  {arithmetic.scheme:7s} {arithmetic.fused!s:5s} {arithmetic.reciprocal:6s}{arithmetic.estimate_sign:+d}"
            f"    {np.abs(value - truth).max():.2e}  {relative[both > -10].max():.2e}"
            f"         {relative[both > -87].max():.2e}         {value.max() - 1:+.1e}"
        )


def print_constants(name: str, coefficients: Float32) -> None:
    """Prints one C++ array, lowest power first, in the nine digits that determine a float32."""
    print(f"constexpr float {name}[] = {{{', '.join(f'{value:.9g}f' for value in coefficients)}}};")


def main() -> None:
    """Fits each candidate, prints its constants and its errors."""
    parser = argparse.ArgumentParser(description="fits the native engine's float32 tanh and sigmoid")
    parser.add_argument("--quick", action="store_true", help="measure on every 40,009th float32 instead of every 1,009th")
    x = float32_grid(40009 if parser.parse_args().quick else 1009)
    for degrees, clamp in (((3, 4), 7.9), ((4, 4), 8.4)):
        tanh, fit_error = fit_tanh(degrees, clamp)
        print(f"\ntanh, degrees {degrees}, clamp {clamp}: {sum(degrees)} multiply-adds; fit {fit_error:.1e}")
        print_constants("kTanhNumerator", tanh.numerator)
        print_constants("kTanhDenominator", tanh.denominator)
        print(f"constexpr float kTanhClamp = {tanh.clamp:.9g}f;")
        report_tanh(tanh, x)
    for degree in (5, 6):
        exponential, fit_error = fit_exponential(degree)
        print(f"\n2^f, degree {degree}: fit {fit_error:.1e}")
        print_constants("kExponential", exponential)
        for two_constants in (False, True):
            print(f"sigmoid, log2 e in {1 + two_constants} constant(s)")
            report_sigmoid(ExponentialSigmoid(exponential=exponential, two_constants=two_constants), x)


if __name__ == "__main__":
    main()
