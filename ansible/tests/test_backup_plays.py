"""Whole runs of ansible-playbook, as the controller starts them."""
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest

from tests.support import modules
from tests.support.mariadb import MariaDB
from tests.support.site import Play, Site
from tests.support.sshd import Sshd

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import manifest, procs

LARGE = "CREATE TABLE big (a longtext); INSERT INTO big SELECT REPEAT(MD5(seq), 3000) FROM seq_1_to_%d"


def children():
    """The command lines of everything that a backup starts and that runs now."""
    found = []
    for pid in procs.all_pids():
        try:
            with open("/proc/%d/cmdline" % pid, "rb") as source:
                line = source.read().split(b"\0")
        except OSError:
            continue
        found.append((pid, line))
    return found


class Plays(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = MariaDB.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        self.site = Site(self.server)
        self.addCleanup(self.site.remove)

    def play(self, playbook, variables, *arguments, **more):
        run = Play(playbook, variables, *arguments, **more)
        self.addCleanup(run.close)
        return run

    def working(self):
        """The running programs that have the site's storage or path open, or read from its server."""
        marks = (self.site.directory.encode(),)
        found = []
        for pid, line in children():
            try:
                links = [os.readlink("/proc/%d/fd/%s" % (pid, name)).encode() for name in os.listdir("/proc/%d/fd" % pid)]
            except OSError:
                continue
            if pid != os.getpid() and any(mark in text for mark in marks for text in list(line) + links):
                found.append(pid)
        return found

    def assertInOrder(self, run):
        events = run.events
        self.assertEqual(list(range(1, len(events) + 1)), [event["seq"] for event in events])
        self.assertEqual("start", events[0]["event"])

    def test_backs_up_and_verifies(self):
        for scope, count in (("full", 2), ("db", 1), ("files", 1)):
            with self.subTest(scope=scope):
                variables = self.site.variables(scope)
                run = self.play("backup-create.yml", variables)
                self.assertEqual(0, run.exit, run.output)
                self.assertInOrder(run)
                result = run.result["backup"]
                self.assertEqual(count, len(result["parts"]))
                self.assertEqual(manifest.sha256(result["manifest"].encode()), result["manifest_sha256"])
                self.assertEqual(manifest.sign(variables["backup"]["key"], result["manifest"].encode()), result["signature"])
                sealed = [event for event in run.of("ok") if event.get("stage") == "dump"]
                self.assertEqual(result, sealed[0]["result"]["backup"])
                self.assertEqual(["dump"], [event["stage"] for event in run.of("task") if "stage" in event])
                check = self.play("backup-verify.yml", self.site.verification(variables, result["manifest_sha256"]))
                self.assertEqual(0, check.exit, check.output)
                self.assertTrue(check.result["verify"]["ok"])

    def test_verifying_changes_nothing_below_the_environment(self):
        variables = self.site.variables()
        run = self.play("backup-create.yml", variables)
        before = subprocess.run("find . -printf '%p %T@ %s %m\\n' | sort", shell=True, cwd=self.site.directory,
                                stdout=subprocess.PIPE).stdout
        check = self.play("backup-verify.yml", self.site.verification(variables, run.result["backup"]["manifest_sha256"]))
        self.assertEqual(0, check.exit)
        after = subprocess.run("find . -printf '%p %T@ %s %m\\n' | sort", shell=True, cwd=self.site.directory,
                               stdout=subprocess.PIPE).stdout
        self.assertEqual(before, after)
        self.assertEqual(0, check.of("stats")[0]["changed"])

    def test_a_failure_carries_its_code_and_there_is_no_completion(self):
        variables = self.site.variables()
        run = self.play("backup-create.yml", variables)
        with open(self.site.artifact(variables, "files.tar.zst"), "ab") as target:
            target.write(b"x")
        check = self.play("backup-verify.yml", self.site.verification(variables, run.result["backup"]["manifest_sha256"]))
        self.assertEqual(2, check.exit)
        self.assertEqual("CHECKSUM_MISMATCH", check.code)
        self.assertIsNone(check.result)
        self.assertEqual(1, check.of("stats")[0]["failures"])

    def test_text_from_outside_is_never_a_template_nor_a_command(self):
        canary = os.path.join(self.site.directory, "canary")
        evil = "{{ lookup('pipe', 'touch %s') }} $(touch %s) `touch %s` '\";\n%s" % (canary, canary, canary, "x" * 65536)
        site = Site(self.server, name="{{ lookup('pipe', 'touch %s') }}'\"$(id)" % canary.replace("/", "_"))
        self.addCleanup(site.remove)
        variables = site.variables(message=evil)
        variables["site"]["slug"] = evil
        variables["environment"]["slug"] = "{% for x in y %}"
        run = self.play("backup-create.yml", variables)
        self.assertEqual(0, run.exit, run.output[-2000:])
        self.assertEqual(evil, json.loads(run.result["backup"]["manifest"])["site_slug"])
        self.assertFalse(os.path.exists(canary))

    def test_secrets_are_in_no_event_and_no_log_even_when_asked_for_all(self):
        self.server.run("CREATE OR REPLACE USER w@localhost IDENTIFIED BY 'wp'; GRANT ALL ON *.* TO w@localhost")
        variables = self.site.variables()
        variables["database"].update(admin_user="w", admin_password="wp")
        run = self.play("backup-create.yml", variables, environment={"ANSIBLE_VERBOSITY": "4"})
        self.assertEqual(0, run.exit, run.output[-2000:])
        # A password that is part of many words has not blanked them.
        self.assertIn("wp_posts", run.result["backup"]["manifest"])
        for text in (run.output, json.dumps(run.events)):
            self.assertNotIn(variables["backup"]["key"], text)
            self.assertNotIn("admin_password\": \"wp", text)
        variables = self.site.variables()
        variables["database"].update(admin_user="w", admin_password="not-the-password")
        run = self.play("backup-create.yml", variables, environment={"ANSIBLE_VERBOSITY": "4"})
        self.assertEqual("DATABASE_UNREACHABLE", run.code)
        self.assertNotIn("not-the-password", run.output + json.dumps(run.events))

    def test_tells_its_progress_while_it_works(self):
        self.server.run(LARGE % 6000 + "; ANALYZE TABLE big", "wp")
        run = self.play("backup-create.yml", self.site.variables(compression="gzip"))
        seen = [event for event in run.of("progress") if event["stage"] == "dump"]
        self.assertGreater(len(seen), 1, run.output)
        self.assertEqual(sorted(event["done"] for event in seen), [event["done"] for event in seen])
        self.assertGreater(seen[-1]["total"], 100 << 20)
        self.assertEqual([], [name for name in os.listdir(self.site.path + "/.pressluft") if "progress" in name])
        self.assertInOrder(run)

    def test_works_over_ssh_and_tells_its_progress_there(self):
        server = Sshd()
        self.addCleanup(server.stop)
        self.server.run(LARGE % 3000, "wp")
        variables = self.site.variables(compression="gzip")
        run = self.play("backup-create.yml", variables, server.inventory())
        self.assertEqual(0, run.exit, run.output)
        self.assertTrue(run.of("progress"), run.output)
        check = self.play("backup-verify.yml", self.site.verification(variables, run.result["backup"]["manifest_sha256"]),
                          server.inventory())
        self.assertEqual(0, check.exit, check.output)

    def test_makes_and_verifies_the_safety_backup_of_a_restore(self):
        variables = self.site.variables()
        backup = variables.pop("backup")
        safety = {"mode": "create", "backup_id": backup["id"], "compression": "zstd", "exclude": []}
        safety.update((name, backup[name]) for name in ("storage", "storage_path", "key"))
        variables["restore"] = {"safety": safety}
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "p.yml")
            with open(path, "w") as target:
                target.write("- hosts: pressluft\n  gather_facts: false\n  tasks:\n"
                             "    - name: Make\n      pressluft_backup: {from: restore.safety}\n      register: made\n"
                             "      vars: {pressluft_stage: safety}\n"
                             "    - name: Check\n      pressluft_artifact: {from: restore.safety}\n      register: checked\n"
                             "    - name: Marker\n      pressluft_complete: {from: [made, checked]}\n")
            run = self.play(path, variables)
        self.assertEqual(0, run.exit, run.output)
        self.assertEqual("full", json.loads(run.result["backup"]["manifest"])["scope"])
        self.assertEqual(5, run.result["verify"]["rows"])

    def test_an_unreachable_node_is_told_as_such(self):
        inventory = {"pressluft": {"hosts": {"node": {"ansible_connection": "ssh", "ansible_host": "127.0.0.1",
                                                      "ansible_port": 1}}}}
        run = self.play("backup-create.yml", self.site.variables(), inventory)
        self.assertEqual(1, len(run.of("unreachable")))
        self.assertEqual(1, run.of("stats")[0]["unreachable"])
        self.assertIsNone(run.result)

    def test_no_host_is_a_failure_although_ansible_exits_with_0(self):
        run = self.play("backup-create.yml", self.site.variables(), {"other": {"hosts": {"node": {}}}})
        self.assertEqual(0, run.exit)
        self.assertEqual(1, len(run.of("failed")))
        self.assertIsNone(run.result)

    def test_missing_variables_are_named(self):
        variables = self.site.variables()
        del variables["backup"]["key"]
        run = self.play("backup-create.yml", variables)
        self.assertIn("backup.key", run.of("failed")[0]["error"]["message"])

    def test_a_play_without_a_marker_never_completes(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "p.yml")
            with open(path, "w") as target:
                target.write("- hosts: pressluft\n  gather_facts: false\n  tasks:\n    - name: Marker\n"
                             "      pressluft_complete: {from: pressluft_result}\n      vars: {pressluft_result: {pressluft: {a: 1}}}\n"
                             "    - name: Later\n      ansible.builtin.command: 'false'\n      when: false\n")
            run = self.play(path, self.site.variables())
        self.assertEqual(0, run.exit, run.output)
        self.assertIsNone(run.result)

    def kill_during_the_dump(self, who):
        self.server.run(LARGE % 6000, "wp")
        variables = self.site.variables(compression="gzip")
        run = self.play("backup-create.yml", variables, wait=False)
        part = self.site.artifact(variables) + ".partial-%d/database.sql.gz" % variables["job"]["fence"]
        deadline = time.monotonic() + 30
        while not (os.path.exists(part) and os.path.getsize(part) > 1 << 16) and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertTrue(os.path.exists(part), run.events)
        who(run)
        run.process.wait(30)
        run.process.stdout.close()
        deadline = time.monotonic() + 10
        while self.working() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual([], self.working(), "something of the backup outlived it")
        self.assertIsNone(run.result)
        self.assertFalse(os.path.exists(self.site.artifact(variables)))
        job = dict(variables["job"], attempt=2, fence=variables["job"]["fence"] + 1)
        self.server.run("TRUNCATE big", "wp")
        again = self.play("backup-create.yml", dict(variables, job=job))
        self.assertEqual(0, again.exit, again.output)
        directory = os.path.dirname(self.site.artifact(variables))
        self.assertEqual([variables["backup"]["id"]], os.listdir(directory))
        self.assertEqual([], [name for name in os.listdir(self.site.path + "/.pressluft") if "progress" in name])

    def test_a_module_that_is_killed_leaves_no_process_and_the_next_attempt_is_clean(self):
        def module(_):
            with open(os.path.join(self.site.path, ".pressluft/lease.json")) as source:
                os.kill(json.load(source)["pid"], signal.SIGKILL)

        self.kill_during_the_dump(module)

    def test_a_playbook_that_is_killed_leaves_no_process_and_the_next_attempt_is_clean(self):
        self.kill_during_the_dump(lambda run: os.killpg(run.process.pid, signal.SIGKILL))

    def test_a_playbook_that_is_stopped_clears_away_behind_itself(self):
        self.server.run(LARGE % 6000, "wp")
        variables = self.site.variables(compression="gzip")
        run = self.play("backup-create.yml", variables, wait=False)
        directory = os.path.dirname(self.site.artifact(variables))
        deadline = time.monotonic() + 30
        while not (os.path.isdir(directory) and os.listdir(directory)) and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(run.process.pid, signal.SIGTERM)
        run.end()
        deadline = time.monotonic() + 10
        while os.listdir(directory) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual([], os.listdir(directory))
        self.assertIsNone(run.result)


if __name__ == "__main__":
    unittest.main()
