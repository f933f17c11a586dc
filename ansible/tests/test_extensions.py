"""Versions of plugins and themes, read from files that may be a stranger's."""
import os
import shutil
import tempfile
import unittest

import tests.support.modules  # noqa: F401

from ansible.module_utils.pressluft import extensions

HEAD = "<?php\n/**\n * Plugin Name: %s\n * Description: Version: 9 of nothing\n * Version: %s\n */\n"


class ExtensionsTest(unittest.TestCase):
    def setUp(self):
        self.release = tempfile.mkdtemp(prefix="plext-")
        self.addCleanup(shutil.rmtree, self.release)

    def write(self, path, text):
        target = os.path.join(self.release, "wp-content", path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as out:
            out.write(text)

    def test_reads_what_wordpress_reads(self):
        self.write("plugins/shop/aaa.php", "<?php // a helper\n")
        self.write("plugins/shop/shop.php", HEAD % ("Shop", "1.2.3"))
        self.write("plugins/hello.php", "<?php\r\n/*\r\nPlugin Name: Hello\r\nVersion: 1.7\r\n*/")
        self.write("plugins/bare/bare.php", "<?php /* Plugin Name: Bare */")
        self.write("plugins/index.php", "<?php // silence\n")
        self.write("plugins/notes/readme.txt", "Plugin Name: none\n")
        self.assertEqual([{"name": "bare", "version": None}, {"name": "hello.php", "version": "1.7"},
                          {"name": "shop", "version": "1.2.3"}], extensions.plugins(self.release))
        self.write("themes/three/style.css", "/*\nTheme Name: Three\nVersion: 1.0*/\n")
        self.write("themes/index.php", "<?php\n")
        self.assertEqual([{"name": "three", "version": "1.0"}], extensions.themes(self.release))

    def test_follows_no_link_and_waits_for_no_pipe(self):
        self.write("plugins/shop/shop.php", HEAD % ("Shop", "1"))
        secret = os.path.join(self.release, "secret")
        with open(secret, "w", encoding="utf-8") as out:
            out.write(HEAD % ("Secret", "of another site"))
        base = os.path.join(self.release, "wp-content/plugins")
        os.symlink(secret, os.path.join(base, "linked.php"))
        os.symlink(os.path.join(base, "shop"), os.path.join(base, "again"))
        os.mkdir(os.path.join(base, "pipe"))
        os.mkfifo(os.path.join(base, "pipe/pipe.php"))
        self.assertEqual(["shop"], [found["name"] for found in extensions.plugins(self.release)])

    def test_keeps_to_one_short_printable_line(self):
        self.write("plugins/odd/odd.php", HEAD % ("Odd", "\x1b[31m1.0\u202e" + "x" * 500))
        version = extensions.plugins(self.release)[0]["version"]
        self.assertEqual(100, len(version))
        self.assertTrue(version.isprintable())

    def test_has_nothing_to_say_of_a_release_without_any(self):
        self.assertEqual([], extensions.plugins(self.release))
        self.assertEqual([], extensions.themes(os.path.join(self.release, "gone")))


if __name__ == "__main__":
    unittest.main()
