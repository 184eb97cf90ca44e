"""From a product and data to the file."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elman.errors import ArgumentError
from elman.forecasting import Forecaster
from elman.model import Fitted, Model
from elman.page import Page, check_page_path, write_page
from elman.report.of_fit import page_of_fit
from elman.report.of_forecaster import page_of_backtest, page_of_forecaster
from elman.report.of_model import page_of_model

if TYPE_CHECKING:
    from elman.backtesting import Backtest
    from elman.learned import FitReport
    from elman.tables.sources import Source


# Many parameters: what is reported on and where to, and how tables are read.
def write_report(
    product: Model | Forecaster,
    sources: Source | Sequence[Source] | None,
    path: str | PathLike[str],
    *,
    title: str | None = None,
    language: str = "en",
    **given: Any,
) -> Page:
    """Scores a model or a forecaster, and writes a report to one HTML file.

    The file has at most 1 MB for any number of rows, needs no other file, and can be read without its script
    and on paper. It holds its figures as JSON.

    Args:
        product: a model or a forecaster.
        sources: the tables to score it on; None: the series that a forecaster keeps.
        path: where the report goes; its name ends in .html.
        title: the first heading; None: the names of targets and inputs.
        language: the language of the report, en or zh.
        **given: further arguments of `Model.evaluate`, such as `skip`, or of `Forecaster.backtest`.

    Returns:
        The page that was written.

    Raises:
        ArgumentError: the data do not fit, or the file cannot be written.
    """
    path = Path(path)
    check_page_path("output", path)
    page = report_page(product, sources, title=title, **given)
    write_page(page, path, language=language)
    return page


def write_fit_report(
    report: FitReport, path: str | PathLike[str], *, title: str | None = None, language: str = "en"
) -> Page:
    """Writes the report of a model's fit: the validation part, and the losses of the training.

    Args:
        report: the report of the fit of a model.
        path: where the report goes; its name ends in .html.
        title: the first heading; None: the names of targets and inputs.
        language: the language of the report, en or zh.

    Raises:
        ArgumentError: it is the fit of a forecaster, or the file cannot be written.
    """
    path = Path(path)
    check_page_path("report", path)
    if not isinstance(report, Fitted):
        raise ArgumentError(
            "report must not be given with a horizon, for a forecaster is tested at past origins. "
            "Fit it, then use elman report."
        )
    page = page_of_fit(report, title=title)
    write_page(page, path, language=language)
    return page


def write_backtest_report(
    forecaster: Forecaster,
    sources: Source | Sequence[Source] | None,
    found: Backtest,
    path: str | PathLike[str],
    *,
    language: str = "en",
    **reading: Any,
) -> Page:
    """Writes the report of a backtest that is there already.

    Args:
        forecaster: that was tested.
        sources: that it was tested on.
        found: what the test found.
        path: of the .html file.
        language: as `write_report`.
        **reading: how the sources are read, as `Forecaster.forecast`.

    Raises:
        ArgumentError: the file cannot be written.
    """
    path = Path(path)
    check_page_path("report", path)
    latest = forecaster.forecast(sources, back=forecaster.horizon, **reading)
    page = page_of_backtest(forecaster, found, latest)
    write_page(page, path, language=language)
    return page


def report_page(
    product: Model | Forecaster,
    sources: Source | Sequence[Source] | None,
    *,
    title: str | None = None,
    **given: Any,
) -> Page:
    """What `write_report` writes."""
    if isinstance(product, Forecaster):
        return page_of_forecaster(product, sources, title=title, **given)
    if sources is None:
        raise ArgumentError("sources must be given with a model, got None. Name the tables to score it on.")
    return page_of_model(product, sources, title=title, **given)
