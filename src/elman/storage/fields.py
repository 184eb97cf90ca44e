"""What a field of a record may hold: small checks that are put together to the description of a record.

    CHECK = record(name=text(), scale_C=list_of(number(above=0.0)), season=whole(1, 10_000_000))
    fields = CHECK("preparation", plain)

A check takes the place of a value, for the sentence ("" for a whole record), and the value that JSON gave; it
returns the value, or raises `FieldError`. So whoever makes something of the fields meets no wrong type, and
nothing so large that it would take all memory or run for ever.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from elman.errors import ArgumentError
from elman.printable import shown

Check: TypeAlias = Callable[[str, Any], Any]
"""From a value's place and the value to the value; lists become tuples."""

MOST_WHOLE = 2**53
"""Beyond, JSON's readers no longer agree on whole numbers; nothing of ours counts so far."""
_LONGEST_TEXT = 1_000_000
_MOST_NAMED = 5


class FieldError(ArgumentError):
    """A field of a record holds what it must not."""

    def __init__(self, place: str, rule: str, found: str) -> None:
        """One sentence of the usual form."""
        super().__init__(f"{place or 'the record'} must {rule}, got {found}.")


def whole(least: int, most: int = MOST_WHOLE) -> Check:
    """A whole number."""

    def check(place: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise FieldError(place, f"be a whole number from {least} to {most}", shown(value))
        return value

    return check


def number(
    least: float = -math.inf, most: float = math.inf, *, above: float = -math.inf, finite: bool = True
) -> Check:
    """A number that fits 64 bits, whole or not; with `finite=False` also NaN and infinity."""

    def check(place: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FieldError(place, "be a number", shown(value))
        small = isinstance(value, float) or -(2**63) <= value < 2**63
        inside = small and math.isfinite(value) and least <= value <= most and value > above
        if not (inside or (small and not finite and not math.isfinite(value))):
            raise FieldError(place, _range_rule(least, most, above), shown(value))
        return value

    return check


def text(longest: int = _LONGEST_TEXT) -> Check:
    """A text."""

    def check(place: str, value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest:
            raise FieldError(place, f"be a text of at most {longest} characters", shown(value))
        return value

    return check


def one_line(longest: int) -> Check:
    """A text that sentences may show as it is."""
    plain = text(longest)

    def check(place: str, value: Any) -> str:
        if not plain(place, value).isprintable():
            raise FieldError(place, "be a text on one line, without control characters", shown(value))
        return str(value)

    return check


FINGERPRINT = one_line(100)
"""What tells one thing from others; it is shown in sentences."""


def flag() -> Check:
    """True or false."""

    def check(place: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise FieldError(place, "be true or false", shown(value))
        return value

    return check


def one_of(known: Collection[str]) -> Check:
    """One of these texts."""

    def check(place: str, value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise FieldError(place, f"be one of {', '.join(sorted(known))}", shown(value))
        return value

    return check


def list_of(item: Check, *, least: int = 0, most: int | None = None) -> Check:
    """A list; it becomes a tuple."""

    def check(place: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise FieldError(place, "be a list", shown(value))
        if len(value) < least or (most is not None and len(value) > most):
            wanted = f"at least {least}" if most is None else f"{least} to {most}"
            raise FieldError(place, f"be a list of {wanted} entries", shown(value))
        return tuple(item(f"{place}[{number}]", entry) for number, entry in enumerate(value))

    return check


def pair_of(first: Check, second: Check) -> Check:
    """A list of two; it becomes a tuple."""

    def check(place: str, value: Any) -> tuple[Any, Any]:
        one, other = list_of(_anything, least=2, most=2)(place, value)
        return first(f"{place}[0]", one), second(f"{place}[1]", other)

    return check


def mapping_of(item: Check) -> Check:
    """Named values of one kind."""

    def check(place: str, value: Any) -> dict[str, Any]:
        _check_is_mapping(place, value)
        return {name: item(f"{place}[{shown(name)}]", entry) for name, entry in value.items()}

    return check


def record(**checks: Check) -> Check:
    """These fields, and no others."""

    def check(place: str, value: Any) -> dict[str, Any]:
        _check_is_mapping(place, value)
        if set(value) != set(checks):
            raise _wrong_names(place, checks, value)
        return {name: item(_inside(place, name), value[name]) for name, item in checks.items()}

    return check


def with_defaults(defaults: Mapping[str, Any], item: Check) -> Check:
    """A record without the fields that came later, as earlier versions wrote it: these stand for them."""

    def check(place: str, value: Any) -> Any:
        _check_is_mapping(place, value)
        return item(place, {**defaults, **value})

    return check


def at_least(**checks: Check) -> Check:
    """These fields, and others of any kind."""
    known = where_present(**checks)

    def check(place: str, value: Any) -> dict[str, Any]:
        _check_is_mapping(place, value)
        if not set(checks) <= set(value):
            raise _wrong_names(place, checks, checks.keys() & value.keys())
        checked: dict[str, Any] = known(place, value)
        return checked

    return check


def where_present(**checks: Check) -> Check:
    """Fields of any kind, of which these are as they must be where they are there."""

    def check(place: str, value: Any) -> dict[str, Any]:
        _check_is_mapping(place, value)
        return {
            name: checks[name](_inside(place, name), entry) if name in checks else entry
            for name, entry in value.items()
        }

    return check


def both(first: Check, second: Check) -> Check:
    """What both of these take, one after the other."""
    return lambda place, value: second(place, first(place, value))


def as_json(item: Check) -> Check:
    """The same, but left as JSON has it: lists stay lists."""

    def check(place: str, value: Any) -> Any:
        item(place, value)
        return value

    return check


def maybe(item: Check) -> Check:
    """The same, or nothing (null)."""

    def check(place: str, value: Any) -> Any:
        return None if value is None else item(place, value)

    return check


def either(*items: Check) -> Check:
    """What one of these takes; the first one's sentence where none does."""

    def check(place: str, value: Any) -> Any:
        first: FieldError | None = None
        for item in items:
            try:
                return item(place, value)
            except FieldError as error:
                first = first or error
        assert first is not None, "either must have something to choose from"
        raise first

    return check


def _anything(place: str, value: Any) -> Any:
    return value


def _inside(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _check_is_mapping(place: str, value: object) -> None:
    if not isinstance(value, Mapping):
        raise FieldError(place, "be a record of named fields", shown(value))


def _wrong_names(place: str, wanted: Collection[str], found: Collection[str]) -> FieldError:
    missing = [f"no {name}" for name in wanted if name not in found]
    unknown = [f"{shown(name)}, too" for name in found if name not in wanted]
    odd = [*missing, *unknown][:_MOST_NAMED]
    return FieldError(place, f"have the fields {', '.join(sorted(wanted))}", ", ".join(odd))


def _range_rule(least: float, most: float, above: float) -> str:
    bounds = [
        *([f"of at least {least:g}"] if least > -math.inf else []),
        *([f"above {above:g}"] if above > -math.inf else []),
        *([f"of at most {most:g}"] if most < math.inf else []),
    ]
    return " ".join(["be a finite number", " and ".join(bounds)]).rstrip()
