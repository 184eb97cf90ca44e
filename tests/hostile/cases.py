"""Every bad and awkward input file: one table, for every way in."""

from tests.hostile.table_cases import TABLE_CASES
from tests.hostile.text_cases import TEXT_CASES
from tests.hostile.typed_cases import TYPED_CASES

CASES = [*TEXT_CASES, *TABLE_CASES, *TYPED_CASES]
