"""The page on speed: its code runs, and learns."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "speed.md"


def test_its_python_trains_four_networks(capsys):
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(program, {})
    losses = [float(loss) for loss in capsys.readouterr().out.strip("[]\n").split(",")]
    assert len(losses) == 4
    assert max(losses) < 0.4  # half of a sine's mean square, where every network begins
