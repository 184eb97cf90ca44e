"""The attack in short: `scripts/attack` has the long form of it."""

from tests.attack.material import make_material
from tests.attack.running import attack_all, report


def test_nothing_breaks_it(tmp_path, capsys):
    make_material(tmp_path)
    assert report(attack_all(1.0, 0, tmp_path)) == 0, capsys.readouterr().out
