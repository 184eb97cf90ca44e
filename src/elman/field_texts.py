"""The fields of an options class with the text under each, read from its file: nothing is imported for it.

Help is made of them, and help must not wait for NumPy, which the options themselves need to be checked.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path

_PACKAGE = Path(__file__).parent
_UNLESS_GIVEN = "; None: "
_NO_FIELD = "ClassVar"


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldText:
    """A field as it is written."""

    name: str
    """Of the field."""
    kind: str
    """Its annotation."""
    default: str | None
    """The expression of its default; None: it has none."""
    text: str
    """What stands under it, in one line, without what None means."""
    unless_given: str | None
    """What the text says of None, the part after "; None:"."""


def read_fields(file: str, *classes: str) -> dict[str, FieldText]:
    """The fields of a class by name, in order.

    Args:
        file: where it stands, below the package: `training/options.py`.
        *classes: the class, and before it those that it stands on, if they are in the same file. A later
            one's field of a name replaces an earlier one's.
    """
    tree = ast.parse((_PACKAGE / file).read_text(encoding="utf-8"))
    found = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    return {field.name: field for name in classes for field in _fields(found[name])}


def _fields(node: ast.ClassDef) -> list[FieldText]:
    return [
        _field(statement, after)
        for statement, after in zip(node.body, node.body[1:], strict=False)
        if isinstance(statement, ast.AnnAssign) and _NO_FIELD not in ast.unparse(statement.annotation)
    ]


def _field(node: ast.AnnAssign, after: ast.stmt) -> FieldText:
    name = ast.unparse(node.target)
    assert isinstance(after, ast.Expr), f"{name} has no text"
    assert isinstance(after.value, ast.Constant), f"{name} has no text"
    text = " ".join(cleandoc(str(after.value.value)).split()).removesuffix(".")
    text, _, unless_given = text.partition(_UNLESS_GIVEN)
    return FieldText(
        name=name,
        kind=ast.unparse(node.annotation),
        default=None if node.value is None else ast.unparse(node.value),
        text=text,
        unless_given=unless_given or None,
    )
