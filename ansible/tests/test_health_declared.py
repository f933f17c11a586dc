"""Declared pages, asked of a small server: status, text, redirects, and pages that hang or break off."""

import threading
import time
import unittest
import unittest.mock
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import tests.support.modules  # noqa: F401

from ansible.module_utils.pressluft import health

PAGES = {
    "/good": (200, {}, b"all is well, \xc3\xbc"),
    "/moved": (301, {"Location": "/good"}, b""),
    "/away": (302, {"Location": "http://example.org/"}, b""),
    "/installer": (302, {"Location": "/wp-admin/install.php"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/error": (500, {}, b"all is well"),
    "/database": (200, {}, b"<h1>Error establishing a database connection</h1>"),
    "/post": (200, {}, b"<p>How to mend &quot;Error establishing a database connection&quot;</p>"),
    "/large": (200, {}, b"x" * (5 << 20)),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/slow":
            time.sleep(2)
        status, headers, body = PAGES.get(self.path, (404, {}, b"none"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_):
        pass


class DeclaredTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        cls.server.daemon_threads = True
        cls.thread = threading.Thread(target=cls.server.serve_forever, daemon=True)
        cls.thread.start()
        cls.url = "http://127.0.0.1:%d" % cls.server.server_address[1]

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.thread.join()

    def reason(self, path, **given):
        wanted = health.declared([dict({"url": path if "://" in path else self.url + path}, **given)])[0]
        try:
            health._declared_page(wanted)
        except health.Unhealthy as failed:
            return str(failed)
        return ""

    def test_status_and_text_must_be_there(self):
        self.assertEqual("", self.reason("/good"))
        self.assertEqual("", self.reason("/good", contains="well, \u00fc"))
        self.assertEqual("", self.reason("/error", status=500, contains="well"))
        self.assertEqual("", self.reason("/nothing", status=404))
        self.assertIn("status 500 instead of 200", self.reason("/error"))
        self.assertIn("status 200 instead of 404", self.reason("/good", status=404))
        self.assertIn("does not contain", self.reason("/good", contains="bad"))

    def test_redirects_are_followed_within_the_host_only(self):
        self.assertEqual("", self.reason("/moved", contains="well"))
        self.assertEqual("", self.reason("/moved", status=301))
        self.assertIn("another host", self.reason("/away"))
        self.assertIn("installer", self.reason("/installer"))
        self.assertIn("more than 5 times", self.reason("/round"))

    def test_a_database_error_is_one_whatever_the_status(self):
        self.assertIn("database error", self.reason("/database"))
        self.assertEqual("", self.reason("/post"))

    def test_what_cannot_be_asked_is_not_healthy(self):
        self.assertIn("not an http", self.reason("file:///etc/passwd"))
        self.assertIn("cannot be fetched", self.reason("http://127.0.0.1:9/"))
        with unittest.mock.patch.object(health, "TIME", 0.5):
            self.assertIn("did not answer within 0.5 seconds", self.reason("/slow"))
        self.assertEqual("", self.reason("/large"))


if __name__ == "__main__":
    unittest.main()
