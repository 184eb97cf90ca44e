"""Names of users in pictures: no formulas, no orders to a terminal, and letters of a font that has them."""

import warnings

import matplotlib
import numpy as np
import pytest
from matplotlib import font_manager

from elman.plots import (
    ForecastPanel,
    PredictedTarget,
    draw_forecasts,
    draw_history,
    draw_horizon,
    draw_prediction,
    save_figure,
)

WILD = r"$\frac{1}{0} ^ _ \ $x^{$ 100 % \alpha $ #1 & {} ~"
ROW = np.arange(8.0)


def prediction(name):
    return draw_prediction(
        [
            PredictedTarget(
                name=name,
                title=name,
                truth_N=ROW,
                prediction_N=ROW + 1,
                lengths=(4, 4),
                ids=(name, name),
            )
        ],
        title=name,
    )


def forecasts(name):
    panel = ForecastPanel(
        name=name,
        title=name,
        past_N=ROW,
        history_N=ROW,
        ahead_K=ROW + 8,
        truth_K=ROW,
        forecast_K=ROW,
        levels=(90.0,),
        low_LK=ROW[None] - 1,
        high_LK=ROW[None] + 1,
    )
    return draw_forecasts([panel], title=name, caption=name)


FIGURES = {
    "prediction": prediction,
    "forecasts": forecasts,
    "history": lambda name: draw_history(
        10.0**-ROW, [(1, 1.0), (3, 0.1)], title=name, validation_label=name, baseline=(name, 0.5)
    ),
    "horizon": lambda name: draw_horizon(
        {name: [1.0, 2.0]}, [0.5, 1.0], metric=name, best=name, coverage={90.0: [80.0, 90.0]}, title=name
    ),
}


def pixels(figure):
    """What it looks like as it is."""
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba()).copy()


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
@pytest.mark.parametrize("kind", FIGURES)
def test_what_looks_like_a_formula_is_drawn_letter_by_letter(kind, suffix, tmp_path):
    figure = FIGURES[kind](WILD)
    assert save_figure(figure, tmp_path / f"a.{suffix}") == ()
    shown = [text.get_text() for text in figure.findobj(matplotlib.text.Text)]
    assert sum(WILD in text for text in shown) >= 3


@pytest.mark.parametrize("kind", FIGURES)
def test_a_dollar_sign_is_itself(kind, tmp_path):
    """matplotlib without formulas altogether, as the oracle; the axes have numbers that are formulas."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    settled, plain, formulas = (FIGURES[kind]("$u$ and $y_1$") for _ in range(3))
    save_figure(settled, tmp_path / "a.png")
    for text in plain.findobj(matplotlib.text.Text):
        if "and" in text.get_text():
            text.set_parse_math(False)
    for figure in (settled, plain, formulas):
        FigureCanvasAgg(figure)
    assert np.array_equal(pixels(settled), pixels(plain))
    assert not np.array_equal(pixels(settled), pixels(formulas))


def test_the_numbers_of_a_logarithmic_axis_stay_formulas(tmp_path):
    figure = FIGURES["history"]("loss")
    save_figure(figure, tmp_path / "a.png")
    labels = figure.axes[0].yaxis.get_ticklabels()
    assert any("$" in label.get_text() for label in labels)
    assert all(label.get_parse_math() for label in labels)


def test_control_characters_are_escaped(tmp_path):
    figure = FIGURES["prediction"]("a\x1b[31m\x07 \x00 \udcff")
    assert save_figure(figure, tmp_path / "a.png") == ()
    assert figure.axes[0].get_title() == r"a\x1b[31m\x07 \x00 \xff"


def test_tex_of_the_users_settings_is_not_for_names(tmp_path):
    figure = FIGURES["prediction"](r"\input{secret}")
    titles = [text for text in figure.findobj(matplotlib.text.Text) if "secret" in text.get_text()]
    for text in titles:
        text.set_usetex(True)
    save_figure(figure, tmp_path / "a.png")
    assert len(titles) >= 3
    assert not any(text.get_usetex() for text in titles)


def test_letters_that_no_font_has_are_told_in_one_sentence(tmp_path):
    figure = FIGURES["forecasts"]("电力, kW")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (said,) = save_figure(figure, tmp_path / "a.png")
    assert said.startswith("no installed font has ")
    assert "力 电" in said
    assert "\ufffd\ufffd, kW" in figure.axes[0].get_title()


def make_font(path, letters):
    """A font with a box for each letter."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = [".notdef", *(f"u{ord(letter):04x}" for letter in letters)]
    pen = TTGlyphPen(None)
    for number, point in enumerate([(0, 0), (0, 700), (700, 700), (700, 0)]):
        (pen.lineTo if number else pen.moveTo)(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): name for letter, name in zip(letters, names[1:], strict=True)})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (800, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Elman Test Han", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


def test_a_font_that_has_the_letters_is_found(tmp_path):
    make_font(tmp_path / "han.ttf", "电力")
    before = list(font_manager.fontManager.ttflist)
    font_manager.fontManager.addfont(tmp_path / "han.ttf")
    try:
        figure = FIGURES["forecasts"]("电力, kW")
        assert save_figure(figure, tmp_path / "a.png") == ()
    finally:
        font_manager.fontManager.ttflist[:] = before
    title = figure.axes[0].title
    assert title.get_text().startswith("电力, kW")
    assert title.get_fontfamily()[-1] == "Elman Test Han"
