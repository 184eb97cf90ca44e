"""The same examples every time, no test that a slow machine fails, and signals as in a terminal."""

import signal

from hypothesis import settings

settings.register_profile("elman", derandomize=True, deadline=None)
settings.load_profile("elman")

# A shell starts what goes to the background with Ctrl-C ignored, and nohup with the end of its terminal; the
# programs that tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
