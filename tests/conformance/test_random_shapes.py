"""Any shape: the engines agree with the reference on sizes that nobody thought of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conformance import checks
from tests.conformance.cases import CELLS, LOSSES, Case, Sizes
from tests.conformance.contenders import CONTENDERS

SIZES = st.builds(
    Sizes,
    inputs=st.integers(1, 40),
    hidden=st.integers(1, 70),
    targets=st.integers(1, 18),
    batch=st.integers(1, 40),
    time=st.integers(1, 12),
)
CASES = st.builds(
    Case,
    cell=st.sampled_from(CELLS),
    num_layers=st.integers(1, 3),
    sizes=SIZES,
    loss=st.sampled_from(LOSSES),
    dropout=st.sampled_from([0.0, 0.0, 0.3]),
)


@pytest.mark.parametrize("contender", [c for c in CONTENDERS if c.engine != "reference"], ids=str)
def test_any_shape(contender):
    @settings(max_examples=50, deadline=None, derandomize=True, database=None)
    @given(CASES)
    def agree(case):
        checks.check_forward(contender.build, case)
        checks.check_chunks(contender.build, case, 0.0 if contender.bitwise else checks.ROUNDING)
        if contender.follows_dropout or not case.dropout:
            checks.check_gradients(contender.build, case)

    agree()
