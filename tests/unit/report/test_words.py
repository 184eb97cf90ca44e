"""A report's own words are translated; names of users stay as they are."""

import numpy as np

import elman
from elman.page import Chart, Heat, Table
from elman.page.words import words_json
from elman.report import report_page


def words_of(page):
    said = {section.title for section in page.sections}
    for block in (block for section in page.sections for block in section.blocks):
        if isinstance(block, Chart | Heat):
            said |= {block.title.partition(": ")[0], block.x_label.partition(": ")[0]}
        if isinstance(block, Chart):
            said |= {line.name.partition(": ")[0] for line in block.lines}
        if isinstance(block, Table):
            said |= {block.title.partition(": ")[0], *(name for name in block.head if not name.isupper())}
    return {word for word in said if word and not any(letter.isdigit() for letter in word)}


def test_words_of_a_models_report():
    x = np.random.default_rng(0).normal(size=(400, 2))
    data = {"USER U": x[:, 0], "USER Y": np.convolve(x[:, 0], [0.5, 0.3])[:400]}
    model = elman.fit(data, inputs="USER U", targets="USER Y", steps=5, trials=False, hidden_size=3, delay={})
    metrics = {"RMSE", "fit %", "rmse", "mae", "nrmse", "fit_percent", "r2", "esr"}
    assert words_of(report_page(model, data)) - metrics - words_json().keys() == set()


def test_words_of_a_forecasters_report():
    t = np.arange(150)
    data = {"y": 10 + np.sin(t * 2 * np.pi / 12) + 0.1 * np.random.default_rng(0).normal(size=150)}
    forecaster = elman.fit(data, targets="y", horizon=4, steps=5, trials=False, members=1, hidden_size=4)
    baselines = {"naive", "seasonal naive", "seasonal linear", "drift", "seasonal_naive", "seasonal_linear"}
    metrics = {"sMAPE", "MSE (z)", "MAE (z)", "coverage"}
    assert words_of(report_page(forecaster, data)) - baselines - metrics - words_json().keys() == set()
