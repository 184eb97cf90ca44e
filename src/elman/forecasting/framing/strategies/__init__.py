"""The heads, by name: how steps become a horizon. To add one: write its file, and one line here."""

from collections.abc import Mapping

from elman.forecasting.heads.direct import direct
from elman.forecasting.heads.head import Head, Shape, choose_head
from elman.forecasting.heads.recursive import recursive
from elman.forecasting.heads.segments import segments

__all__ = ["HEADS", "Head", "Shape", "choose_head"]

HEADS: Mapping[str, Head] = {"direct": direct, "recursive": recursive, "segments": segments}
