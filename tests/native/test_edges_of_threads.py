"""Threads that do not start, processes that end or fork while the engine works."""

import pytest

from tests.native.processes import run_apart


def test_where_no_thread_starts_the_calling_one_does_the_work():
    """The address space ends behind what there is: the stack of a thread finds no room."""
    program = """
    import resource
    from pathlib import Path

    wanted = build(threads=1).train_window(*window(64, 20))[0]
    network = build(threads=8)
    network.forward(window(64, 20)[0][:1])
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 2**22, -1))
    print(network.train_window(*window(64, 20))[0] == wanted)
    """
    assert run_apart(program) == "True\n"


@pytest.mark.parametrize("threads", [1, 2])
def test_a_process_may_end_while_daemon_threads_train(threads):
    """They come back for the GIL when there is no interpreter any more."""
    program = f"""
    import threading
    import time

    networks = [build(threads={threads}) for _ in range(4)]

    def train(network):
        while True:
            network.train_window(*window(32, 40))

    for network in networks:
        threading.Thread(target=train, args=(network,), daemon=True).start()
    time.sleep(0.5)
    print("ending")
    """
    for _ in range(3):
        assert run_apart(program) == "ending\n"


FORKING = """
import os
import sys
import threading
import time

network = build(threads=2)
snapshot = network.snapshot()
inputs, _ = window(40, 10)
wanted = network.forward(inputs)[0]
fresh = build(threads=2)
is_over = threading.Event()

def train():
    while not is_over.is_set():
        network.train_window(*window(40, 200))

def in_child(work):
    '''The exit code of a forked process: 0 for what is right, 3 for the sentence, 9 for a hang.'''
    child = os.fork()
    if child == 0:
        try:
            code = 0 if work() else 1
        except RuntimeError as error:
            code = 3 if str(error).startswith("network must not be in the middle") else 2
        os._exit(code)
    for _ in range(3000):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return 9
"""


def test_a_process_forks_while_another_thread_trains():
    """The child's network works, or says that it was cut off in the middle of a step; restored, it works."""
    program = (
        FORKING
        + """
def use():
    network.train_window(*window(40, 10))
    return np.isfinite(network.forward(inputs)[0]).all()

def use_restored():
    network.restore(snapshot)
    return np.array_equal(network.forward(inputs)[0], wanted)

trainer = threading.Thread(target=train)
trainer.start()
time.sleep(0.1)
codes = [in_child(use) for _ in range(10)]
restored = [in_child(use_restored) for _ in range(10)]
is_over.set()
trainer.join()
print(set(codes) <= {0, 3}, set(restored) == {0})
"""
    )
    assert run_apart(program) == "True True\n"


def test_a_forked_process_lets_go_of_a_network_whose_threads_are_in_its_parent():
    program = (
        FORKING
        + """
import gc

def let_go():
    global network
    del network
    gc.collect()
    return True

network.forward(window(64, 100)[0])  # starts the threads
print(in_child(let_go))
"""
    )
    assert run_apart(program) == "0\n"


def test_a_call_within_a_call_is_refused():
    """A signal's handler runs within a call that looks at signals, and would wait for it forever."""
    program = """
    import signal

    network, said = build(hidden_size=256, num_layers=2, threads=1), []

    def handle(number, frame):
        try:
            network.parameters()
        except RuntimeError as error:
            said.append(str(error))
            raise KeyboardInterrupt from None

    signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    while not said:
        try:
            network.forward(window(1, 60_000)[0])
        except KeyboardInterrupt:
            signal.setitimer(signal.ITIMER_REAL, 0)
    print(said[0])
    """
    assert run_apart(program) == (
        "network must be between two calls, got a call from within one, as a signal handler makes it. "
        "Let the handler set a flag, and look at the flag after the call.\n"
    )
