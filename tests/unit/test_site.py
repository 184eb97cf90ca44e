"""The documentation site: every page, name and command is on it, and it builds without a warning."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import elman

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The pages that are made, once Sphinx has read all without a warning."""
    pytest.importorskip("furo")
    pytest.importorskip("myst_parser")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "dummy", DOCS, folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return DOCS / "made"


def test_every_public_name_is_there(built):
    page = (built / "names.md").read_text(encoding="utf-8")
    found = set(re.findall(r":: elman\.(\w+)$", page, re.MULTILINE))
    assert found == set(elman.__all__) - {"__version__"}


def test_every_command_is_there(built):
    from elman.cli.app import app

    page = (built / "commands.md").read_text(encoding="utf-8")
    names = [info.name or info.callback.__name__ for info in app.registered_commands]
    assert [name for name in names if f"## elman {name}\n" not in page] == []
    assert "## elman fleet fit\n" in page


def test_every_page_is_on_a_path():
    paths = (DOCS / "index.md").read_text(encoding="utf-8")
    trees = re.findall(r"```{toctree}\n(.*?)```", paths, re.DOTALL)
    listed = {line for tree in trees for line in tree.split()}
    assert {page.stem for page in DOCS.glob("*.md")} - listed == {"index"}
