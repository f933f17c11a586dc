"""A module that is asked to stop does, whatever it is doing at that moment."""
import os
import signal
import subprocess
import sys
import time
import unittest

from tests.support import modules

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import runtime, streams


class Told:
    """In the place of AnsibleModule: says how it ended."""

    def exit_json(self, **_):
        print("worked to its end")

    def fail_json(self, **facts):
        print(facts["msg"])


def stopped_while_a_child_is_started(_):
    """The signal comes in the middle of a fork, where Python throws away what its handler raises."""
    left = [signal.SIGTERM]
    os.register_at_fork(after_in_parent=lambda: left and os.kill(os.getpid(), left.pop()))
    streams.Child(["/bin/true"]).wait()
    time.sleep(20)
    return {}


def stopped_at_work(_):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(20)
    return {}


def another_mishap_is_still_printed(_):
    class Careless:
        def __del__(self):
            raise ValueError("careless")

    Careless()
    return {}


class StopTest(unittest.TestCase):
    def run_module(self, work):
        script = "from tests import test_runtime as t; t.runtime.run(t.Told(), t.%s)" % work.__name__
        begun = time.monotonic()
        run = subprocess.run([sys.executable, "-B", "-c", script], capture_output=True, text=True, timeout=60)
        self.assertLess(time.monotonic() - begun, 15)
        return run

    def test_a_signal_ends_the_work(self):
        self.assertIn("was stopped by a signal and cleared away", self.run_module(stopped_at_work).stdout)

    def test_a_signal_that_comes_while_a_child_is_started_is_not_lost(self):
        run = self.run_module(stopped_while_a_child_is_started)
        self.assertIn("was stopped by a signal and cleared away", run.stdout)

    def test_what_else_python_ignores_is_told_as_ever(self):
        run = self.run_module(another_mishap_is_still_printed)
        self.assertIn("worked to its end", run.stdout)
        self.assertIn("careless", run.stderr)


if __name__ == "__main__":
    unittest.main()
