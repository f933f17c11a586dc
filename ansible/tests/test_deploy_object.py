"""An archive in an object storage: what a storage may answer, and what is never told of the signed address."""

import hashlib
import os
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support import modules

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import object_source
    from ansible.module_utils.pressluft.errors import PressluftError
    from ansible.module_utils.pressluft.source import Limits

SECRET = "X-Amz-Signature=0123456789abcdef"
CONTENT = os.urandom(3 * 1024 * 1024)
SUM = hashlib.sha256(CONTENT).hexdigest()


class Storage(BaseHTTPRequestHandler):
    """Answers by the last part of the path; everything else of a request is only noted."""

    asked = []
    released = threading.Event()

    def do_GET(self):
        self.asked.append(self.path)
        case = self.path.partition("?")[0].rpartition("/")[2]
        if case.isdigit():
            self.send_response(int(case))
            self.send_header("Location", "http://127.0.0.1:1/elsewhere?" + SECRET)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT) * (4 if case == "lies" else 1)))
        self.end_headers()
        if case == "stops":
            self.wfile.write(CONTENT[:1000])
            self.close_connection = True
        elif case == "trickles":
            for at in range(0, 100):
                if self.released.wait(0.1):
                    return
                self.wfile.write(CONTENT[at:at + 1])
        else:
            try:
                self.wfile.write(CONTENT)
            except OSError:
                # Who has read enough hangs up.
                self.close_connection = True

    def log_message(self, *_):
        pass


class ObjectTest(unittest.TestCase):
    def setUp(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Storage)
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        Storage.asked, Storage.released = [], threading.Event()
        self.addCleanup(Storage.released.set)
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.private = os.path.join(directory.name, "archive")

    def url(self, case):
        return "http://127.0.0.1:%d/bucket/%s?%s" % (self.server.server_port, case, SECRET)

    def copy(self, url, limits=None, expected=None, seconds=30.0):
        return object_source.copy(url, self.private, limits or Limits(), expected, seconds)

    def refuses(self, code, url, *more, **named):
        if os.path.exists(self.private):
            os.unlink(self.private)
        with self.assertRaises(PressluftError) as caught:
            self.copy(url, *more, **named)
        self.assertEqual(code, caught.exception.code, caught.exception.message)
        self.assertNotIn(SECRET, caught.exception.message)
        self.assertNotIn("\n", caught.exception.message)
        return caught.exception.message

    def test_the_object_is_copied_with_its_whole_address_and_hashed(self):
        self.assertEqual(SUM, self.copy(self.url("site.tar.zst"), expected=SUM))
        with open(self.private, "rb") as found:
            self.assertEqual(CONTENT, found.read())
        self.assertEqual(0o600, os.stat(self.private).st_mode & 0o777)
        self.assertEqual(["/bucket/site.tar.zst?" + SECRET], Storage.asked)

    def test_another_object_than_the_one_that_was_meant_is_refused(self):
        self.assertIn(SUM, self.refuses("CHECKSUM_MISMATCH", self.url("a"), expected="0" * 64))

    def test_what_is_not_there_or_may_not_be_read_is_not_asked_for_again(self):
        for status in (301, 307, 400, 401, 403, 404, 501):
            with self.subTest(status):
                code = None if status == 501 else "SOURCE_NOT_FOUND"
                self.assertIn(str(status), self.refuses(code, self.url(status)))
        self.assertEqual(7, len(Storage.asked))

    def test_a_storage_that_fails_may_be_asked_again(self):
        for status in (408, 429, 500, 503):
            self.refuses(None, self.url(status))
        self.assertIn("1000 of %d" % len(CONTENT), self.refuses(None, self.url("stops")))
        self.assertIn("127.0.0.1", self.refuses(None, "http://127.0.0.1:1/bucket/a?" + SECRET))

    def test_a_storage_that_trickles_is_given_up(self):
        self.assertIn("within 1 seconds", self.refuses(None, self.url("trickles"), seconds=1.0))

    def test_more_than_a_release_may_have_is_refused_before_it_is_read(self):
        small = Limits(bytes=len(CONTENT) * 2)
        self.assertIn("6 MiB", self.refuses("ARTIFACT_UNSAFE", self.url("lies"), small))
        self.assertFalse(os.path.exists(self.private))

    def test_addresses_of_anything_else_are_refused_unasked(self):
        for url in ("http://example.org/bucket/a", "ftp://127.0.0.1/a", "file:///etc/passwd", "/etc/passwd", "",
                    "https://user:password@127.0.0.1/a", "http://169.254.169.254/latest/meta-data"):
            with self.subTest(url):
                self.refuses("SOURCE_NOT_FOUND", url and url + "?" + SECRET)
        self.assertEqual([], Storage.asked)


if __name__ == "__main__":
    unittest.main()
