"""What a fit scores: whole sequences from their first row, and others carried on from the training rows."""

import numpy as np
import pytest

import elman
from elman.errors import ArgumentError
from elman.model import read_prepared, split_options
from elman.model.fitting.prepared import CONTINUED, NEW
from elman.tables.columns import Columns
from tests.unit.model.conftest import table

FEW = {"steps": 30, "trials": False, "hidden_size": 4, "threads": 1}


def runs(number):
    return [table(60 + 10 * k, seed=k) for k in range(number)]


def fitted(sources, **options):
    data_options, fit_options = split_options(FEW | options)
    data = read_prepared(sources, Columns(inputs=("u",), targets=("y",)), data_options)
    return elman.model.fit_prepared(data, fit_options)


def rmse(error_N):
    return float(np.sqrt(np.mean(np.square(error_N, dtype=np.float64))))


def test_both_kinds_are_scored_as_they_are_used():
    sources = runs(8)
    report = fitted(sources)
    wanted = {NEW: [], CONTINUED: []}
    for piece in report.data.division.validation:
        source = sources[piece.sequence]
        error_N = report.model.predict(source).values_NO[:, 0] - source["y"]
        wanted[CONTINUED if piece.start else NEW].append(error_N[piece.start :])
    assert {name: scores.network.overall["rmse"] for name, scores in report.parts.items()} == pytest.approx(
        {name: rmse(np.concatenate(parts)) for name, parts in wanted.items()}, rel=1e-5
    )
    together = rmse(np.concatenate([*wanted[NEW], *wanted[CONTINUED]]))
    assert report.validation.scores.network.overall["rmse"] == pytest.approx(together, rel=1e-5)
    assert set(report.model.record.validation["parts"]) == {NEW, CONTINUED}
    text = report.describe()
    assert "1 whole sequence from the first row and the last rows of 1 sequence, carried on" in text
    assert "new sequences: " in text


def test_one_record_is_scored_carried_on_without_a_start_up():
    source = table(400)
    report = fitted(source)
    error_N = (report.model.predict(source).values_NO[:, 0] - source["y"])[320:]
    assert report.validation.scores.network.overall["rmse"] == pytest.approx(rmse(error_N), rel=1e-5)
    assert not report.parts


def test_sequences_are_held_out_by_id(tmp_path):
    long = [part | {"run": np.full(60 + 10 * k, f"r{k}")} for k, part in enumerate(runs(3))]
    whole = {name: np.concatenate([part[name] for part in long]) for name in ("u", "y", "run")}
    data_options, _ = split_options({"validation_ids": "r1"})
    data = read_prepared(whole, Columns(inputs=("u",), targets=("y",), id="run"), data_options)
    assert data.validation.lengths == (70,)
    assert data.training.lengths == (60, 80)
    with pytest.raises(ArgumentError, match=r"unknown sequence 'r7'"):
        read_prepared(
            whole,
            Columns(inputs=("u",), targets=("y",), id="run"),
            split_options({"validation_ids": "r7"})[0],
        )


def test_a_second_table_validates_and_every_row_of_the_first_trains():
    report = fitted(table(200), validation_data=table(90, seed=5))
    assert report.data.training.lengths == (200,)
    other = table(90, seed=5)
    error_N = report.model.predict(other).values_NO[:, 0] - other["y"]
    assert report.validation.scores.network.overall["rmse"] == pytest.approx(rmse(error_N), rel=1e-5)
    centre = report.model.record.preparation.target_scaling.centre_C[0]
    assert centre == pytest.approx(table(200)["y"].mean(), rel=1e-6)


def test_a_record_of_two_periods_does_not_train_on_what_validates():
    u_N = np.tile(np.random.default_rng(0).standard_normal(600), 2)
    y_N = np.convolve(u_N, 0.8 ** np.arange(20))[:1200]
    report = fitted({"u": u_N, "y": y_N})
    hidden_N = np.isnan(report.data.training.y_NO[:, 0])
    assert np.flatnonzero(hidden_N).tolist() == list(range(360, 600))
    assert any("also stand in the training part" in note for note in report.notes)
