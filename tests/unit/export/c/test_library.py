"""The numbers of the compiled file, beside the float64 definition, the native engine and PyTorch."""

import ctypes

import numpy as np
import pytest
import torch

from elman.errors import ExportError
from elman.export import Sample, prove
from elman.export.c import C
from elman.export.proof import TOLERANCE
from tests.unit.export.c.models import CELLS, make_model, make_rows, predict


def open_c(model, folder, content=None):
    return C().open(content or C().render(model), model, folder)


def allowed(model, y_TO):
    """1e-5 of the target's scale, and the rounding of an output in its units."""
    return TOLERANCE * np.array(model.preparation.target_scaling.scale_C) + 4 * model.rounding * np.abs(y_TO)


def torch_prediction(model, x_TF):
    """In float64, by torch's own modules; the rows have no missing values."""
    spec = model.spec
    kind, options = {
        "rnn": (torch.nn.RNN, {}),
        "rnn_relu": (torch.nn.RNN, {"nonlinearity": "relu"}),
        "gru": (torch.nn.GRU, {}),
        "lstm": (torch.nn.LSTM, {}),
    }[spec.cell]
    rnn = kind(spec.input_size, spec.hidden_size, spec.num_layers, batch_first=True, **options)
    module = torch.nn.ModuleDict({"rnn": rnn, "out": torch.nn.Linear(spec.hidden_size, spec.output_size)})
    module.load_state_dict({key: torch.from_numpy(value) for key, value in model.parameters.items()})
    module.double()
    scaled = torch.from_numpy(model.preparation.input_scaling.apply(x_TF)).double()
    with torch.inference_mode():
        y_TO = module["out"](module["rnn"](scaled[None])[0])[0].numpy()
    scaling = model.preparation.target_scaling
    return y_TO * np.array(scaling.scale_C) + np.array(scaling.centre_C)


@pytest.mark.parametrize("num_layers", [1, 2, 3])
@pytest.mark.parametrize("cell", CELLS)
def test_it_says_what_the_engines_and_torch_say(cell, num_layers, tmp_path):
    model = make_model(cell, num_layers, 13)
    library = open_c(model, tmp_path)
    x_TF = make_rows(model, 3000)
    y_TO, _ = library.run(x_TF, None)
    for engine in ("reference", "native"):
        wanted_TO = predict(model, x_TF, engine)
        assert (np.abs(y_TO - wanted_TO) <= allowed(model, wanted_TO)).all(), engine
    whole_TF = make_rows(model, 500, missing=0)
    wanted_TO = torch_prediction(model, whole_TF)
    y_TO, _ = library.run(whole_TF, None)
    assert (np.abs(y_TO - wanted_TO) <= allowed(model, wanted_TO)).all()


@pytest.fixture(scope="module")
def model():
    return make_model("lstm", 2, 9)


@pytest.fixture(scope="module")
def library(model, tmp_path_factory):
    return open_c(model, tmp_path_factory.mktemp("c"))


def test_full_is_chunks_is_steps_bit_for_bit_and_a_copied_state_goes_its_own_way(model, library):
    x_TF = make_rows(model, 200)
    whole_TO, last = library.run(x_TF, None)
    parts, state = [], None
    for start, stop in [(0, 1), (1, 2), (2, 90), (90, 200)]:
        y_TO, state = library.run(x_TF[start:stop], state)
        parts.append(y_TO)
    assert np.array_equal(np.concatenate(parts), whole_TO)
    assert state == last
    _, middle = library.run(x_TF[:100], None)
    other_TO, _ = library.run(x_TF[::-1][:100], middle)
    again_TO, end = library.run(x_TF[100:], middle)
    assert np.array_equal(again_TO, whole_TO[100:])
    assert end == last
    assert not np.array_equal(other_TO, again_TO)


def test_before_the_first_known_value_stands_the_centre_of_the_scaling(model, library):
    centre = np.array([model.preparation.input_scaling.centre_C], np.float32)
    missing_TO, _ = library.run(np.full((1, 2), np.nan, np.float32), None)
    centre_TO, _ = library.run(centre, None)
    # The centre in float32 is not quite the one in float64.
    np.testing.assert_allclose(missing_TO, centre_TO, atol=1e-3)


