"""The proof against runners whose difference is known."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from elman.errors import ArgumentError, DataError, ExportError
from elman.export import Proof, Sample, Unchecked, prove
from tests.unit.export.exportables import define, make_exportable, make_rows, make_sample, make_states

ZERO = {"full sequence": 0.0, "chunks": 0.0, "single steps": 0.0}


@dataclass
class Definition:
    """Runs the float64 definition, and adds something to what it says."""

    exportable: object
    added: object
    calls: list

    def run(self, x_TF, state):
        if state is None:
            states = make_states(self.exportable, 1)
            state = {name: np.zeros_like(array) for name, array in states.items()}
        y_BTO, after = define(self.exportable, x_TF[np.newaxis], state)
        self.calls.append(len(x_TF))
        return y_BTO[0] + self.added, after


class Fake:
    """A target whose file is never looked at."""

    name, suffixes, takes_missing = "fake", (".fake",), True

    def __init__(self, added=0.0, reason=None):
        self.added, self.reason, self.calls, self.folder = added, reason, [], None

    def open(self, content, exportable, folder):
        self.folder = folder
        assert folder.is_dir()
        if self.reason:
            raise Unchecked(self.reason)
        return Definition(exportable, self.added, self.calls)


@pytest.fixture
def exportable():
    """Targets around 0, so that float32 holds them."""
    return make_exportable("lstm", 1, target_centre=0.0)


def test_it_runs_in_three_ways_and_says_the_largest_difference(exportable):
    scale_O = np.array(exportable.preparation.target_scaling.scale_C)
    fake = Fake(added=np.array([0.0, 5e-6, 0.0]) * scale_O)
    proof = prove(exportable, fake, b"", make_sample(exportable))
    # What the native engine and the definition differ by is 1e-6 at most.
    assert proof.differences == pytest.approx(dict.fromkeys(ZERO, 5e-6), abs=1e-6)
    assert proof.num_rows == sum(fake.calls) / 3 == 360
    # Two full sequences, then chunks, then steps.
    assert fake.calls[:2] == [120, 240]
    assert fake.calls[-360:] == [1] * 360
    assert 1 < max(fake.calls[2:-360]) <= 64
    assert not fake.folder.exists()


@pytest.mark.parametrize("target", [0, 1, 2])
def test_each_target_must_agree(exportable, target):
    added_O = np.zeros(3)
    added_O[target] = 2e-5 * exportable.preparation.target_scaling.scale_C[target]
    with pytest.raises(
        ExportError, match=r"^the fake export must agree with the model, got full sequence 2\.\de-05"
    ):
        prove(exportable, Fake(added=added_O), b"", make_sample(exportable))


def test_not_a_number_is_no_agreement(exportable):
    with pytest.raises(ExportError, match=r"full sequence inf, chunks inf, single steps inf"):
        prove(exportable, Fake(added=np.nan), b"", make_sample(exportable))


def test_rounding_in_units_is_allowed_for_and_nothing_more():
    """A target at 1e6 with a scale of 2 at least: neighbouring float32 numbers are 1/16 apart."""
    exportable = make_exportable(target_centre=1e6, numbers="float32")
    sample = make_sample(exportable)
    proof = prove(exportable, Fake(added=1 / 16), b"", sample)
    assert 0.06 / 9 < max(proof.differences.values()) < proof.limit < 0.121 / 2
    with pytest.raises(ExportError, match=r"must agree with the model"):
        prove(exportable, Fake(added=1 / 4), b"", sample)


def test_what_cannot_be_run_is_said(exportable):
    fake = Fake(reason="no abacus is here. Run: make abacus")
    proof = prove(exportable, fake, b"", make_sample(exportable))
    assert str(proof) == "not checked: no abacus is here. Run: make abacus"
    assert (proof.differences, proof.num_rows) == ({}, 360)
    assert proof.to_json()["unchecked"] == fake.reason
    assert not fake.folder.exists()


def test_a_model_that_overflows_proves_nothing():
    exportable = make_exportable("rnn_relu", 1)
    exportable.parameters["rnn.weight_hh_l0"][:] = 50.0
    with pytest.raises(
        ArgumentError, match=r"^sample must be rows that the model has a finite prediction for"
    ):
        prove(exportable, Fake(), b"", make_sample(exportable))


def test_missing_inputs_of_a_model_that_refuses_them_are_refused():
    exportable = make_exportable(missing="error")
    (x_TF,) = make_rows(exportable, 20)
    with pytest.raises(DataError, match=r"^input 'u0' must have a value in every row"):
        prove(exportable, Fake(), b"", Sample(sequences=(x_TF,)))


def test_the_sentence():
    proof = Proof(num_rows=2000, made_up=False, differences=ZERO | {"chunks": 2.14e-7}, limit=1.04e-5)
    assert str(proof) == (
        "full sequence 0.0e+00, chunks 2.1e-07, single steps 0.0e+00 of the target's scale "
        "over 2,000 rows (limit 1e-05)"
    )
    made_up = Proof(num_rows=2000, made_up=True, differences=ZERO, limit=0.0123)
    assert str(made_up).endswith("over 2,000 made-up rows (limit 0.012)")


def test_the_folder_is_made_for_it(exportable, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fake = Fake()
    prove(exportable, fake, b"", make_sample(exportable))
    assert Path(fake.folder).parent == tmp_path
    assert list(tmp_path.iterdir()) == []
