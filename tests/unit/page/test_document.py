"""Pages as files: valid, safe, small, and the same with and without script."""

import json
import re

import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.page import Chart, Heat, Line, Page, Section, Table, Text, check_page_path, render_page, write_page

WILD = "</script><script>alert(1)</script><b>é \x1b[31m & \"quotes\" 'single' \u2028"


def make_page(name="valve", rows=200):
    x = np.arange(rows)
    y = np.sin(x / 9.0)
    y[5] = np.nan
    lines = [Line(name=name, role="truth", y=y), Line(name="prediction", role="prediction", y=y + 0.1)]
    blocks = [
        Text(id="verdict", text=name, kind="verdict"),
        Text(id="code", text=f"{name}\nline two", kind="code"),
        Table(id="table", title=name, head=["", name], rows=[[name, "1"]]),
        Chart(id="lines", title=name, x=x, lines=lines, x_label=name, y_label=name, marks=[(3.5, name)]),
        Chart(id="stems", title=name, kind="stems", x=x[:9], lines=[Line(name=name, role="plain", y=y[:9])]),
        Chart(id="bars", title=name, kind="bars", x=x[:4], lines=[Line(name=name, role="plain", y=y[:4])]),
        Chart(id="log", title=name, log_y=True, x=x, lines=[Line(name=name, role="plain", y=np.exp(y))]),
        Heat(id="heat", title=name, values_RC=np.outer(y[:4], y[:6]), low=-1.0, high=1.0),
    ]
    return Page(kind="report", title=name, subtitle=name, sections=[Section(title=name, blocks=blocks)])


def data_of(html):
    (found,) = re.findall(r'id="page-data">(.*?)</script>', html, re.DOTALL)
    return json.loads(found)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_is_valid_html(language):
    html5lib = pytest.importorskip("html5lib", reason="html5lib is not installed.")
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(render_page(make_page(), language=language))
    parser.parse(render_page(make_page(WILD), language=language))


def test_text_of_users_is_never_markup():
    html = render_page(make_page(WILD))
    plain = render_page(make_page())
    for tag in ("<script", "</script", "<b>", "<style", "<svg"):
        assert html.count(tag) == plain.count(tag), tag
    assert "\x1b" not in html
    assert data_of(html)["title"] == WILD


def test_the_json_is_the_page():
    page = make_page()
    said = data_of(render_page(page))
    assert said == json.loads(json.dumps(page.to_json()))
    assert (said["format"], said["version"]) == ("elman-page", 1)
    chart = said["sections"][0]["blocks"][3]
    assert chart["lines"][0]["y"][5] is None
    np.testing.assert_allclose(chart["lines"][1]["y"][10], np.sin(10 / 9) + 0.1, rtol=1e-4)


def test_a_page_asks_nothing_of_any_other_place():
    html = render_page(make_page())
    assert "default-src 'none'" in html
    assert not re.findall(r"""(?:src|href)=["'](?!data:|#)""", html)


def test_a_chart_stands_where_it_should():
    """The path of a line of known numbers: at the left end, the middle and the right end."""
    chart = Chart(
        id="c", title="t", x=[0, 5, 10], lines=[Line(name="y", role="truth", y=[0, 1, 0])], low=0.0, high=1.0
    )
    html = render_page(Page(kind="report", title="t", sections=[Section(title="s", blocks=[chart])]))
    assert 'class="line truth" d="M70.0 222.0L480.0 10.0L890.0 222.0"' in html


def test_heat_maps_are_pictures_with_these_colours():
    from base64 import b64decode
    from io import BytesIO

    from PIL import Image

    heat = Heat(id="h", title="t", values_RC=np.array([[-1.0, 0.0, 1.0]]), low=-1.0, high=1.0)
    html = render_page(Page(kind="report", title="t", sections=[Section(title="s", blocks=[heat])]))
    (found,) = re.findall(r"data:image/png;base64,([^\"]+)", html)
    picture = Image.open(BytesIO(b64decode(found)))
    colours = [picture.getpixel((column, 0)) for column in range(3)]
    assert colours[0] == (31, 79, 214)
    assert min(colours[1]) >= 253
    assert colours[2] == (214, 39, 40)
    assert heat.to_json()["levels"] == "0080ff"


def test_every_word_of_the_page_has_its_translation():
    from elman.page.words import translate, words_json

    assert translate("truth", "zh") == "真值"
    assert translate("hidden units", "zh") != "hidden units"
    assert translate("answer to a step: truth", "zh") == "阶跃响应: truth"
    assert translate("a user's name", "zh") == "a user's name"
    assert all(text and not text.isascii() for text in words_json().values())


def test_bad_arguments(tmp_path):
    with pytest.raises(ArgumentError, match=r"output must end in .html, got 'r.pdf'"):
        check_page_path("output", (tmp_path / "r.pdf").relative_to(tmp_path))
    with pytest.raises(ArgumentError, match="language must be one of en, zh, got 'de'"):
        write_page(make_page(), tmp_path / "r.html", language="de")
    assert list(tmp_path.iterdir()) == []
