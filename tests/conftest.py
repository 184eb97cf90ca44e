"""Hypothesis tries the same examples every time, and a slow machine fails no test."""

from hypothesis import settings

settings.register_profile("elman", derandomize=True, deadline=None)
settings.load_profile("elman")
