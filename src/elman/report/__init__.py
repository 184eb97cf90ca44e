"""A report of a fitted model or forecaster on some data: one HTML file for an engineer."""

from elman.report.writing import report_page, write_backtest_report, write_fit_report, write_report

__all__ = ["report_page", "write_backtest_report", "write_fit_report", "write_report"]
