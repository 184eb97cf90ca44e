"""Frames of other libraries, and sound in floating point: each through the library itself."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import soundfile

from elman.data import read_sequences
from elman.errors import DataError

COLUMNS = {"u": [1, 2, None], "y": [1.5, None, 3.0], "c": ["a", "b", "a"], "t": [1, 2, 3]}
EXPECTED = np.array([[1, 1.5], [np.nan, 3], [2, np.nan]], np.float32)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(COLUMNS),
        pd.DataFrame(COLUMNS).convert_dtypes(),
        pd.DataFrame(COLUMNS).astype({"c": "category"}),
        pd.DataFrame(COLUMNS, index=[7, 7, 7]),
        pa.table(COLUMNS),
    ],
    ids=["pandas", "pandas extension types", "pandas category", "pandas index", "arrow"],
)
def test_frames(frame):
    sequences = read_sequences(frame, inputs="u", targets="y", id="c", time="t")
    np.testing.assert_array_equal(sequences.values_NC, EXPECTED)
    assert sequences.ids == ("a", "b")
    part = read_sequences(frame, inputs="u", targets="y", rows=(1, 3))
    np.testing.assert_array_equal(part.values_NC, EXPECTED[[2, 1]])


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_times_of_pandas(zone):
    time = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"]).tz_localize(zone)
    frame = pd.DataFrame(COLUMNS).assign(t=time)
    assert read_sequences(frame, inputs="u", targets="y", time="t").notes == ()
    with pytest.raises(DataError, match=r"^time column 't' must ascend, got -86400 s after 0 s in row 1"):
        read_sequences(frame[::-1], inputs="u", targets="y", time="t")


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["u", "y", "u"], r"^the table must be a frame with one name a column: .*'u' 2 times"),
        ([0, 1, 2], r"^the table must have text for its columns' names, got 0\. Rename them\."),
    ],
)
def test_names_of_pandas(names, sentence):
    with pytest.raises(DataError, match=sentence):
        read_sequences(pd.DataFrame([[1, 2, 3]], columns=names), inputs="u", targets="y")


def test_sound_in_floating_point(tmp_path):
    values_NC = np.random.default_rng(0).uniform(-1, 1, (50, 2)).astype(np.float32)
    soundfile.write(tmp_path / "tone.wav", values_NC, 44100, subtype="FLOAT")
    sequences = read_sequences(tmp_path / "tone.wav", inputs="channel_1", targets="channel_2", rows=(10, 40))
    np.testing.assert_array_equal(sequences.values_NC, values_NC[10:40])


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32"])
def test_integers_are_read_as_soundfile_reads_them(tmp_path, subtype):
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.random.default_rng(1).uniform(-1, 1, (50, 2)), 8000, subtype=subtype)
    expected_NC, _ = soundfile.read(path, dtype="float64")
    sequences = read_sequences(path, inputs="channel_1", targets="channel_2")
    np.testing.assert_array_equal(sequences.values_NC, expected_NC)