@pytest.mark.parametrize("cell", CELLS)
def test_large_inputs_overflow_nothing_that_has_bounds(cell, tmp_path):
    model = make_model(cell, 2, 8)
    library = open_c(model, tmp_path)
    x_TF = make_rows(model, 60, missing=0)
    x_TF[20:30] = 1e30
    x_TF[30:40] *= np.float32(-1e25)
    y_TO, _ = library.run(x_TF, None)
    wanted_TO = predict(model, x_TF)
    if cell == "rnn_relu":  # has none: it is large while they are, and comes back
        assert np.abs(y_TO[20:40]).max() > 1e25
        np.testing.assert_allclose(y_TO[20:40], wanted_TO[20:40], rtol=1e-4, atol=1e25)
    else:
        assert np.isfinite(y_TO).all()
        # Gates at their limits forget one float's rounding and not the other's.
        assert (np.abs(y_TO - wanted_TO) <= 2 * allowed(model, wanted_TO)).all()


@pytest.mark.parametrize(
    ("missing", "value", "code"),
    [("hold", np.inf, 1), ("hold", -np.inf, 1), ("error", np.inf, 1), ("error", np.nan, 2)],
)
def test_a_refused_row_touches_nothing(missing, value, code, tmp_path):
    model = make_model("gru", 1, 4, missing=missing)
    library = open_c(model, tmp_path)
    x_TF = make_rows(model, 10, missing=0)
    _, before = library.run(x_TF, None)
    memory, y_O = ctypes.create_string_buffer(before, len(before)), np.array([7.0, 8.0])
    bad_F = np.array([1.0, value])
    assert library._step(memory, bad_F.ctypes.data, y_O.ctypes.data) == code
    assert memory.raw == before
    assert y_O.tolist() == [7, 8]
    with pytest.raises(ExportError, match=f"refuses row 1 with the code {code}"):
        library.run(np.stack([x_TF[0], bad_F]), before)


def test_a_value_that_is_too_far_from_its_centre_for_a_float_is_refused_too(library):
    with pytest.raises(ExportError, match="code 1"):
        library.run(np.array([[3.4e38, 0]]), None)


MUTANTS = {
    "a weight is another": ("weight_ih_l0[72] = {\n    ", "weight_ih_l0[72] = {\n    1e-2f + "),
    "reset and update gate change places": ("next[unit] = n + z *", "next[unit] = n + r *"),
    "reset before the product": ("+ r * boiler_7_u(layer, 2, unit, h)", "+ boiler_7_u(layer, 2, unit, h)"),
    "a unit sees its neighbour's new output": ("next[unit] =", "next[unit] = h[unit] ="),
    "the layers share an input": ("x = state->h[layer];", "x = state->h[0];"),
    "a missing input is zero": ("scaled[i] = state->held[i];", "scaled[i] = 0.0f;"),
    "scaling in float": ("(double)inputs[i] - boiler_7_input_centre[i]", "(float)(inputs[i] - 1000.001f)"),
    "the state is forgotten": ("float next[BOILER_7_UNITS];", "float next[BOILER_7_UNITS]; *h = 0.0f;"),
    "the state is not reset": ("    boiler_7_init(state);\n}", "    (void)state;\n}"),
    "the state holds on to a refused row": (
        "            return BOILER_7_INFINITE;",
        "            state->h[0][0] = 9.0f;\n            return BOILER_7_INFINITE;",
    ),
    "no target scaling": ("* boiler_7_target_scale[i] +", "+"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_the_proof_rejects_a_mutant(name, tmp_path):
    model = make_model("gru", 3, 12)
    content = C().render(model).decode()
    right, wrong = MUTANTS[name]
    assert right in content
    mutant = content.replace(right, wrong, 1).encode()
    rows = Sample(sequences=(make_rows(model, 300),))
    with pytest.raises(ExportError, match="self-test"):
        prove(model, C(), mutant, rows)
    # The self-test is in the file, so whoever breaks the file may break it: the rows judge by themselves.
    if not any(word in name for word in ("reset", "refused")):
        silenced = mutant.replace(b"return passed ? 0 : 1;", b"return 0;")
        with pytest.raises(ExportError, match="agree"):
            prove(model, C(), silenced, rows)
