"""Damaged and forged files of all kinds: no wrong bit without a word, no crash, no hang, never all memory."""

import pytest
from safetensors.numpy import load as load_with_the_library

from elman.errors import ElmanError
from tests.attack import judge_files
from tests.attack.files import header_length, take_apart
from tests.attack.judge_files import Hung, bounded, complaint, outcome_of
from tests.attack.kinds_of_file import FileKind, kinds_of_file
from tests.attack.mutate_files import DAMAGES, FORGERIES, mutants

KINDS = ("model", "forecaster", "state", "forecast state", "checkpoint", "session", "shard of a fleet")
EACH = 12
"""Of each sort of damage, on each kind of file; the long form of the attack takes more."""


@pytest.mark.parametrize("sorts", [DAMAGES, FORGERIES], ids=["damaged", "forged"])
@pytest.mark.parametrize("name", KINDS)
def test_no_file_is_taken_for_another(name, sorts):
    content = kinds_of_file()[name].content
    for told, mutant in mutants(content, seed=1, count=EACH * len(sorts), sorts=sorts):
        assert complaint(name, told, mutant) is None, told


@pytest.mark.parametrize("name", KINDS)
def test_a_whole_file_is_taken_with_a_checksum_and_without(name):
    kind = kinds_of_file()[name]
    for content in (kind.content, take_apart(kind.content).unsealed()):
        assert outcome_of(kind, content) == (kind.content, None)


@pytest.mark.parametrize("name", KINDS)
def test_every_bit_of_the_numbers_counts(name):
    kind = kinds_of_file()[name]
    numbers = sum(array.nbytes for array in load_with_the_library(kind.content).values())
    start = 8 + header_length(kind.content)
    assert len(kind.content) - start == numbers > 30
    for place in range(start, len(kind.content), 97):
        changed = bytearray(kind.content)
        changed[place] ^= 1
        with pytest.raises(ElmanError, match=r"checksum|finite|neither true"):
            kind.read(bytes(changed))


def reader(read):
    """A kind of file whose reader has a fault."""
    kind = kinds_of_file()["state"]
    return FileKind(content=kind.content, read=read, bits=lambda thing: thing, use=lambda thing: None)


def test_the_judge_finds_what_it_looks_for(monkeypatch):
    trusting = reader(lambda content: content)
    monkeypatch.setattr(judge_files, "kinds_of_file", lambda: {"state": trusting})
    assert complaint("state", "cut off 1", trusting.content) is None
    assert complaint("state", "cut off 1", trusting.content[:-1]) == "other bits were taken without a word"
    with pytest.raises(IndexError):
        outcome_of(reader(lambda content: content[10**9]), b"")
    with pytest.raises(MemoryError):
        outcome_of(reader(lambda content: bytearray(1 << 33)), b"")

    def wordy(content):
        raise ElmanError("two\nlines, which is one too many")

    monkeypatch.setattr(judge_files, "kinds_of_file", lambda: {"state": reader(wordy)})
    assert "not one sentence" in complaint("state", "cut off 1", b"")


def test_a_hang_is_found(monkeypatch):
    monkeypatch.setattr(judge_files, "SECONDS", 0.2)

    def hang():
        while True:
            pass

    with bounded(), pytest.raises(Hung):
        hang()
