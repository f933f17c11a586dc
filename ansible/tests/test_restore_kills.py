"""kill -9 of the module at every stage: what visitors get is wholly old or wholly new, and the next attempt ends cleanly."""

import json
import os
import signal
import time
import unittest
import uuid

from tests.support.wordpress import Failed, WordPress

from ansible.module_utils.pressluft import layout, procs

lab = None
STEPS = ("prepare", "verify", "stage", "switch", "finish")


def setUpModule():
    global lab
    lab = WordPress.start()


def tearDownModule():
    lab.stop()


class Killing(unittest.TestCase):
    def setUp(self):
        lab.reset()
        with open(os.path.join(lab.path, "current/wp-content/uploads/2026/mark.txt"), "w") as target:
            target.write("Acme")
        with open(os.path.join(lab.path, "current/mark.txt"), "w") as target:
            target.write("Acme")
        self.backup = lab.backup()
        lab.set_title("Before")
        for name in ("current/wp-content/uploads/2026/mark.txt", "current/mark.txt"):
            with open(os.path.join(lab.path, name), "w") as target:
                target.write("Before")
        self.job = str(uuid.uuid4())

    def served(self):
        """What a visitor gets from the database, the code and the uploads; one word when they agree."""
        seen = {lab.title(), lab.get("/mark.txt")[1], lab.get("/wp-content/uploads/2026/mark.txt")[1]}
        self.assertEqual(1, len(seen), "a mixture: %s" % seen)
        return seen.pop()

    def journal(self):
        try:
            with open(os.path.join(lab.path, ".pressluft/journal.json")) as source:
                return json.load(source)["phase"]
        except (OSError, ValueError):
            return None

    def kill(self, step, common, when):
        """Starts a step, kills its process as soon as `when()` says so; True when it was still running."""
        process = lab.start_module("pressluft_restore", dict(common, step=step, restore=self.backup))
        deadline = time.monotonic() + 60
        while process.poll() is None and not when() and time.monotonic() < deadline:
            time.sleep(0.0005)
        alive = process.poll() is None
        process.kill()
        process.communicate()
        return alive

    def run_until(self, step, common):
        for each in STEPS[:STEPS.index(step)]:
            lab.step(each, common, self.backup)

    def ends_cleanly(self):
        """The next attempt of the same job restores; nothing of the killed one is left."""
        common = lab.common(self.job, attempt=2)
        following = lab.step("prepare", common, self.backup)["next"]
        if following == "restore":
            for step in STEPS[1:]:
                lab.step(step, common, self.backup)
        self.assertEqual("Acme", self.served())
        live = layout.read(lab.path)
        self.assertEqual(sorted(["other", "wp", live.database]), lab.databases())
        self.assertEqual([], lab.loaders())
        self.assertEqual([str(live.generation)], os.listdir(os.path.join(lab.path, "data")))
        self.assertEqual(2, len(os.listdir(os.path.join(lab.path, "releases"))))
        self.assertEqual(["counter", "generations.json", "journal.json", "lease.json", "lock"],
                         sorted(os.listdir(os.path.join(lab.path, ".pressluft"))))
        self.assertFalse(os.path.lexists(os.path.join(lab.path, "current.next")))
        self.assertEqual("done", self.journal())
        # And the way back is whole.
        lab.restore({"undo": True})
        self.assertEqual("Before", self.served())
        return following

    def after(self, seconds):
        begun = time.monotonic()
        return lambda: time.monotonic() - begun > seconds

    def killed_in(self, step, when):
        common = lab.common(self.job)
        self.run_until(step, common)
        self.kill(step, common, when)
        self.assertIn(self.served(), ("Before", "Acme"))
        return self.ends_cleanly()


