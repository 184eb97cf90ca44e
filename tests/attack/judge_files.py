"""What must come of a file that was damaged or forged, within little time and little memory."""

import resource
import signal
import warnings
from contextlib import contextmanager

from elman.errors import ElmanError
from tests.attack.kinds_of_file import kinds_of_file
from tests.attack.mutate_files import DAMAGES

SECONDS = 20.0
"""After which a file that is read or used has hung; the slowest takes less than one on an idle machine."""
MEMORY = 1 << 31
"""Bytes that may be asked for beyond what there is: none of these files is larger than 50 kB."""


class Hung(BaseException):
    """No error of elman's, nor one that anything catches."""


def complaint(name, told, content):
    """What is wrong with how a file was taken; None if nothing is.

    Args:
        name: of the kind of file.
        told: what was done to the file, as `mutants` tells it.
        content: its bytes.
    """
    kind = kinds_of_file()[name]
    bits, sentence = outcome_of(kind, content)
    if sentence is not None:
        return None if is_one_sentence(sentence) else f"the refusal is not one sentence: {sentence!r}"
    damaged = any(told.startswith(how) for how in DAMAGES)
    return "other bits were taken without a word" if damaged and bits != kind.content else None


def outcome_of(kind, content):
    """The bits of a file that was read and used, and the sentence of one that was refused."""
    try:
        with bounded(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of numbers that are absurd, and allowed
            thing = kind.read(content)
            bits = kind.bits(thing)
            kind.use(thing)
    except ElmanError as error:
        return None, str(error)
    return bits, None


def is_one_sentence(text):
    """Whether it can be shown on a line or two."""
    return "\n" not in text and 20 < len(text) < 1_000


@contextmanager
def bounded():
    """Little time and little memory; in the main thread alone."""

    def stop(number, frame):
        raise Hung

    with open("/proc/self/statm") as statm:
        now = int(statm.read().split()[0]) * resource.getpagesize()
    before, handler = resource.getrlimit(resource.RLIMIT_AS), signal.signal(signal.SIGALRM, stop)
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, before[1]))
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)
        signal.signal(signal.SIGALRM, handler)
