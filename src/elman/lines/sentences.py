"""What sentences about bad lines have in common."""

UNCHANGED = "The stream is as it was before."


def shortened(value: object) -> str:
    """A value as Python writes it, cut to what fits a sentence."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:36]}...'"


def no_id(name: str) -> str:
    """A line that does not say which lane it is of."""
    return f"id {name!r} must have a text or a whole number in every row, got none. {UNCHANGED}"