class KillTest(Killing):
    def test_while_the_names_are_recorded_and_the_database_is_made(self):
        self.assertEqual("restore", self.killed_in("stage", lambda: self.journal() == "staging"))

    def test_while_rows_and_files_are_unpacked(self):
        staging = os.path.join(lab.path, ".pressluft/staging")
        self.assertEqual("restore", self.killed_in(
            "stage", lambda: os.path.isdir(staging) and bool(os.listdir(staging))))

    def test_while_the_release_is_put_in_its_place(self):
        data = os.path.join(lab.path, "data")
        self.assertEqual("restore", self.killed_in("stage", lambda: os.path.isdir(data) and bool(os.listdir(data))))

    def test_when_all_is_staged(self):
        self.assertEqual("restore", self.killed_in("stage", lambda: self.journal() == "staged"))

    def test_while_the_new_release_is_checked_before_the_switch(self):
        self.assertEqual("restore", self.killed_in("switch", self.after(0.6)))

    def test_around_the_rename(self):
        self.killed_in("switch", lambda: self.journal() == "switching")

    def test_right_after_the_rename(self):
        current = os.path.join(lab.path, "current")
        before = os.readlink(current)
        self.assertEqual("done", self.killed_in("switch", lambda: os.readlink(current) != before))

    def test_while_health_is_checked_after_the_rename(self):
        self.assertEqual("done", self.killed_in("switch", lambda: self.journal() == "switched"))

    def test_when_the_new_generation_is_healthy(self):
        self.assertEqual("done", self.killed_in("switch", lambda: self.journal() == "healthy"))

    def test_while_it_finishes(self):
        self.assertEqual("done", self.killed_in("finish", self.after(0.25)))

    def test_while_an_unhealthy_release_is_switched_back(self):
        common = lab.common(self.job)
        self.run_until("switch", common)
        common["environment"] = dict(common["environment"], preview_url=lab.url + "?blocked=1")
        self.assertTrue(self.kill("switch", common, lambda: self.journal() == "reverting"))
        self.assertEqual("Before", self.served() if layout.read(lab.path).generation == 0 else "Before")
        settled = lab.settle(lab.common(self.job, attempt=2))
        self.assertEqual(("rolled_back", True, 0),
                         (settled["journal"], settled["healthy"], settled["live"]["generation"]))
        self.assertEqual("Before", self.served())
        self.assertEqual(["other", "wp"], lab.databases())

    def test_an_unchecked_release_that_turns_out_unhealthy_is_switched_back_by_the_next_attempt(self):
        common = lab.common(self.job)
        self.run_until("switch", common)
        current = os.path.join(lab.path, "current")
        before = os.readlink(current)
        self.assertTrue(self.kill("switch", common, lambda: os.readlink(current) != before))
        lab.server.run("DROP TABLE wp_links", "wp_g1")
        with self.assertRaises(Failed) as caught:
            lab.step("prepare", lab.common(self.job, attempt=2), self.backup)
        self.assertEqual("HEALTH_CHECK_FAILED", caught.exception.code)
        self.assertEqual("rolled_back", caught.exception.facts["restore"]["outcome"])
        self.assertEqual("Before", self.served())
        self.assertEqual(["other", "wp"], lab.databases())


class FenceTest(Killing):
    def test_a_newer_attempt_stops_the_older_worker_and_it_can_change_nothing_any_more(self):
        old = lab.common(self.job)
        self.run_until("stage", old)
        process = lab.start_module("pressluft_restore", dict(old, step="stage", restore=self.backup))
        while self.journal() != "staging":
            time.sleep(0.001)
        # Held, so that it cannot have ended by itself when the newer one comes.
        os.kill(process.pid, signal.SIGSTOP)
        new = lab.common(self.job, attempt=2)
        self.assertEqual("restore", lab.step("prepare", new, self.backup)["next"])
        process.communicate()
        self.assertEqual(-9, process.returncode)
        self.assertEqual((["other", "wp"], []), (lab.databases(), lab.loaders()))
        before = lab.state_hash()
        for step in STEPS:
            with self.assertRaises(Failed) as caught:
                lab.step(step, old, self.backup)
            self.assertEqual("LEASE_LOST", caught.exception.code)
        self.assertEqual(before, lab.state_hash())

    def test_settling_stops_the_worker_clears_and_closes_the_attempt(self):
        common = lab.common(self.job)
        self.run_until("stage", common)
        process = lab.start_module("pressluft_restore", dict(common, step="stage", restore=self.backup))
        while self.journal() != "staging":
            time.sleep(0.001)
        # Held, so that it cannot have ended by itself before.
        os.kill(process.pid, signal.SIGSTOP)
        settled = lab.settle(common)
        process.communicate()
        self.assertGreaterEqual(settled["stopped"], 1)
        self.assertEqual(("cleared", True, True), (settled["journal"], settled["healthy"], settled["lease_free"]))
        self.assertEqual((["other", "wp"], []), (lab.databases(), lab.loaders()))
        self.assertEqual([], [pid for pid in procs.all_pids() if self.is_client(pid)])
        with self.assertRaises(Failed) as caught:
            lab.step("prepare", common, self.backup)
        self.assertEqual("LEASE_LOST", caught.exception.code)
        self.assertEqual("Before", self.served())

    def is_client(self, pid):
        try:
            with open("/proc/%d/cmdline" % pid, "rb") as source:
                return b"--database=wp_g1" in source.read()
        except OSError:
            return False

    def test_an_attempt_after_a_completed_switch_does_not_stage_again(self):
        common = lab.common(self.job)
        self.run_until("finish", common)
        again = lab.common(self.job, attempt=2)
        prepared = lab.step("prepare", again, self.backup)
        self.assertEqual(("done", "finished", "succeeded"),
                         (prepared["next"], prepared["recovered"], prepared["restore"]["outcome"]))
        self.assertEqual(["other", "wp", "wp_g1"], lab.databases())
        self.assertIsNotNone(prepared["restore"]["undo_until"])


if __name__ == "__main__":
    unittest.main()
