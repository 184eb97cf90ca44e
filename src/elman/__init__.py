"""elman learns one sequence from another with recurrent networks."""

from importlib.metadata import version

__version__ = version("elman")
