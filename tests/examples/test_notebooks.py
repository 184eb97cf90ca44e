"""The notebooks in docs/ run from the top, and their kept outputs are what they say today."""

from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"

pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
nbformat = pytest.importorskip("nbformat")


@pytest.fixture(scope="module")
def kept():
    return nbformat.read(DOCS / "first-notebook.ipynb", as_version=4)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    from tests.examples.notebooks import run_notebook

    return run_notebook(DOCS / "first-notebook.ipynb", tmp_path_factory.mktemp("notebook"))


def test_the_kept_outputs_are_those_of_a_run(kept, run):
    from tests.examples.notebooks import check_same, read_outputs

    check_same(read_outputs(kept), read_outputs(run))


CHANGES = {"has learned": "has NOT learned", "0.09142": "0.19142", "image/png": "image/jpeg"}


@pytest.mark.parametrize("word", CHANGES)
def test_an_output_that_has_changed_is_found(kept, word):
    from tests.examples.notebooks import check_same, read_outputs

    text = nbformat.writes(kept)
    assert word in text
    changed = nbformat.reads(text.replace(word, CHANGES[word]), as_version=4)
    with pytest.raises(AssertionError):
        check_same(read_outputs(kept), read_outputs(changed))


def test_a_newcomer_sees_what_the_notebook_promises(run):
    from tests.examples.notebooks import read_outputs

    shown = read_outputs(run)
    texts = str(shown)
    assert "The network has learned the cosine" in texts
    assert "The network has NOT learned the cosine" in texts
    assert "The network beats the best baseline" in texts
    assert sum("image/png" in output for outputs in shown for output in outputs) == 2
    assert [{"text/plain": "True"}] in shown  # the state carried on gives the bits of the whole
    assert not any("stderr" in output for outputs in shown for output in outputs)


def test_its_cells_are_clean(kept):
    """Counted from the top, and with nothing of the machine that ran them."""
    nbformat.validate(kept)
    code = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert str(Path.home()) not in nbformat.writes(kept)
