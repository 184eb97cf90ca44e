"""How the network answers a step of each input, and how late inputs act."""

from __future__ import annotations

from elman.page import Block, Chart, Line, Section, Table
from elman.report.material import Material


def answers_section(material: Material) -> Section:
    """A table of gains and time constants, one of delays, and the responses."""
    found = material.evaluation.diagnostics
    assert found is not None
    rows, charts = [], []
    for number, target in enumerate(material.drawn_targets):
        for place, (name, of_input) in enumerate(found.targets[target].inputs.items()):
            response = of_input.response
            if response is None:
                continue
            settled = "yes" if response.settled else "no"
            rows.append(
                [f"{name} → {target}", f"{response.gain:.4g}", str(response.rows_to_63_percent + 1), settled]
            )
            if place < material.most_inputs:
                charts.append(
                    Chart(
                        id=f"answer-{number}-{place}",
                        title=f"answer to a step: {name} + {response.step:.4g} → {target}",
                        x=range(1, len(response.values_T) + 1),
                        lines=[Line(name="prediction", role="prediction", y=response.values_T)],
                        x_label="rows ahead",
                        y_label=target,
                    )
                )
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(id="gains", title="", head=["", "gain", "rows to 63 %", "settled"], rows=rows))
    late = [[name, str(taken), str(left)] for name, (taken, left) in found.delays.items() if taken or left]
    if late:
        blocks.append(Table(id="delays", title="delays", head=["input", "taken out", "left"], rows=late))
    return Section(title="How the network answers", blocks=[*blocks, *charts])
