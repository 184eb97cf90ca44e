"""Every bad file is answered by a sentence, every awkward one by its values and a note."""

import re
import sys

import numpy as np
import pytest

from elman.data import read_sequences
from elman.errors import ElmanError, MissingExtraError
from tests.hostile.cases import CASES
from tests.hostile.typed_cases import float_wav


@pytest.fixture
def make(tmp_path):
    """Writes a case's file and gives its path."""

    def write(case):
        path = tmp_path / case.file
        if isinstance(case.content, bytes):
            path.write_bytes(case.content)
        elif case.content:
            case.content(path)
        return path

    return write


def read(case, path):
    return read_sequences(path, **({"inputs": ["u"], "targets": ["y"]} | case.options))


def test_names_are_used_once():
    assert len({case.name for case in CASES}) == len(CASES) >= 40


@pytest.mark.parametrize("case", [case for case in CASES if case.error], ids=lambda case: case.name)
def test_bad_input_is_refused_in_a_sentence(case, make):
    path = make(case)
    before = sorted(path.parent.iterdir())
    with pytest.raises(ElmanError, match=f"^{case.error}") as raised:
        read(case, path)
    assert "\n" not in str(raised.value)
    assert sorted(path.parent.iterdir()) == before


@pytest.mark.parametrize("case", [case for case in CASES if not case.error], ids=lambda case: case.name)
def test_awkward_input_is_read(case, make):
    sequences = read(case, make(case))
    np.testing.assert_array_equal(sequences.values_NC, np.array(case.values))
    assert sequences.values_NC.dtype == np.float64
    assert sequences.values_NC.flags.c_contiguous
    assert len(sequences.notes) == len(case.notes), sequences.notes
    for note, expected in zip(sequences.notes, case.notes, strict=True):
        assert re.match(expected, note)


def test_floating_point_sound_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "soundfile", None)
    path = tmp_path / "amplifier.wav"
    path.write_bytes(float_wav(np.array([0.0, 0.5])))
    with pytest.raises(MissingExtraError, match=r"^amplifier\.wav holds sound .* pip install soundfile"):
        read_sequences(path, inputs="channel_1")
