"""Every engine, on every instruction set, through every check."""

from __future__ import annotations

from itertools import product

import pytest

from elman.network.losses import MAE, MSE, Huber, Pinball
from elman.optimizers import Adam, AdamW, Cosine
from tests.conformance import checks
from tests.conformance.cases import CELLS, LAYERS, SIZES, Case, cases_by_loss, cases_by_size, with_dropout
from tests.conformance.contenders import CONTENDERS

ONE_OF_EACH_CELL = [Case(cell, layers, SIZES[2]) for cell, layers in zip(CELLS, (2, 1, 3, 2), strict=True)]
DROPOUT = [with_dropout(Case(cell, layers, SIZES[2]), 0.4) for cell, layers in product(CELLS, (2, 3))]

# An epsilon that is not small shows where it is added, and keeps the rounding of tiny gradients small.
OPTIMIZERS = {
    "adam": Adam(learning_rate=0.02, epsilon=1e-3),
    "adam-clip-cosine": Adam(
        learning_rate=0.02, epsilon=1e-3, clip_norm=0.1, schedule=Cosine(6), beta1=0.8, beta2=0.95
    ),
    "adam-decay": Adam(learning_rate=0.02, epsilon=1e-3, weight_decay=0.1),
    "adamw": AdamW(learning_rate=0.02, epsilon=1e-3),
    "adamw-all": AdamW(
        learning_rate=0.02, epsilon=1e-3, clip_norm=0.3, schedule=Cosine(9), weight_decay=0.2, beta2=0.9
    ),
}

pytestmark = pytest.mark.parametrize("contender", CONTENDERS, ids=str)


@pytest.mark.parametrize("case", cases_by_loss() + cases_by_size(), ids=str)
def test_forward_and_gradients(contender, case):
    checks.check_forward(contender.build, case)
    checks.check_gradients(contender.build, case)
    checks.check_loss_beside_the_gradient(contender.build, case)


@pytest.mark.parametrize("case", ONE_OF_EACH_CELL, ids=str)
def test_initial_parameters(contender, case):
    checks.check_initial(contender.build, case)


@pytest.mark.parametrize("case", ONE_OF_EACH_CELL, ids=str)
def test_weights(contender, case):
    checks.check_unweighted(contender.build, case)
    checks.check_unscored_window(contender.build, case)


@pytest.mark.parametrize(("cell", "layers"), list(product(CELLS, LAYERS)))
def test_chunks_and_batch_order(contender, cell, layers):
    case = Case(cell, layers, SIZES[3])
    checks.check_chunks(contender.build, case, 0.0 if contender.bitwise else checks.ROUNDING)
    checks.check_batch_order(contender.build, case)


@pytest.mark.parametrize("case", ONE_OF_EACH_CELL, ids=str)
def test_inputs_untouched(contender, case):
    checks.check_inputs_untouched(contender.build, case)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    "case",
    [
        Case("gru", 2, SIZES[2], Huber(delta=0.4)),
        Case("lstm", 1, SIZES[0], MSE()),
        Case("rnn", 3, SIZES[0], Pinball()),
        Case("rnn_relu", 1, SIZES[2], MAE()),
    ],
    ids=str,
)
def test_training(contender, case, optimizer):
    checks.check_training(contender.build, case, OPTIMIZERS[optimizer])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("case", [Case("gru", 2, SIZES[8]), Case("lstm", 1, SIZES[3])], ids=str)
def test_step_size(contender, case, optimizer):
    checks.check_step_size(contender.build, case, OPTIMIZERS[optimizer])


@pytest.mark.parametrize("kind", [Adam, AdamW])
def test_schedule_end(contender, kind):
    optimizer = kind(learning_rate=0.02, weight_decay=0.1, schedule=Cosine(3))
    checks.check_schedule_end(contender.build, Case("gru"), optimizer)


@pytest.mark.parametrize("case", DROPOUT, ids=str)
def test_dropout(contender, case):
    checks.check_dropout_repeats(contender.build, case)
    if contender.follows_dropout:
        checks.check_dropout_gradients(contender.build, case)


@pytest.mark.parametrize("optimizer", ["adam-clip-cosine", "adamw-all"])
@pytest.mark.parametrize("case", [*ONE_OF_EACH_CELL, DROPOUT[0]], ids=str)
def test_snapshot_and_load(contender, case, optimizer):
    checks.check_snapshot(contender.build, case, OPTIMIZERS[optimizer])
    if contender.follows_dropout or not case.dropout:
        checks.check_snapshot_moments(contender.build, case, OPTIMIZERS[optimizer])
    checks.check_load(contender.build, case, OPTIMIZERS[optimizer])


@pytest.mark.parametrize("case", ONE_OF_EACH_CELL, ids=str)
def test_fingerprint(contender, case):
    checks.check_fingerprint(contender.build, case, OPTIMIZERS["adam-clip-cosine"])


@pytest.mark.parametrize("case", ONE_OF_EACH_CELL, ids=str)
def test_divergence(contender, case):
    checks.check_divergence(contender.build, case)


@pytest.mark.parametrize("case", [*ONE_OF_EACH_CELL, DROPOUT[0], Case("gru", 2, SIZES[3])], ids=str)
def test_threads(contender, case):
    checks.check_threads(contender.build, case, contender.bitwise)


@pytest.mark.parametrize("case", ONE_OF_EACH_CELL, ids=str)
def test_python_threads(contender, case):
    checks.check_python_threads(contender.build, case)
