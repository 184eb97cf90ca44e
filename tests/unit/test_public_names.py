import subprocess
import sys

import pytest

import elman


def test_all_is_complete_and_sorted():
    written_down = {name for names in elman._HOMES.values() for name in names} | {"__version__"}
    assert set(elman.__all__) == written_down
    assert len(elman.__all__) == len(written_down)
    constants = [name for name in elman.__all__ if name.isupper()]
    classes = [name for name in elman.__all__ if not name.isupper() and name[0].isupper()]
    others = [name for name in elman.__all__ if not name[0].isupper()]
    assert elman.__all__ == [*sorted(constants), *sorted(classes), *sorted(others)]


@pytest.mark.parametrize("name", elman.__all__)
def test_every_name_is_there(name):
    assert getattr(elman, name) is not None
    assert name in dir(elman)


@pytest.mark.parametrize("folder", [name for name in elman._FOLDERS if name != "cli"])
def test_every_folder_is_there(folder):
    assert getattr(elman, folder).__name__ == f"elman.{folder}"


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Elman'"):
        _ = elman.Elman


def test_import_loads_nothing_heavy():
    program = (
        "import sys, elman\n"
        "names = 'onnx onnxruntime numpy torch matplotlib typer rich polars narwhals sklearn safetensors'\n"
        "heavy = set(names.split()) & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "elman.NetworkSpec, elman.train, elman.run_demo, elman.read_sequences, elman.Model\n"
        "elman.export.TARGETS\n"
        "names = 'onnx onnxruntime torch matplotlib polars narwhals sklearn'\n"
        "heavy = set(names.split()) & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_loading_and_predicting_arrays_waits_for_nothing_else():
    """Neither tables nor training nor exports: a process that starts to predict is there at once."""
    program = (
        "import sys, numpy, elman\n"
        "from elman.model import Model\n"
        "elman.Stream, elman.load\n"
        "elman.read_sequences({'u': numpy.arange(5.0)}, inputs='u')\n"
        "names = 'torch matplotlib typer rich polars narwhals sklearn'.split()\n"
        "names += ['elman.training', 'elman.export', 'elman.plots']\n"
        "heavy = set(names) & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
