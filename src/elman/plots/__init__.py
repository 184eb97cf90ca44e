"""Pictures. matplotlib is imported when one is drawn, and only in this folder."""

from elman.plots.demo import Trace, draw_demo
from elman.plots.figure import check_plot_path, has_screen, save_figure, show_figure
from elman.plots.history import draw_history
from elman.plots.prediction import PredictedTarget, draw_prediction

__all__ = [
    "PredictedTarget",
    "Trace",
    "check_plot_path",
    "draw_demo",
    "draw_history",
    "draw_prediction",
    "has_screen",
    "save_figure",
    "show_figure",
]
