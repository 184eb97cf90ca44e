"""What sentences about bad lines have in common."""

UNCHANGED = "The stream is as it was before."


def shortened(value: object) -> str:
    """A value as Python writes it, cut to what fits a sentence."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:36]}...'"
