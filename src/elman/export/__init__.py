"""Models as files of other formats, each of which is proved against the native engine before it is written.

To add a format: write its folder with a class that is a `Target`, and one line in `TARGETS`.
"""

from collections.abc import Mapping

from elman.export.arduino import Arduino
from elman.export.audio import Nam, RtNeural
from elman.export.c import C
from elman.export.exportable import Exportable
from elman.export.exporting import Exported, choose_target, export_model
from elman.export.onnx import Onnx
from elman.export.proof import Proof, prove
from elman.export.pytorch import PyTorch
from elman.export.sample import Sample, make_up_sample, take_sample
from elman.export.target import Runner, Target, Unchecked
from elman.export.wasm import Wasm

__all__ = [
    "TARGETS",
    "Exportable",
    "Exported",
    "Proof",
    "Runner",
    "Sample",
    "Target",
    "Unchecked",
    "choose_target",
    "export_model",
    "make_up_sample",
    "prove",
    "take_sample",
]

TARGETS: Mapping[str, Target] = {
    "arduino": Arduino(),
    "c": C(),
    "nam": Nam(),
    "onnx": Onnx(),
    "pytorch": PyTorch(),
    "rtneural": RtNeural(),
    "wasm": Wasm(),
}
"""Every export format by its name."""
