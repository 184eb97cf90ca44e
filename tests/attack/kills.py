"""Commands that write files, killed at random moments: alone, and as the first process of a container."""

import shutil
import signal
import subprocess
import time
from typing import final

import elman
from elman.errors import ElmanError
from tests.attack.attack import elman_command, finish
from tests.attack.finding import TORN, WRONG, Finding
from tests.attack.material import FIT

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def commands(material):
    """Each with the file that it writes."""
    model, table = material / "model.safetensors", material / "good.csv"
    return (
        (["predict", model, table, "--output", "p.csv"], "p.csv"),
        (["predict", model, table, "--output", "p.parquet"], "p.parquet"),
        (["predict", model, table, "--output", "p.csv", "--save-state", "s.state"], "s.state"),
        ([FIT[0], table, *FIT[2:], "--output", "m.safetensors"], "m.safetensors"),
        (["export", model, "--output", "m.c"], "m.c"),
        (["plot", model, table, "--output", "p.svg"], "p.svg"),
    )


def whole(path):
    """Whether a file is one that was written to its end."""
    content = path.read_bytes()
    try:
        if path.suffix == ".safetensors":
            elman.load(path)
        elif path.suffix == ".state":
            elman.State.load(path)
    except ElmanError:
        return False
    ends = {".csv": b"\n", ".parquet": b"PAR1", ".c": b"\n", ".svg": b"</svg>\n"}
    return content.endswith(ends.get(path.suffix, b""))


class _Kills:
    """What both kinds have in common."""

    batch = 6
    before: tuple[str, ...] = ()

    def one_try(self, material, folder, chance):
        """The same command, ended three times on its way, and then left alone."""
        command, name = chance.choice(commands(material))
        line = [*self.before, *elman_command(*command)]
        told = f"{self.name}: {command[0]} to {name}"
        for _ in range(3):
            with subprocess.Popen(
                line, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            ) as process:
                time.sleep(chance.uniform(0.1, 1.0))
                self.end(process, chance)
                finish(process, told)
            if (folder / name).exists() and not whole(folder / name):
                return Finding(TORN, f"{told}: half a file is there")
        with subprocess.Popen(line, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            code, _, err = finish(process, told)
        if code:
            return Finding(WRONG, f"{told}: refused after kills, {err[-500:]!r}")
        left = [path.name for path in folder.iterdir() if "partial" in path.name]
        if left or not whole(folder / name):
            return Finding(
                TORN, f"{told}: after a good run there is {sorted(p.name for p in folder.iterdir())}"
            )
        return None


@final
class Kills(_Kills):
    """In the world that we are in."""

    name = "writers that are killed"
    share = 2.0

    def skipped(self):
        """It can be tried everywhere."""
        return

    def end(self, process, chance):
        """By any signal."""
        process.send_signal(chance.choice(SIGNALS))


@final
class KillsAsFirstProcess(_Kills):
    """In a namespace of processes, where every one of them has the same number: 1."""

    name = "writers that are killed as process 1"
    share = 2.0
    before = ("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")

    def skipped(self):
        """It takes the right to make a namespace."""
        if shutil.which("unshare") is None:
            return "there is no unshare"
        tried = subprocess.run([*self.before, "true"], capture_output=True, check=False)
        return "a namespace of processes needs the right to make one" if tried.returncode else None

    def end(self, process, chance):
        """Its end is that of all that is in it."""
        process.kill()
