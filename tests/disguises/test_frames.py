"""The table in memory, and in files of other formats: each reads as the same sequences and series."""

import numpy as np
import pytest

from elman.data import read_sequences
from tests.disguises import files
from tests.disguises.check import check
from tests.disguises.files import FILES
from tests.disguises.frames import FRAMES, ZONED
from tests.disguises.truth import HOURS, NUMBERS


@pytest.mark.parametrize("name", FRAMES)
def test_frames_read_as_the_table(name):
    check(FRAMES[name](), HOURS)


@pytest.mark.parametrize("name", ZONED)
def test_frames_keep_their_zone(name):
    check(ZONED[name](), HOURS, utc=True)


@pytest.mark.parametrize("name", FILES)
def test_files_read_as_the_table(name, tmp_path):
    file, write, options = FILES[name]
    write(tmp_path / file)
    check(tmp_path / file, HOURS, **options)


def test_an_index_of_times_is_the_time():
    frame = FRAMES["pandas, time as the index"]()
    check(frame, HOURS, time=None)
    check(FRAMES["pandas, id and time as the index"](), HOURS, time=None)
    frame.index.name = None
    check(frame, HOURS, time=None)


@pytest.mark.parametrize(
    ("file", "write", "options"),
    [
        ("t.mat", files.write_matlab, {"time": "t"}),
        ("t.mat", files.write_matlab_structure, {"time": "run.signals.t"}),
        ("t.mat", files.write_matlab_73, {"time": "t"}),
        ("t.tdms", files.write_tdms, {}),
        ("t.mf4", files.write_mdf, {}),
    ],
    ids=["MATLAB", "MATLAB structure", "MATLAB 7.3", "TDMS", "MDF"],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::FutureWarning")
def test_measurements_read_as_the_first_series(file, write, options, tmp_path):
    if file.endswith("mf4"):
        pytest.importorskip("asammdf", reason="MDF files need asammdf, of the extra formats")
    write(tmp_path / file)
    names = [f"run.signals.{name}" for name in NUMBERS] if write is files.write_matlab_structure else NUMBERS
    read = read_sequences(tmp_path / file, inputs=names[:2], targets=names[2], **options)
    rows = HOURS.part("north")
    wanted = np.stack([getattr(HOURS, name)[rows] for name in NUMBERS], axis=1).astype(read.values_NC.dtype)
    np.testing.assert_array_equal(read.values_NC, wanted)
