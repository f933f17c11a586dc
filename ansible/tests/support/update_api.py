"""Plays WordPress's update service on loopback: says which updates there are, and gives their packages.

    api = UpdateApi()
    api.offer_plugin("acme-tool/acme-tool.php", "2", {"acme-tool/acme-tool.php": "<?php ..."})
    ... api.url ...
    api.close()
"""
import io
import json
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def package(files):
    """A zip of the files, as bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


class UpdateApi:
    """`asked` lists the paths that were asked for; `broken` answers every question with status 500."""

    def __init__(self):
        self.plugins, self.themes, self.core = {}, {}, None
        self.packages = {}
        self.asked = []
        self.broken = False
        self.hold = None
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer({})

            def do_POST(self):
                length = int(self.headers.get("Content-Length") or 0)
                self.answer(parse_qs(self.rfile.read(length).decode()))

            def answer(self, form):
                path = urlsplit(self.path).path
                api.asked.append(path)
                if api.hold is not None:
                    api.hold.wait(60)
                body = None if api.broken else api.body(path, form)
                self.send_response(200 if body is not None else 500 if api.broken else 404)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                try:
                    self.wfile.write(body or b"")
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def offer_plugin(self, file, version, files):
        """A new version of an installed plugin; `files` are the package's, by their path in it."""
        name = "/plugin/%s.%s.zip" % (file.partition("/")[0], version)
        self.packages[name] = files if isinstance(files, bytes) else package(files)
        # Packages lie where the real service keeps them, so the updater is led twice.
        self.plugins[file] = {"id": file, "slug": file.partition("/")[0], "plugin": file, "new_version": version,
                              "url": "https://example.org/", "package": "https://downloads.wordpress.org" + name}

    def offer_theme(self, slug, version, files):
        name = "/theme/%s.%s.zip" % (slug, version)
        self.packages[name] = files if isinstance(files, bytes) else package(files)
        self.themes[slug] = {"theme": slug, "new_version": version, "url": "https://example.org/",
                             "package": self.url + name}

    def offer_core(self, version, files):
        """A new WordPress; the package holds only the files that differ."""
        name = "/release/wordpress-%s.zip" % version
        self.packages[name] = files if isinstance(files, bytes) else package(files)
        self.core = (version, "https://downloads.wordpress.org" + name)

    def body(self, path, form):
        if path == "/plugins/update-check/1.1/":
            installed = json.loads(form["plugins"][0])["plugins"]
            return _json({"plugins": {file: offer for file, offer in self.plugins.items()
                                      if file in installed and installed[file]["Version"] != offer["new_version"]},
                          "no_update": {}, "translations": []})
        if path == "/themes/update-check/1.1/":
            installed = json.loads(form["themes"][0])["themes"]
            return _json({"themes": {slug: offer for slug, offer in self.themes.items()
                                     if slug in installed and installed[slug]["Version"] != offer["new_version"]},
                          "no_update": {}, "translations": []})
        if path == "/core/version-check/1.7/":
            return _json({"offers": [self._offer()], "translations": []})
        if path == "/core/checksums/1.0/":
            return _json({"checksums": False})
        return self.packages.get(path)

    def _offer(self):
        version, url = self.core or ("6.1.9", self.url + "/none.zip")
        return {"response": "upgrade" if self.core else "latest", "download": url, "locale": "en_US",
                "packages": {"full": url, "no_content": False, "new_bundled": False, "partial": False,
                             "rollback": False},
                "current": version, "version": version, "php_version": "5.6.20", "mysql_version": "5.0",
                "new_bundled": "6.1", "partial_version": False}

    def close(self):
        if self.hold is not None:
            self.hold.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def _json(value):
    return json.dumps(value).encode()
