"""What is fetched from a repository, and what a repository cannot make us do. Real git, and a real sshd on loopback."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

from tests.support import modules
from tests.support.mariadb import _die_with_parent

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import code_tree, source
    from ansible.module_utils.pressluft.errors import PressluftError
    from ansible.module_utils.pressluft.git import Git, Keys, _below

QUIET = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a",
         "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}


def git(directory, *arguments):
    done = subprocess.run(["git", "-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main", *arguments],
                          cwd=directory, env=QUIET, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout.decode())
    return done.stdout.decode().strip()


def repository(path, **files):
    """A repository with one commit; its id."""
    os.makedirs(path)
    git(path, "init", "--quiet")
    return commit(path, **files)


def commit(path, **files):
    for name, content in files.items():
        name = name.replace("__", "/").replace("_php", ".php")
        os.makedirs(os.path.dirname(os.path.join(path, name)), exist_ok=True)
        with open(os.path.join(path, name), "w") as target:
            target.write(content)
    git(path, "add", "-A")
    git(path, "commit", "--quiet", "--allow-empty", "-m", "a change")
    return git(path, "rev-parse", "HEAD")


class GitCase(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = os.path.realpath(directory.name)
        self.site = os.path.join(self.directory, "site")
        self.runs = 0

    def fetch(self, text, keys=None, timeout=60, file_size=1 << 30):
        """(checkout, directory)"""
        self.runs += 1
        space = os.path.join(self.directory, "space%d" % self.runs)
        os.mkdir(space)
        target = os.path.join(self.directory, "out%d" % self.runs)
        return Git(space, keys or Keys(None, None), timeout, file_size).fetch(source.git_source(text), target), target

    def refused(self, text, containing, code="SOURCE_NOT_FOUND", **options):
        with self.assertRaises(PressluftError) as caught:
            self.fetch(text, **options)
        self.assertEqual(code, caught.exception.code)
        self.assertIn(containing, caught.exception.message)
        self.assertNotIn("\n", caught.exception.message)

    def content(self, directory, name="a"):
        with open(os.path.join(directory, name)) as file:
            return file.read()


class FetchTest(GitCase):
    def test_a_branch_a_tag_and_a_commit_in_any_form_are_resolved_and_recorded(self):
        first = repository(self.site, a="1")
        git(self.site, "tag", "-a", "-m", "annotated", "v1")
        second = commit(self.site, a="2")
        git(self.site, "branch", "feature/x#1")
        git(self.site, "tag", "light")
        third = commit(self.site, a="3")
        for ref, expected, text in (("main", third, "3"), ("v1", first, "1"), ("light", second, "2"),
                                    ("feature/x#1", second, "2"), ("refs/tags/v1", first, "1"), (second, second, "2"),
                                    (first[:10], first, "1"), (second.upper(), second, "2")):
            found, target = self.fetch("%s#%s" % (self.site, ref))
            self.assertEqual((expected, 0), found, ref)
            self.assertEqual(text, self.content(target))
            self.assertEqual(["a"], os.listdir(target))

    def test_only_the_wanted_commit_is_transferred(self):
        repository(self.site, a="1")
        commit(self.site, a=os.urandom(300000).hex())
        commit(self.site, a="3")
        self.fetch(self.site + "#main", file_size=50000)

    def test_what_is_not_there_is_said_in_a_sentence(self):
        repository(self.site, a="1")
        self.refused(self.site + "#nope", "no branch, tag or commit nope")
        self.refused(self.site + "#ain", "no branch, tag or commit ain")
        self.refused(self.site + "#refs/pull/1/head", "no branch, tag or commit")
        self.refused(self.site + "#" + "ab" * 20, "no branch, tag or commit")
        self.refused(self.site + "#abcdef1", "no branch, tag or commit abcdef1")
        self.refused(self.directory + "/none#main", "There is no repository")
        self.refused(self.directory + "#main", "could not be fetched")

    def test_a_name_that_is_branch_and_tag_with_different_commits_is_refused(self):
        repository(self.site, a="1")
        git(self.site, "tag", "v1")
        commit(self.site, a="2")
        git(self.site, "branch", "v1")
        self.refused(self.site + "#v1", "a branch and of a tag")
        self.assertEqual("1", self.content(self.fetch(self.site + "#refs/tags/v1")[1]))

    def test_a_server_that_does_not_answer_is_given_up_in_time(self):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen(1)
            begun = time.monotonic()
            self.refused("http://127.0.0.1:%d/a.git#main" % silent.getsockname()[1], "within 2 seconds", timeout=2)
            self.assertLess(time.monotonic() - begun, 6)

    def test_a_host_that_refuses_connections_is_named_as_unreachable(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.refused("http://127.0.0.1:%d/a.git#main" % taken.getsockname()[1], "could not be fetched")

    def test_a_repository_larger_than_allowed_is_refused(self):
        repository(self.site, a=os.urandom(300000).hex())
        self.refused(self.site + "#main", "more than a release may have", code="ARTIFACT_UNSAFE", file_size=100000)


class HostileTest(GitCase):
    def test_hooks_filters_and_templates_never_run(self):
        repository(self.site, **{"a": "1", ".gitattributes": "a filter=evil\n"})
        mark = os.path.join(self.directory, "ran")
        for hook in ("post-checkout", "post-upload-pack", "pre-receive", "reference-transaction"):
            path = os.path.join(self.site, ".git", "hooks", hook)
            with open(path, "w") as target:
                target.write("#!/bin/sh\ntouch %s\n" % mark)
            os.chmod(path, 0o755)
        git(self.site, "config", "filter.evil.smudge", "touch %s" % mark)
        git(self.site, "config", "core.fsmonitor", "touch %s" % mark)
        git(self.site, "config", "uploadpack.packObjectsHook", "touch %s" % mark)
        before = dict(os.environ)
        try:
            os.environ.update(GIT_TEMPLATE_DIR=self.site, GIT_SSH_COMMAND="touch " + mark, GIT_DIR="/", GIT_TRACE="1",
                              GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="core.hooksPath",
                              GIT_CONFIG_VALUE_0=self.site + "/.git/hooks")
            self.fetch(self.site + "#main")
        finally:
            os.environ.clear()
            os.environ.update(before)
        self.assertFalse(os.path.exists(mark))

    def test_a_link_that_leads_out_is_refused(self):
        repository(self.site, a="1")
        os.symlink("/etc/passwd", os.path.join(self.site, "b"))
        commit(self.site)
        _, target = self.fetch(self.site + "#main")
        with self.assertRaises(PressluftError) as caught:
            code_tree.check(target, source.Limits())
        self.assertEqual("ARTIFACT_UNSAFE", caught.exception.code)

    def test_submodules_come_along_and_nothing_of_git_stays(self):
        repository(self.directory + "/deep", deep="deep")
        theme = self.directory + "/theme"
        repository(theme, a="theme")
        git(theme, "submodule", "--quiet", "add", "../deep", "inner")
        commit(theme)
        pinned = git(theme, "rev-parse", "HEAD")
        repository(self.site, a="1")
        git(self.site, "submodule", "--quiet", "add", "../theme", "wp-content/themes/t")
        commit(self.site)
        commit(theme, a="newer")
        found, target = self.fetch(self.site + "#main")
        self.assertEqual(2, found.submodules)
        self.assertEqual("theme", self.content(target, "wp-content/themes/t/a"), pinned)
        self.assertEqual("deep", self.content(target, "wp-content/themes/t/inner/deep"))
        left = subprocess.check_output(["find", target, "-name", ".git"])
        self.assertEqual(b"", left)

    def test_a_submodule_by_another_way_is_refused(self):
        repository(self.directory + "/theme", a="theme")
        repository(self.site, a="1")
        git(self.site, "submodule", "--quiet", "add", "../theme", "t")
        mark = os.path.join(self.directory, "ran")
        for url in ("ext::sh -c touch% " + mark, "-oProxyCommand=touch", "ssh://-oProxyCommand=touch/x",
                    "http://example.org/x",
                    "git://example.org/x", "/etc/../x", "fd::7"):
            git(self.site, "config", "--file", ".gitmodules", "submodule.t.url", url)
            commit(self.site)
            self.refused(self.site + "#main", "submodule")
        self.assertFalse(os.path.exists(mark))

    def test_a_relative_url_means_what_git_makes_of_it(self):
        self.assertEqual("git@example.org:acme/b.git", _below("git@example.org:acme/a.git", "../b.git"))
        self.assertEqual("https://example.org/acme/a/b", _below("https://example.org/acme/a", "./b"))
        self.assertEqual("file:///srv/b", _below("file:///srv/x/a", "../../b"))
        self.assertEqual("https://other.org/b", _below("https://example.org/a", "https://other.org/b"))


class SshTest(GitCase):
    """With a deploy key, known hosts from the caller, and nothing of the account's own ssh configuration."""

    @classmethod
    def setUpClass(cls):
        if not shutil.which("sshd", path="/usr/sbin:/usr/bin"):
            raise unittest.SkipTest("sshd is not installed")
        cls.home = tempfile.mkdtemp(prefix="plssh-")
        cls.addClassCleanup(shutil.rmtree, cls.home, ignore_errors=True)
        for name in ("host", "key", "other"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", os.path.join(cls.home, name)],
                           check=True)
        shutil.copy(cls.home + "/key.pub", cls.home + "/authorized")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            cls.port = probe.getsockname()[1]
        with open(cls.home + "/config", "w") as target:
            target.write("ListenAddress 127.0.0.1\nPort %d\nHostKey %s/host\nAuthorizedKeysFile %s/authorized\n"
                         "PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n" %
                         (cls.port, cls.home, cls.home))
        os.makedirs("/run/sshd", exist_ok=True)
        cls.daemon = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", cls.home + "/config"], preexec_fn=_die_with_parent,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.daemon.wait)
        cls.addClassCleanup(cls.daemon.terminate)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", cls.port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        cls.known = cls.home + "/known"
        with open(cls.home + "/host.pub") as public, open(cls.known, "w") as target:
            target.write("[127.0.0.1]:%d %s" % (cls.port, public.read()))

    def url(self):
        return "ssh://%s@127.0.0.1:%d%s" % (getpass.getuser(), self.port, self.site)

    def test_the_given_key_and_host_key_open_the_repository(self):
        repository(self.site, a="1")
        self.assertEqual("1", self.content(self.fetch(self.url() + "#main", Keys(self.home + "/key", self.known))[1]))

    def test_another_key_no_key_and_an_unknown_host_are_refused_without_asking(self):
        repository(self.site, a="1")
        self.refused(self.url() + "#main", "deploy key", keys=Keys(self.home + "/other", self.known))
        self.refused(self.url() + "#main", "deploy key", keys=Keys(None, self.known))
        self.refused(self.url() + "#main", "known hosts", keys=Keys(self.home + "/key", None))
        with open(self.home + "/wrong", "w") as target, open(self.home + "/other.pub") as public:
            target.write("[127.0.0.1]:%d %s" % (self.port, public.read()))
        self.refused(self.url() + "#main", "known hosts", keys=Keys(self.home + "/key", self.home + "/wrong"))

    def test_a_key_that_others_can_read_is_refused(self):
        open_key = os.path.join(self.directory, "key")
        shutil.copy(self.home + "/key", open_key)
        os.chmod(open_key, 0o644)
        with self.assertRaises(PressluftError):
            Keys(open_key, None).check()


if __name__ == "__main__":
    unittest.main()
