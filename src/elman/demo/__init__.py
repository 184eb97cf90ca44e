"""The founding experiment: an Elman network learns the cosine from the sine."""

from elman.demo.experiment import run_demo
from elman.demo.options import DemoOptions
from elman.demo.recipes import RECIPES, Recipe
from elman.demo.result import DemoResult

__all__ = ["RECIPES", "DemoOptions", "DemoResult", "Recipe", "run_demo"]
