"""The lease: who may change an environment, and what becomes of an older worker."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from tests.support import modules

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import procs
    from ansible.module_utils.pressluft.errors import PressluftError
    from ansible.module_utils.pressluft.lease import Lease

WORKER = """
import subprocess, sys, time
from tests.support import modules
from ansible.module_utils.pressluft.lease import Lease
with Lease(sys.argv[1], "old-job", int(sys.argv[2])) as lease:
    child = subprocess.Popen(["sleep", "60"], pass_fds=lease.pass_fds)
    print(child.pid, flush=True)
    time.sleep(60)
"""


class LeaseTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = directory.name

    def worker(self, fence):
        root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, self.path, str(fence)],
            stdout=subprocess.PIPE, cwd=root, text=True, start_new_session=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        child = int(process.stdout.readline())
        self.addCleanup(lambda: procs.stop([child], 1))
        return process, child

    def refusal(self, act):
        with self.assertRaises(PressluftError) as caught:
            act()
        return caught.exception.code

    def test_a_newer_attempt_stops_the_older_one_and_its_children(self):
        old, child = self.worker(1)
        with Lease(self.path, "job", 2) as lease:
            self.assertEqual(2, lease.stopped)
            self.assertIsNone(procs.start_time(child))
            self.assertEqual(-signal.SIGKILL, old.wait(5))
            lease.check()

    def test_a_child_that_outlived_its_killed_worker_still_holds_the_lock_and_is_stopped(self):
        old, child = self.worker(1)
        old.kill()
        old.wait()
        self.assertIsNotNone(procs.start_time(child))
        with Lease(self.path, "job", 2) as lease:
            self.assertEqual(1, lease.stopped)
            self.assertIsNone(procs.start_time(child))

    def test_an_older_attempt_is_refused_once_a_newer_one_was_here(self):
        with Lease(self.path, "job", 2):
            pass
        self.assertEqual("LEASE_LOST", self.refusal(Lease(self.path, "job", 1).acquire))

    def test_an_attempt_does_not_stop_a_worker_of_its_own_fence(self):
        old, _ = self.worker(3)
        self.assertEqual("LEASE_HELD", self.refusal(Lease(self.path, "job", 3, patience=0.6).acquire))
        self.assertIsNone(old.poll())

    def test_settling_stops_a_worker_of_the_same_fence_and_closes_the_fence(self):
        self.worker(3)
        with Lease(self.path, "job", 3, settle=True) as lease:
            self.assertEqual(2, lease.stopped)
        self.assertEqual("LEASE_LOST", self.refusal(Lease(self.path, "job", 3).acquire))
        with Lease(self.path, "job", 4) as lease:
            lease.check()

    def test_check_notices_that_the_lease_went_to_someone_else(self):
        with Lease(self.path, "job", 1) as lease:
            os.unlink(lease.lock_path)
            with Lease(self.path, "other", 2):
                self.assertEqual("LEASE_LOST", self.refusal(lease.check))

    def test_a_dry_run_writes_nothing_and_stops_nobody(self):
        with Lease(self.path, "job", 1, read_only=True) as lease:
            lease.check()
            self.assertEqual([], os.listdir(self.path))
        old, _ = self.worker(1)
        dry = Lease(self.path, "dry", 2, read_only=True, patience=0.6)
        self.assertEqual("LEASE_HELD", self.refusal(dry.acquire))
        self.assertIsNone(old.poll())

    def test_a_recycled_process_id_is_not_stopped(self):
        with Lease(self.path, "job", 1) as lease:
            record = lease.record_path
        bystander = subprocess.Popen(["sleep", "60"], start_new_session=True)
        self.addCleanup(bystander.wait)
        self.addCleanup(bystander.kill)
        with open(record, encoding="utf-8") as source:
            text = source.read()
        with open(record, "w", encoding="utf-8") as target:
            target.write(text.replace('"pid": %d' % os.getpid(), '"pid": %d' % bystander.pid))
        with Lease(self.path, "job", 2):
            time.sleep(0.05)
        self.assertIsNone(bystander.poll())


if __name__ == "__main__":
    unittest.main()
