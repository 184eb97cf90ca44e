"""docs/serve.md does what it says."""

import json
import shutil
from pathlib import Path

import pytest

from tests.examples.pages import run_page

PAGE = Path(__file__).parents[2] / "docs" / "serve.md"


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_page_on_serving(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    curl, connected, guarded = run_page(PAGE, tmp_path)
    first, again, refused = map(json.loads, curl.splitlines())
    assert first == again
    assert (first["number"], len(first["rows"])) == (0, 3)
    assert (refused["status"], refused["next"]) == (409, 3)
    assert "(2, 1)" in connected
    told, models = guarded.splitlines()
    assert told == "401"
    assert json.loads(models)["models"][0]["model"] == "boiler"
