"""The last part of each sequence, set aside: always in time, never at random."""

from __future__ import annotations

from elman.data.division import Rowwise, check_divisible, tails, take


def split_in_time(data: Rowwise, fraction: float) -> tuple[Rowwise, Rowwise]:
    """Cuts every sequence in two: the first part trains, the last part validates.

    The last part of a sequence of T rows has `round(T * fraction)` rows, at least 1 and at most T - 1. A
    sequence of one row cannot be cut: it trains whole, and does not appear in the validation part.

    Args:
        data: what to cut.
        fraction: how much validates, between 0 and 1.

    Returns:
        The training part and the validation part, sequences in the same order.

    Raises:
        ArgumentError: fraction is not between 0 and 1, or no sequence has two rows.
    """
    division = tails(data.lengths, check_divisible(data.lengths, fraction))
    return take(data, division.training), take(data, division.validation)
