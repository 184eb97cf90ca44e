"""Disks that fill up at a random byte: a file is as it was, or whole; and the sentence says why."""

import subprocess
from typing import final

from tests.attack.attack import run_elman
from tests.attack.finding import TORN, WRONG, Finding
from tests.attack.kills import commands, whole

_SIZE = 1 << 20


@final
class FullDisks:
    """On a small disk in memory."""

    name = "disks that fill up"
    share = 2.0
    batch = 10

    def skipped(self):
        """It takes the right to mount."""
        tried = subprocess.run(
            ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
        )
        return "a small disk needs the right to mount one" if tried.returncode else None

    def one_try(self, material, folder, chance):
        """A command with a few bytes left."""
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(folder)],
            check=True,
            capture_output=True,
        )
        try:
            return self._on_disk(material, folder, chance)
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)

    def _on_disk(self, material, folder, chance):
        command, name = chance.choice(commands(material))
        older = b"an older file\n"
        (folder / name).write_bytes(older)
        _fill(folder / "filler", chance.choice((0, 0, 4096, 8192, 16384, 65536)))
        before = sorted(path.name for path in folder.iterdir())
        code, _, err = run_elman(folder, *command)
        told = f"{command[0]} to {name} on a full disk"
        if code not in (0, 2):
            return Finding(WRONG, f"{told}: exit code {code}, {err[-300:]!r}")
        after = sorted(path.name for path in folder.iterdir())
        same = (folder / name).read_bytes() == older
        if any("partial" in name for name in after) or (code and not set(after) <= {*before, "p.csv"}):
            return Finding(TORN, f"{told}: left {after}")
        if not (same or whole(folder / name)):
            return Finding(TORN, f"{told}: half a file is there")
        if code and b"No space left" not in err:
            return Finding(WRONG, f"{told}: {err[-300:]!r}")
        return None


def _fill(path, left):
    """Leaves so many bytes."""
    with open(path, "wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            filler.truncate(max(0, filler.tell() - left))
