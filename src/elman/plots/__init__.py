"""Pictures. matplotlib is imported when one is drawn, and only in this folder."""

from elman.plots.demo import Trace, draw_demo
from elman.plots.figure import check_plot_path, has_screen, save_figure, show_figure
from elman.plots.forecast import MOST_PANELS, ForecastPanel, draw_forecasts
from elman.plots.history import draw_history
from elman.plots.horizon import draw_horizon
from elman.plots.inside import Inside, draw_inside, draw_reaches
from elman.plots.prediction import PredictedTarget, draw_prediction

__all__ = [
    "MOST_PANELS",
    "ForecastPanel",
    "Inside",
    "PredictedTarget",
    "Trace",
    "check_plot_path",
    "draw_demo",
    "draw_forecasts",
    "draw_history",
    "draw_horizon",
    "draw_inside",
    "draw_prediction",
    "draw_reaches",
    "has_screen",
    "save_figure",
    "show_figure",
]
