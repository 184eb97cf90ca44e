"""Pictures. matplotlib is imported when one is drawn, and only in this folder."""

from elman.plots.demo import Trace, draw_demo
from elman.plots.figure import check_plot_path, has_screen, save_figure, show_figure

__all__ = ["Trace", "check_plot_path", "draw_demo", "has_screen", "save_figure", "show_figure"]
