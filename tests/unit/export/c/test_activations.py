"""tanh and the logistic function of the file, as a compiler makes them, beside float64."""

import numpy as np
import pytest

from elman.export.c import C
from tests.unit.export.c.compilers import compile_file
from tests.unit.export.c.models import make_model

DRIVER = """
#include "model.c"
void run(int which, const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; i++) y[i] = which ? boiler_7_logistic(x[i]) : boiler_7_tanh(x[i]);
}
"""


@pytest.fixture(scope="module")
def activations(tmp_path_factory):
    import ctypes

    folder = tmp_path_factory.mktemp("activations")
    (folder / "model.c").write_bytes(C().render(make_model("lstm", 1, 2)))
    (folder / "driver.c").write_text(DRIVER)
    library = ctypes.CDLL(
        str(compile_file("cc", folder / "driver.c", folder / "d.so", "-O2", "-shared", "-fPIC"))
    )

    def call(which, x):
        y = np.empty_like(x)
        library.run(which, ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data), len(x))
        return y

    return {"tanh": lambda x: call(0, x), "logistic": lambda x: call(1, x)}


def grid():
    """Every 4,001st float32 of both signs, and a dense part where the functions bend."""
    bits = np.arange(0, 0x7F800000, 4001, dtype=np.uint32)
    positive = np.concatenate([bits.view(np.float32), np.linspace(0, 20, 200_000, dtype=np.float32)])
    return np.concatenate([positive, -positive])


def test_tanh(activations):
    x = grid()
    y, truth = activations["tanh"](x).astype(np.float64), np.tanh(x.astype(np.float64))
    # What scripts/fit_activations.py measures without fused multiply-adds.
    assert np.abs(y - truth).max() < 4e-7
    normal = np.abs(x) > 1e-30
    assert np.abs(y[normal] / truth[normal] - 1).max() < 5e-7
    assert np.abs(y).max() <= 1 + 2**-23


def test_logistic(activations):
    x = grid()
    truth = 1 / (1 + np.exp(np.clip(-x.astype(np.float64), -700, 700)))
    y = activations["logistic"](x).astype(np.float64)
    assert np.abs(y - truth).max() < 1.5e-7
    near = np.abs(x) <= 87
    assert np.abs(y[near] / truth[near] - 1).max() < 1e-6
    assert 0 < y.min() <= y.max() <= 1
    assert activations["logistic"](np.zeros(1, np.float32)) == 0.5


def test_what_is_not_finite(activations):
    x = np.float32([np.inf, -np.inf, np.nan, 3.4e38, -3.4e38])
    np.testing.assert_allclose(activations["tanh"](x), [1, -1, np.nan, 1, -1], rtol=2e-7)
    np.testing.assert_allclose(activations["logistic"](x), [1, 0, np.nan, 1, 0], atol=1e-37)
