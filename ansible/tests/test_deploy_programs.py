"""Programs that are run for a release: limits, accounts, and what PHP says about its files."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock

from tests.support import modules

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import build, commands, php_syntax, procs
    from ansible.module_utils.pressluft.errors import PressluftError
    from ansible.module_utils.pressluft.lease import Lease

SELF = commands.Account(os.geteuid(), os.getegid())


class ProgramCase(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = os.path.realpath(directory.name)
        os.chmod(self.directory, 0o755)

    def path(self, name):
        return os.path.join(self.directory, name)


class CommandTest(ProgramCase):
    def test_a_program_gets_nothing_of_our_environment(self):
        os.environ["PRESSLUFT_SECRET"] = "secret"
        self.addCleanup(os.environ.pop, "PRESSLUFT_SECRET")
        said = commands.run(["env"], 10, environment={"HOME": "/x"}).output
        self.assertNotIn("secret", said)
        self.assertEqual({"PATH", "LC_ALL", "HOME"}, {line.split("=")[0] for line in said.splitlines()})

    def test_at_the_limit_the_whole_group_is_killed(self):
        begun = time.monotonic()
        ended = commands.run(["sh", "-c", "sleep 60 & echo $!; sleep 60"], 0.5)
        self.assertTrue(ended.timed_out)
        self.assertLess(time.monotonic() - begun, 5)
        self.assertIsNone(procs.start_time(int(ended.output.split()[0])))

    def test_what_stays_in_the_background_goes_when_the_program_ends(self):
        begun = time.monotonic()
        ended = commands.run(["sh", "-c", "sleep 60 & echo $!"], 30)
        self.assertTrue(ended.ok)
        self.assertLess(time.monotonic() - begun, 5)
        time.sleep(0.05)
        self.assertIsNone(procs.start_time(int(ended.output.split()[0])))

    def test_what_left_its_group_is_found_by_the_lock(self):
        os.mkdir(self.path("env"))
        with Lease(self.path("env"), "job", 1) as lease:
            ended = commands.run(["setsid", "sh", "-c", "sleep 60 & echo $!"], 10, pass_fds=lease.pass_fds)
            self.assertGreaterEqual(commands.escaped(lease.fd), 1)
            self.assertIsNone(procs.start_time(int(ended.output.split()[0])))
            lease.check()

    def test_it_dies_with_a_killed_module(self):
        code = ("from tests.support import modules\nfrom ansible.module_utils.pressluft import commands\n"
                "commands.run(['sh', '-c', 'echo $$ > %s; exec sleep 60'], 60)" % self.path("pid"))
        worker = subprocess.Popen([sys.executable, "-c", code], cwd=modules.ROOT)
        deadline = time.monotonic() + 10
        while not (os.path.exists(self.path("pid")) and os.path.getsize(self.path("pid"))) and time.monotonic() < deadline:
            time.sleep(0.02)
        with open(self.path("pid")) as source:
            pid = int(source.read())
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        while procs.start_time(pid) is not None and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertIsNone(procs.start_time(pid))

    def test_of_endless_output_the_end_is_kept(self):
        ended = commands.run(["sh", "-c", "yes x | head -c 3000000; echo end"], 30, output_limit=1000)
        self.assertLess(len(ended.output), 1100)
        self.assertTrue(ended.output.endswith("end\n"))
        self.assertEqual("end", ended.last_words(3))

    def test_input_reaches_the_program_and_one_that_does_not_read_is_no_error(self):
        self.assertEqual("3000000\n", commands.run(["wc", "-c"], 10, feed=b"x" * 3000000).output)
        self.assertTrue(commands.run(["true"], 10, feed=b"x" * 3000000).ok)


class BuildTest(ProgramCase):
    def run_build(self, declared, timeout=30, account=SELF):
        return build.run(declared, self.directory, self.directory, account, timeout, [])

    def test_commands_run_in_order_in_the_release_and_without_a_shell(self):
        done = self.run_build([["touch", "$(touch a); b", "x y"], ["ls"]])
        self.assertEqual(["$(touch a); b", "x y"], done[1]["output"].splitlines())

    def test_a_failure_a_missing_program_and_the_time_limit_end_the_build(self):
        for declared, said in (([["sh", "-c", "echo because; exit 3"], ["touch", "after"]], "status 3: because"),
                               ([["no-such-program"]], "cannot be run"), ([["sleep", "60"]], "stopped after 1 seconds"),
                               ([[self.directory]], "cannot be run")):
            with self.assertRaises(PressluftError) as caught:
                self.run_build(declared, timeout=1)
            self.assertEqual("BUILD_FAILED", caught.exception.code)
            self.assertIn(said, caught.exception.message)
        self.assertFalse(os.path.exists(self.path("after")))

    @unittest.skipUnless(os.geteuid() == 0, "only root can run it as somebody else")
    def test_as_root_it_runs_as_the_owner_and_in_none_of_roots_groups(self):
        import pwd
        someone = pwd.getpwnam("www-data")
        done = self.run_build([["id", "-u"], ["id", "-G"], ["sh", "-c", "cat /etc/shadow; true"]],
                              account=commands.Account(someone.pw_uid, someone.pw_gid))
        self.assertEqual("%d\n" % someone.pw_uid, done[0]["output"])
        self.assertNotIn("0", done[1]["output"].split())
        self.assertIn("Permission denied", done[2]["output"])


@unittest.skipUnless(shutil.which("php"), "php is not installed")
class SyntaxTest(ProgramCase):
    def release(self, name, **files):
        os.makedirs(self.path(name))
        for file, content in files.items():
            with open(os.path.join(self.path(name), file + ".php"), "w") as target:
                target.write(content)
        return self.path(name)

    def faults(self, release, live=None):
        verdict = php_syntax.check(release, live, SELF)
        return verdict, [fault["file"] for fault in verdict.faults]

    def test_each_kind_of_fault_is_found_and_named_with_its_line(self):
        release = self.release(
            "new", parse="<?php\n\n$x = ;", compile="<?php\nbreak;", twice="<?php function a(){} function a(){}",
            abstract="<?php class A { function x(); }", cut="<?php echo 1", good="<?php class A extends Unknown {}",
            same1="<?php function shared() {}", same2="<?php function shared() {}", runs="<?php exit(7);",
            html="<p>no php</p>", short="<?xml version='1.0'?>")
        verdict, files = self.faults(release)
        self.assertEqual({"parse.php", "compile.php", "twice.php", "abstract.php", "cut.php"}, set(files) - {"short.php"})
        self.assertEqual(11, verdict.checked)
        message = next(fault["message"] for fault in verdict.faults if fault["file"] == "parse.php")
        self.assertIn("on line 3", message)
        self.assertNotIn(self.directory, message)
        with self.assertRaises(PressluftError) as caught:
            php_syntax.require(verdict)
        self.assertEqual("PHP_SYNTAX_ERROR", caught.exception.code)

    def test_files_that_are_live_just_so_are_not_asked_again(self):
        live = self.release("live", old="<?php $x = ;", changed="<?php 1;")
        release = self.release("new", old="<?php $x = ;", changed="<?php 2;", new="<?php 3;")
        verdict, files = self.faults(release, live)
        self.assertEqual((2, []), (verdict.checked, files))

    def test_nothing_is_executed_and_odd_names_are_only_names(self):
        release = self.release("new", **{"a b\n'; -x": "<?php touch('%s');" % self.path("ran"),
                                         "-r": "<?php $y = ;"})
        verdict, files = self.faults(release)
        self.assertEqual(["-r.php"], files)
        self.assertFalse(os.path.exists(self.path("ran")))

    def test_without_opcache_many_files_are_asked_in_the_ordinary_way(self):
        files = {"f%d" % number: "<?php %s;" % number for number in range(30)}
        release = self.release("new", broken="<?php $x = ;", **{"odd\nname": "<?php 1;", "odd\nbroken": "<?php ("}, **files)
        with unittest.mock.patch.object(php_syntax, "_SIEVE", "exit( 1 );"):
            verdict, files = self.faults(release)
        self.assertEqual({"broken.php", "odd\nbroken.php"}, set(files))
        self.assertEqual((33, 0), (verdict.checked, verdict.unchecked))

    def test_what_could_not_be_asked_in_time_is_unchecked_and_not_a_fault(self):
        release = self.release("new", a="<?php $x = ;")
        verdict = php_syntax.check(release, None, SELF, timeout=0)
        self.assertEqual((0, 1), (len(verdict.faults), verdict.unchecked))

    @unittest.skipUnless(os.path.isdir("/usr/share/wordpress"), "WordPress is not installed")
    def test_the_whole_wordpress_is_checked_and_fine(self):
        subprocess.run(["cp", "-rL", "/usr/share/wordpress", self.path("wp")], stderr=subprocess.DEVNULL, check=True)
        verdict, files = self.faults(self.path("wp"))
        self.assertEqual([], files)
        self.assertEqual(0, verdict.unchecked)
        self.assertGreater(verdict.checked, 900)


if __name__ == "__main__":
    unittest.main()
