"""Which format it is, and what is written and what not."""

import pytest

from elman.errors import ArgumentError, UnknownNameError
from elman.export import TARGETS, choose_target, export_model
from elman.export.target import Target
from tests.unit.export.exportables import make_exportable, make_sample
from tests.unit.export.test_proof import Fake


class Writes(Fake):
    """A fake that can be asked for a file."""

    def check(self, exportable):
        if exportable.name == "refused":
            raise ArgumentError("cell must be another, got this one. Choose another format.")

    def notes(self, exportable):
        return ("Nothing is perfect.",)

    def render(self, exportable):
        return b"content of " + exportable.name.encode()


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_is_what_the_seam_asks_for(name):
    target: Target = TARGETS[name]
    assert target.name == name
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in target.suffixes)


def test_no_two_targets_share_a_suffix():
    suffixes = [suffix for target in TARGETS.values() for suffix in target.suffixes]
    assert len(suffixes) == len(set(suffixes))


@pytest.mark.parametrize("name", TARGETS)
def test_the_suffix_tells_the_format(name, tmp_path):
    for suffix in TARGETS[name].suffixes:
        for written in (suffix, suffix.upper()):
            assert choose_target(TARGETS, tmp_path / f"model{written}") is TARGETS[name]
            assert choose_target(TARGETS, tmp_path / f"model{written}", name) is TARGETS[name]


def test_an_unknown_format_is_a_sentence(tmp_path):
    with pytest.raises(UnknownNameError, match=r"^unknown export format 'onyx'\. .* Did you mean 'onnx'\?"):
        choose_target(TARGETS, tmp_path / "model.onnx", "onyx")
    with pytest.raises(
        ArgumentError, match=r"^output must end in one of .*\.onnx \(onnx\).*, got '.*model\.pt'"
    ):
        choose_target(TARGETS, tmp_path / "model.pt")
    with pytest.raises(ArgumentError, match=r"^output must end in \.onnx for onnx, got '.*model\.py'"):
        choose_target(TARGETS, tmp_path / "model.py", "onnx")


def test_what_has_proved_itself_is_written(tmp_path):
    exportable = make_exportable(target_centre=0.0)
    exported = export_model(exportable, Writes(), tmp_path / "a.fake", sample=make_sample(exportable))
    assert (tmp_path / "a.fake").read_bytes() == b"content of plant 7"
    assert (exported.to, exported.notes) == ("fake", ("Nothing is perfect.",))
    assert exported.proof.num_rows == 360
    assert not exported.proof.made_up


def test_without_rows_some_are_made_up(tmp_path):
    fake = Writes(reason="nothing runs here")
    exported = export_model(make_exportable(), fake, tmp_path / "a.fake")
    assert exported.proof.made_up
    assert exported.proof.unchecked == "nothing runs here"
    assert (tmp_path / "a.fake").exists()


def test_a_format_that_cannot_have_the_model_writes_nothing(tmp_path):
    exportable = make_exportable()
    object.__setattr__(exportable, "name", "refused")
    with pytest.raises(ArgumentError, match=r"^cell must be another"):
        export_model(exportable, Writes(), tmp_path / "a.fake")
    assert list(tmp_path.iterdir()) == []


def test_a_place_where_nothing_can_be_is_found_before_the_work(tmp_path):
    fake = Writes()
    with pytest.raises(ArgumentError, match=r"^output must be in a folder that exists"):
        export_model(make_exportable(), fake, tmp_path / "no" / "a.fake")
    assert fake.folder is None
