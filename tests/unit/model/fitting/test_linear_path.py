"""What is found of slow states, integrators and starts, with the system's own numbers as the oracle."""

import numpy as np
import pytest

import elman
from elman.errors import ExportError
from elman.export import proof
from elman.model.fitting import DataOptions, prepare_data
from elman.model.fitting.linear_path import find_path


def prepared(tables):
    sequences = elman.read_sequences(tables, inputs=["u"], targets=["y"])
    return prepare_data(sequences, inputs=["u"], targets=["y"], options=DataOptions())


def held(random, rows, longest=30):
    return np.repeat(random.uniform(-1, 1, rows), random.integers(1, longest, rows))[:rows]


def lag(u, rows):
    y, made = 0.0, []
    for value in u:
        y += (value - y) / rows
        made.append(y)
    return np.array(made)


def found(data):
    mean_F = data.baselines["linear"].input_mean_F
    return find_path(data, [], mean_F, data.examples.y_NO, begin_with=True)


def test_an_integrator_is_found_and_says_all():
    random = np.random.default_rng(0)
    u = held(random, 4_000) + 0.2
    path = found(prepared({"u": u, "y": np.cumsum(u) + 0.1 * random.normal(size=len(u))}))
    assert path.described == "inputs that are never forgotten"
    assert path.path.system.a_SS.tolist() == [[1.0]]
    assert path.error < 1e-3 < path.without


def test_a_slow_lag_is_a_sum_of_its_neighbours():
    random = np.random.default_rng(1)
    u = held(random, 8_000, 100)
    data = prepared({"u": u, "y": lag(u, 200.0) + 0.001 * random.normal(size=len(u))})
    path = found(data)
    assert path.error < 0.03
    gain = path.path.system.c_OS @ np.linalg.solve(
        np.eye(path.path.size) - path.path.system.a_SS, path.path.system.b_SF
    )
    units = data.preparation
    unit = units.target_scaling.scale_C[0] / units.input_scaling.scale_C[0]
    assert gain[0, 0] * unit == pytest.approx(1.0, abs=0.04)


def test_a_start_is_found_where_sequences_begin_alike_and_nowhere_else():
    random = np.random.default_rng(2)
    decay = np.exp(-np.arange(600) / 120)

    def table(start):
        u = held(random, 600)
        return {"u": u, "y": lag(u, 8.0) + start * decay + 0.01 * random.normal(size=600)}

    alike = found(prepared([table(1.0) for _ in range(20)]))
    assert "a start that is forgotten after 120 rows" in alike.described
    assert alike.error < 0.05
    cut = found(prepared([table(random.normal()) for _ in range(20)]))
    assert cut is None or "start" not in cut.described


def test_noise_has_no_path():
    random = np.random.default_rng(3)
    data = prepared({"u": random.normal(size=3_000), "y": random.normal(size=3_000)})
    path = found(data)
    assert path is None or path.error > 0.97 * path.without


def test_a_network_with_a_path_integrates_streams_is_saved_and_exported(tmp_path, monkeypatch):
    """Full, chunked and step by step are the same bits; an export proves itself."""
    random = np.random.default_rng(5)
    u = held(random, 3_000)
    table = {"u": u, "y": np.cumsum(u) + 0.1 * random.normal(size=len(u))}
    model = elman.fit(table, inputs="u", targets="y", hidden_size=8, threads=1, budget=6)
    assert "never forgotten" in model.record.options["choices"]
    new = held(random, 1_500)
    whole = model.predict({"u": new}).values_NO[:, 0]
    assert np.sqrt(np.mean((whole - np.cumsum(new)) ** 2)) < 1.0
    stream = model.stream()
    assert (np.array([stream.step({"u": value})["y"] for value in new]) == whole).all()
    model.save(tmp_path / "integrator.safetensors")
    assert (
        elman.load(tmp_path / "integrator.safetensors").predict({"u": new}).values_NO[:, 0] == whole
    ).all()
    for name in ("integrator.c", "integrator.onnx"):
        model.export(tmp_path / name)
    # What the native engine itself rounds is allowed; more than that would not be.
    monkeypatch.setattr(proof, "_MOST_ROUNDING", 1e-6)
    with pytest.raises(ExportError, match="onnx export must agree"):
        model.export(tmp_path / "refused.onnx")
