"""The pages in a real browser."""

import signal

import numpy as np
import pytest

import elman
from elman.demo import DemoOptions
from elman.demo.playground import kept_page
from elman.page import write_page
from elman.report import write_report
from tests.browser.conftest import running

WILD = "<img src=x onerror=alert(1)><script>alert(2)</script>"
INK = "() => [...document.querySelectorAll('.uplot canvas')].every(c => c.width > 100)"
READY = "() => document.documentElement.dataset.ready === 'yes'"
STEP = "() => parseInt(document.getElementById('subtitle').textContent.replaceAll(',', '')) || 0"
CURVE = (
    "() => [...document.querySelector('#curve canvas').getContext('2d')"
    ".getImageData(0, 0, 800, 400).data].reduce((sum, v, k) => (sum * 31 + v * (k % 97)) % 1000003, 7)"
)


def table(rows):
    draws = np.random.default_rng(0)
    u = np.repeat(draws.normal(size=rows // 10 + 1), 10)[:rows]
    y = np.zeros(rows)
    for t in range(1, rows):
        y[t] = 0.9 * y[t - 1] + np.tanh(u[t - 1])
    return {WILD: u, "y": y}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "r.html"
    model = elman.fit(table(500), inputs=WILD, targets="y", steps=20, trials=False, hidden_size=4)
    write_report(model, table(900), path, title=WILD)
    return path


def test_a_report_opens_and_names_stay_text(report, visit):
    seen = visit()
    seen.page.goto(report.as_uri())
    seen.wait(READY)
    assert seen.page.evaluate(INK)
    assert seen.page.text_content("h1") == WILD
    assert seen.page.locator("img").count() == 0
    assert seen.page.locator(".uplot").count() > 5
    assert seen.problems == []
    assert seen.requests == [report.as_uri()]


def test_a_report_is_read_without_script_and_in_print(report, visit, tmp_path):
    seen = visit(java_script_enabled=False)
    seen.page.goto(report.as_uri())
    assert seen.page.locator(".verdict").text_content().startswith("The network ")
    assert seen.page.locator("figure svg[role=img]").count() > 5
    assert seen.page.locator("img.heat").count() == 1
    printed = seen.page.pdf(path=tmp_path / "r.pdf")
    assert printed[:4] == b"%PDF"
    assert seen.problems == []


def test_the_language_the_colours_and_the_keys(report, visit):
    seen = visit(color_scheme="dark")
    seen.page.goto(report.as_uri())
    seen.wait(READY)
    paper = "() => getComputedStyle(document.body).backgroundColor"
    assert seen.page.evaluate(paper) == "rgb(21, 23, 26)"
    seen.page.get_by_role("button", name="Light or dark").click()
    assert seen.page.evaluate(paper) == "rgb(255, 255, 255)"
    seen.page.get_by_role("button", name="中文").click()
    assert seen.page.locator("h2").first.text_content() == "结论"
    assert seen.page.get_attribute("html", "lang") == "zh"
    seen.page.locator("#trace-0 .plot").focus()
    seen.page.keyboard.press("ArrowRight")
    assert "真值" in seen.page.locator("#trace-0 [aria-live]").text_content()
    seen.page.keyboard.press("+")
    assert seen.problems == []


def test_a_fit_is_watched_paused_and_stopped(visit, tmp_path):
    data = table(1500)
    rows = zip(*data.values(), strict=True)
    (tmp_path / "d.csv").write_text("u,y\n" + "\n".join(f"{u:.6g},{y:.6g}" for u, y in rows))
    given = ["fit", "d.csv", "--input", "u", "--target", "y", "--output", "m.safetensors", "--quiet"]
    given += ["--steps", "1000000", "--no-trials", "--hidden-size", "8", "--patience", "1", "--watch"]
    with running(*given, cwd=tmp_path) as (process, address):
        seen = visit()
        seen.page.goto(address)
        seen.wait("() => document.querySelector('#reach .uplot') !== null")
        first, curve = seen.page.evaluate(STEP), seen.page.evaluate(CURVE)
        seen.wait(f"() => ({STEP})() > {first}")
        seen.wait(f"() => ({CURVE})() !== {curve}")
        seen.page.click("#pause")
        seen.wait("() => document.getElementById('pause').textContent === 'Go on'")
        seen.page.wait_for_timeout(1200)
        paused = seen.page.evaluate(STEP)
        seen.page.wait_for_timeout(1500)
        assert seen.page.evaluate(STEP) == paused
        seen.page.click("#pause")
        seen.wait(f"() => ({STEP})() > {paused}")
        assert seen.problems == []
        seen.page.click("#stop")
        assert process.wait(20) == 0
        seen.wait("() => document.querySelector('[role=status]').textContent !== ''")
        assert all(request.startswith(address) or request == address for request in seen.requests)
    assert elman.load(tmp_path / "m.safetensors").record.steps > paused


def test_the_playground_trains_at_every_move(visit, tmp_path):
    with running("demo", "--watch", cwd=tmp_path) as (process, address):
        seen = visit()
        seen.page.goto(address)
        seen.wait(READY)
        latency = "() => document.documentElement.dataset.latency || ''"
        for name, value in (("set-seed", 5), ("set-num_points", 14), ("set-num_windows", 60)):
            before = seen.page.text_content("#verdict"), seen.page.evaluate(CURVE)
            seen.page.evaluate("() => delete document.documentElement.dataset.latency")
            seen.move(name, value)
            seen.wait(latency)
            assert (seen.page.text_content("#verdict"), seen.page.evaluate(CURVE)) != before
        assert seen.page.text_content("#at") == "60 / 60"
        trained = seen.page.evaluate(CURVE)
        seen.move("time", 1)
        seen.wait(f"() => ({CURVE})() !== {trained}")
        assert seen.page.text_content("#at") == "1 / 60"
        seen.page.get_by_role("button", name="中文").click()
        assert "任务" in seen.page.text_content("#controls")
        assert seen.page.text_content("#subtitle") == "循环网络从正弦学习余弦。"
        seen.page.select_option("#set-cell", "lstm")
        seen.wait("() => document.getElementById('units-gate-f') !== null")
        assert seen.problems == []
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_a_kept_training_is_scrubbed(visit, tmp_path):
    path = tmp_path / "demo.html"
    write_page(kept_page(DemoOptions(cell="gru", num_windows=40)), path)
    assert path.stat().st_size < 1_000_000
    seen = visit()
    seen.page.goto(path.as_uri())
    seen.wait(READY)
    last = seen.page.evaluate(CURVE)
    seen.move("time", 0)
    assert seen.page.evaluate(CURVE) != last
    assert seen.page.text_content("#at") == "0 / 40"
    assert seen.problems == []
    assert seen.requests == [path.as_uri()]
