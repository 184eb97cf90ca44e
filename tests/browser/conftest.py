"""A browser of this machine; without one these tests are skipped."""

import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def chromium():
    """For one module alone: while playwright runs, no other event loop can."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed.")
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("There is no chromium on this machine.")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page that writes down what goes wrong in it, and what it asks for."""

    def __init__(self, browser, **settings):
        self.context = browser.new_context(viewport={"width": 1100, "height": 900}, **settings)
        self.page = self.context.new_page()
        self.problems, self.requests = [], []
        self.page.on(
            "console", lambda said: self.problems.append(said.text) if said.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: self.problems.append(dialog.message))

    def wait(self, condition, seconds=20.0):
        """Until a JavaScript function is true; asked from here, for the page's policy forbids `eval`."""
        until = time.monotonic() + seconds
        while not (found := self.page.evaluate(condition)):
            assert time.monotonic() < until, (condition, self.problems)
            self.page.wait_for_timeout(20)
        return found

    def move(self, name, value):
        """Moves a slider, as a hand does."""
        self.page.evaluate(
            "([id, to]) => { const slider = document.getElementById(id); slider.value = to;"
            " slider.dispatchEvent(new Event('input', { bubbles: true })); }",
            [name, value],
        )


@pytest.fixture
def visit(chromium):
    visits = []

    def begin(**settings):
        visits.append(Visit(chromium, **settings))
        return visits[-1]

    yield begin
    for each in visits:
        each.context.close()


@contextmanager
def running(*arguments, cwd):
    """A command that serves a page: yields its process and the page's address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "elman", *arguments], stderr=subprocess.PIPE, text=True, cwd=cwd
    )
    try:
        line = process.stderr.readline()
        assert line.startswith("watch: http://127.0.0.1:"), line
        yield process, line.split()[1]
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
