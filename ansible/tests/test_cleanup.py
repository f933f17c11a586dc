"""Deleting expired artifacts: exactly those that are named, whatever the names look like and whenever it is killed."""

import json
import os
import subprocess
import sys
import time
import unittest
import uuid

from tests.support import modules
from tests.support.site import Play, Site

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import cleanup
    from ansible.module_utils.pressluft.errors import PressluftError
    from ansible.module_utils.pressluft.lease import Lease
    from ansible.module_utils.pressluft.operation import Operation

WORKER = """
import json, sys
from tests.support import modules
from ansible.module_utils.pressluft import cleanup
from ansible.module_utils.pressluft.lease import Lease
from ansible.module_utils.pressluft.operation import Operation
given = json.load(sys.stdin)
with Lease(given["environment"]["path"], given["job"]["id"], given["job"]["fence"]) as lease:
    cleanup.clean(Operation(given, lease), given["cleanup"])
"""


class CleanupTest(unittest.TestCase):
    def setUp(self):
        self.site = Site()
        self.addCleanup(self.site.remove)
        self.fence = 10

    def artifact(self, name=None, files=2, size=100):
        """An artifact of that many parts in the storage; its entry for the order."""
        backup_id = str(uuid.uuid4())
        directory = os.path.join(self.site.storage, "acme/production", name or backup_id)
        os.makedirs(directory)
        for number in range(files):
            with open(os.path.join(directory, "part-%d" % number), "wb") as target:
                target.write(b"x" * size)
        return self.entry(backup_id)

    def entry(self, backup_id, path=None):
        return {"backup_id": backup_id, "storage": {"type": "file", "path": self.site.storage},
                "storage_path": path or "acme/production/" + backup_id}

    def given(self, backups=(), unfinished=()):
        self.fence += 1
        return {"job": {"id": str(uuid.uuid4()), "type": "backup_cleanup", "attempt": 1, "fence": self.fence},
                "environment": {"id": self.site.environment_id, "slug": "production", "kind": "wordpress",
                                "path": self.site.path, "undo_window_seconds": 604800},
                "cleanup": {"backups": list(backups), "unfinished": list(unfinished)}}

    def clean(self, backups=(), unfinished=()):
        given = self.given(backups, unfinished)
        with Lease(self.site.path, given["job"]["id"], given["job"]["fence"]) as lease:
            return cleanup.clean(Operation(given, lease), given["cleanup"])["cleanup"]

    def refused(self, code, *backups):
        with self.assertRaises(PressluftError) as caught:
            self.clean(backups)
        self.assertEqual(code, caught.exception.code, caught.exception.message)
        return caught.exception

    def stored(self):
        return sorted(os.listdir(os.path.join(self.site.storage, "acme/production")))

    def test_deletes_exactly_the_artifacts_that_are_named(self):
        first, second, kept = self.artifact(), self.artifact(size=1000), self.artifact()
        result = self.clean([first, second])
        self.assertEqual([first["backup_id"], second["backup_id"]], result["deleted"])
        self.assertEqual(([], 2200), (result["missing"], result["bytes"]))
        self.assertEqual([kept["backup_id"]], self.stored())

    def test_what_is_gone_already_is_as_good_as_deleted(self):
        gone, there = self.entry(str(uuid.uuid4())), self.artifact()
        elsewhere = self.entry(gone["backup_id"], "other/production/" + gone["backup_id"])
        result = self.clean([gone, there, elsewhere])
        self.assertEqual([gone["backup_id"]] * 2, result["missing"])
        self.assertEqual([there["backup_id"]], result["deleted"])

    def test_a_share_that_is_not_mounted_does_not_pass_for_an_empty_one(self):
        gone = self.entry(str(uuid.uuid4()))
        self.refused("ARTIFACT_MISSING", gone)
        self.refused("ARTIFACT_MISSING", dict(gone, storage={"type": "file", "path": self.site.storage + "/none"}))

    def test_no_path_leads_out_of_the_storage(self):
        outside = os.path.join(self.site.directory, "outside")
        os.makedirs(outside + "/b")
        os.makedirs(os.path.join(self.site.storage, "acme/production"))
        os.symlink(outside, os.path.join(self.site.storage, "acme/linked"))
        os.symlink(outside + "/b", os.path.join(self.site.storage, "acme/production/b"))
        for path in ("../outside/b", "acme/../../outside/b", "acme/linked/b", "acme/production/b", "/outside/b",
                     "acme//b", "b\0/b"):
            with self.subTest(path=path):
                self.refused("ARTIFACT_UNREADABLE", self.entry("b", path))
        self.assertEqual(["b"], os.listdir(outside))
        self.assertTrue(os.path.islink(os.path.join(self.site.storage, "acme/production/b")))

    def test_a_path_that_was_cut_short_deletes_no_directory_full_of_backups(self):
        kept = self.artifact()
        self.refused("ARTIFACT_UNREADABLE", dict(kept, storage_path="acme/production"))
        self.assertEqual([kept["backup_id"]], self.stored())

    def test_a_refused_path_keeps_no_other_from_being_deleted_but_is_told(self):
        there = self.artifact()
        linked = str(uuid.uuid4())
        os.symlink("/", os.path.join(self.site.storage, "acme/production", linked))
        error = self.refused("ARTIFACT_UNREADABLE", self.entry(linked), there)
        self.assertEqual([there["backup_id"]], error.facts["cleanup"]["deleted"])
        self.assertEqual([linked], self.stored())

    def test_links_inside_an_artifact_are_removed_and_not_followed(self):
        there = self.artifact()
        canary = self.site.write("canary", "here")
        directory = os.path.join(self.site.storage, there["storage_path"])
        os.symlink(os.path.dirname(canary), os.path.join(directory, "link"))
        os.symlink(canary, os.path.join(directory, "file"))
        self.clean([there])
        self.assertEqual([], self.stored())
        self.assertTrue(os.path.exists(canary))

    def test_clears_what_older_attempts_left_and_nothing_of_newer_ones_or_of_others(self):
        failed, foreign = str(uuid.uuid4()), str(uuid.uuid4())
        for name in (failed + ".partial-3", failed + ".partial-11", failed + ".partial-12", failed + ".partial-x",
                     foreign + ".partial-3"):
            self.artifact(name)
        result = self.clean(unfinished=[self.entry(failed)])
        self.assertEqual(1, result["partials"])
        self.assertEqual(sorted([failed + ".partial-11", failed + ".partial-12", failed + ".partial-x",
                                 foreign + ".partial-3"]), self.stored())

    def test_killed_while_deleting_it_leaves_no_artifact_that_looks_whole_and_the_next_attempt_ends(self):
        there, next_one = self.artifact(files=20000, size=1), self.artifact()
        worker = subprocess.Popen([sys.executable, "-c", WORKER], stdin=subprocess.PIPE, cwd=modules.ROOT,
                                  start_new_session=True)
        worker.stdin.write(json.dumps(self.given([there, next_one])).encode())
        worker.stdin.close()
        doomed = ".deleting-" + there["backup_id"]
        deadline = time.monotonic() + 30
        while doomed not in self.stored() and time.monotonic() < deadline:
            time.sleep(0.0005)
        worker.kill()
        self.assertEqual(-9, worker.wait())
        self.assertEqual(sorted([doomed, next_one["backup_id"]]), self.stored())
        result = self.clean([there, next_one])
        self.assertEqual([there["backup_id"], next_one["backup_id"]], result["deleted"])
        self.assertEqual([], self.stored())

    def test_a_worker_that_lost_its_lease_deletes_nothing_more(self):
        there = self.artifact()
        given = self.given([there])
        with Lease(self.site.path, given["job"]["id"], given["job"]["fence"]) as lease:
            os.unlink(lease.lock_path)
            with Lease(self.site.path, "newer", given["job"]["fence"] + 1):
                with self.assertRaises(PressluftError) as caught:
                    cleanup.clean(Operation(given, lease), given["cleanup"])
        self.assertEqual("LEASE_LOST", caught.exception.code)
        self.assertEqual([there["backup_id"]], self.stored())

    def test_the_playbook_tells_what_it_deleted(self):
        there, gone = self.artifact(), self.entry(str(uuid.uuid4()))
        run = Play("backup-cleanup.yml", self.given([there, gone]))
        self.addCleanup(run.close)
        self.assertEqual(0, run.exit, run.output)
        self.assertEqual({"deleted": [there["backup_id"]], "missing": [gone["backup_id"]], "bytes": 200, "partials": 0,
                          "generations": [], "kept": []}, run.result["cleanup"])
        self.assertEqual(["cleanup"], [event["stage"] for event in run.of("task") if "stage" in event])


if __name__ == "__main__":
    unittest.main()
