"""Which names of sources are understood, and that nothing passes which git or ssh could take for something else."""

import unittest

from tests.support import modules

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import build, source
    from ansible.module_utils.pressluft.errors import PressluftError


class SourceTest(unittest.TestCase):
    def refusal(self, act, *arguments):
        with self.assertRaises(PressluftError, msg=repr(arguments)) as caught:
            act(*arguments)
        self.assertNotIn("\n", caught.exception.message)
        self.assertLess(len(caught.exception.message), 600)
        return caught.exception.code

    def test_the_usual_forms_are_understood(self):
        for text, expected in {
            "git@github.com:acme/site.git#main": ("git@github.com:acme/site.git", "main", "ssh"),
            "github.com:acme/site.git#v1.2": ("github.com:acme/site.git", "v1.2", "ssh"),
            "ssh://git@example.org:2222/acme/site.git#feature/x": ("ssh://git@example.org:2222/acme/site.git",
                                                                  "feature/x", "ssh"),
            "https://example.org/acme/site#refs/tags/1": ("https://example.org/acme/site", "refs/tags/1", "https"),
            "http://127.0.0.1:8080/site.git#main": ("http://127.0.0.1:8080/site.git", "main", "http"),
            "http://[::1]:8080/site.git#main": ("http://[::1]:8080/site.git", "main", "http"),
            "/srv/git/site.git#0123abc": ("file:///srv/git/site.git", "0123abc", "file"),
            "file:///srv/git/site.git#main": ("file:///srv/git/site.git", "main", "file"),
            "git@example.org:a.git#issue#12": ("git@example.org:a.git", "issue#12", "ssh"),
        }.items():
            self.assertEqual(expected, tuple(source.git_source(text)), text)

    def test_a_source_without_a_ref_is_refused_and_none_is_guessed(self):
        for text in ("git@github.com:acme/site.git", "/srv/site.git#", "https://example.org/a"):
            self.assertEqual("SOURCE_NOT_FOUND", self.refusal(source.git_source, text))

    def test_what_could_be_an_option_a_command_or_another_protocol_is_refused(self):
        for url in ("-oProxyCommand=touch /tmp/x", "--upload-pack=touch", "ext::sh -c id", "ext::sh", "fd::17",
                    "transport::address", "git://example.org/a.git", "ftp://example.org/a", "http://example.org/a.git",
                    "http://169.254.169.254/latest", "http://127.0.0.1.example.org/a", "https://-x/a",
                    "ssh://-oProxyCommand=id/a", "git@-oProxyCommand=id:a", "-x@host:a", "git@host:-x",
                    "https://user:secret@example.org/a.git", "https://token@example.org/a.git", "../site.git",
                    "site.git", "file://relative", "file://host/path", "/srv/../etc", "/srv//x", "/", "https://",
                    "https://example.org", "https://example.org/a?x=1", "https://example.org:99999/a",
                    "/srv/a --upload-pack=x", "/srv/a\n--x", "/srv/a\0b", "/srv/a\x1b[2J", "/srv/a\u202eb", "",
                    "git@host:a.git --upload-pack=x", "https://exa mple.org/a", "x" * 3000, "data:,x:y::z"):
            self.assertEqual("SOURCE_NOT_FOUND", self.refusal(source.git_source, url + "#main"))

    def test_refs_that_git_would_not_accept_or_misread_are_refused(self):
        for ref in ("-x", "--upload-pack=x", "--", "a..b", "a b", "a\nb", "a\0", "main~1", "main^", "a:b", "+main", "*",
                    "refs/heads/*", "a?", "[a]", "@{1}", "@", "/a", "a/", "a.", ".a", "a.lock", "a//b", "a/.b", "$(id)",
                    "`id`", "a;b", "a|b", "a\\b", "x" * 251, "\u202e"):
            if ref == "+main":
                continue  # a legal name of a branch, and never given to git without refs/heads/ before it
            self.assertEqual("SOURCE_NOT_FOUND", self.refusal(source.git_source, "/srv/a.git#" + ref))

    def test_a_source_that_is_no_text_is_refused(self):
        for value in (None, 7, [], {}, True):
            self.assertEqual("SOURCE_NOT_FOUND", self.refusal(source.git_source, value))
            self.assertEqual("SOURCE_NOT_FOUND", self.refusal(source.upload_path, value))

    def test_an_upload_is_an_absolute_path(self):
        self.assertEqual("/srv/in/a.tar.gz", source.upload_path("/srv/in/a.tar.gz"))
        for path in ("a.tar.gz", "../a", "/srv/../a", "s3://bucket/a.tar.gz", "https://example.org/a", "/a b", "/a\n",
                     "-", "//a", "x" * 3000, ""):
            self.assertEqual("SOURCE_NOT_FOUND", self.refusal(source.upload_path, path))

    def test_a_checksum_is_sha256_or_nothing(self):
        self.assertEqual("ab" * 32, source.checksum("sha256:" + "AB" * 32))
        self.assertIsNone(source.checksum(None))
        for text in ("ab" * 32, "md5:" + "a" * 32, "sha256:" + "a" * 63, "sha256:" + "g" * 64, 5):
            self.assertEqual("CHECKSUM_MISMATCH", self.refusal(source.checksum, text))

    def test_build_commands_are_argument_lists(self):
        self.assertEqual([["composer", "install"]], build.check([["composer", "install"]]))
        self.assertEqual([], build.check(None))
        for wrong in (["composer install"], [[]], [[""]], [["-x"]], [["a\0"]], [[1]], [["a"]] * 51, [["a" * 9000]]):
            self.assertEqual("BUILD_FAILED", self.refusal(build.check, wrong))


if __name__ == "__main__":
    unittest.main()
