"""What is read of an environment's layout, what is refused, and what a new generation looks like."""

import os
import shutil
import subprocess
import tempfile
import unittest

from tests.support import modules

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import layout
    from ansible.module_utils.pressluft.errors import PressluftError
    from ansible.module_utils.pressluft.wpconfig import WpConfig, string_value, tokens

CONFIG = r"""<?php
/** The database's name: define( 'DB_NAME', 'not_this' ); */
# define( 'DB_NAME', 'nor_this' );
// define( 'DB_NAME', 'nor_that' ); ?>
<?php
define( 'DB_NAME', 'wp' );
define('DB_USER', "wp_user");
define( "DB_PASSWORD", 'it\'s \\ a $ecret' );
define( 'DB_HOST', 'localhost:/run/x.sock' );
define( 'AUTH_KEY', "not {$_SERVER['x']} define( 'DB_NAME', 'x' )" );
$text = <<<EOT
define( 'DB_NAME', 'heredoc' );
EOT;
$table_prefix = 'wp_';
define( 'WP_DEBUG', false );
/* That's all, stop editing! */
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
"""


class Site:
    """An environment in the layout that WordPress hosts start with."""

    def __init__(self, path, config=CONFIG):
        self.path = path
        os.makedirs(path + "/releases/20260101T000000Z/wp-content")
        os.makedirs(path + "/shared/uploads")
        with open(path + "/shared/wp-config.php", "w", encoding="utf-8") as target:
            target.write(config)
        os.chmod(path + "/shared/wp-config.php", 0o640)
        os.symlink("../../shared/wp-config.php", path + "/releases/20260101T000000Z/wp-config.php")
        os.symlink("../../../shared/uploads", path + "/releases/20260101T000000Z/wp-content/uploads")
        os.symlink("releases/20260101T000000Z", path + "/current")
        os.mkdir(path + "/.pressluft")


class LayoutTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = os.path.realpath(directory.name)

    def refused(self, containing):
        with self.assertRaises(PressluftError) as caught:
            layout.read(self.path)
        self.assertEqual("LAYOUT_UNSUPPORTED", caught.exception.code)
        self.assertIn(containing, caught.exception.message)

    def test_the_layout_as_found_is_generation_0(self):
        Site(self.path)
        live = layout.read(self.path)
        self.assertEqual(
            ("releases/20260101T000000Z", 0, "shared/uploads", "shared/wp-config.php", "wp", "wp_user", "wp_"),
            (live.release, live.generation, live.uploads, live.config, live.database, live.database_user,
             live.table_prefix))

    def test_reading_writes_nothing(self):
        Site(self.path)
        before = subprocess.check_output(["find", self.path, "-printf", "%p %T@ %C@\n"])
        layout.read(self.path)
        self.assertEqual(before, subprocess.check_output(["find", self.path, "-printf", "%p %T@ %C@\n"]))

    def test_a_new_generation_is_read_back_and_keeps_owner_and_mode_of_the_live_one(self):
        Site(self.path)
        live = layout.read(self.path)
        config = live.wp_config().for_generation(live.wp_config(), "wp_g1", "wp_")
        layout.write_generation(live, 1, config, live.uploads, {"generation": 1})
        shutil.copytree(live.release_path, self.path + "/releases/new", symlinks=True)
        layout.bind_release(live, "releases/new", 1)
        new = layout.read_release(self.path, "releases/new")
        self.assertEqual((1, "shared/uploads", "data/1/wp-config.php", "wp_g1"),
                         (new.generation, new.uploads, new.config, new.database))
        self.assertEqual(["releases/new"], layout.releases_of(self.path, 1))
        for file in ("data/1/wp-config.php", "releases/new/wp-config.php"):
            self.assertEqual(0o640, os.stat(os.path.join(self.path, file)).st_mode & 0o777)
        self.assertEqual("../../data/1", os.readlink(self.path + "/releases/new/.shared"))
        self.assertEqual(live, layout.read(self.path))

    def test_shared_stays_a_directory_and_becomes_a_name_once_that_is_gone(self):
        Site(self.path)
        layout.name_shared(self.path)
        self.assertFalse(os.path.islink(self.path + "/shared"))
        shutil.rmtree(self.path + "/shared")
        layout.name_shared(self.path)
        self.assertEqual("current/.shared", os.readlink(self.path + "/shared"))

    def test_refuses_a_current_that_is_no_link(self):
        os.mkdir(self.path + "/current")
        self.refused("is not a symbolic link")

    def test_refuses_a_current_that_leads_elsewhere(self):
        Site(self.path)
        os.unlink(self.path + "/current")
        os.symlink("/etc", self.path + "/current")
        self.refused("must point at a directory in releases/")

    def test_refuses_uploads_of_another_generation(self):
        Site(self.path)
        os.makedirs(self.path + "/data/1/uploads")
        link = self.path + "/releases/20260101T000000Z/wp-content/uploads"
        os.unlink(link)
        os.symlink("../../../data/1/uploads", link)
        self.refused("must lead to shared/uploads")

    def test_refuses_uploads_outside_the_environment(self):
        Site(self.path)
        os.rmdir(self.path + "/shared/uploads")
        os.symlink("/tmp", self.path + "/shared/uploads")
        self.refused("must be a directory below")

    def test_refuses_a_release_with_a_configuration_of_its_own(self):
        Site(self.path)
        os.unlink(self.path + "/releases/20260101T000000Z/wp-config.php")
        shutil.copy(self.path + "/shared/wp-config.php", self.path + "/releases/20260101T000000Z/wp-config.php")
        self.refused("neither a link")

    def test_names_are_never_given_twice(self):
        Site(self.path)
        names = layout.Names(self.path)
        self.assertEqual(1, names.generation([]))
        self.assertEqual(2, names.generation([]))
        self.assertEqual(8, names.generation([7]))
        os.makedirs(self.path + "/data/11")
        self.assertEqual(12, names.generation([]))
        given = [names.release(stamp) for stamp in
                 ("20260101T000000Z", "20260102T000000Z", "20260102T000000Z", "20260101T000000Z", "20260103T000000Z")]
        self.assertEqual(["releases/20260101T000000Z-2", "releases/20260102T000000Z", "releases/20260102T000000Z-2",
                          "releases/20260102T000000Z-3", "releases/20260103T000000Z"], given)


class WpConfigTest(unittest.TestCase):
    def refused(self, text, containing):
        with self.assertRaises(PressluftError) as caught:
            WpConfig(text, "wp-config.php")
        self.assertEqual("LAYOUT_UNSUPPORTED", caught.exception.code)
        self.assertIn(containing, caught.exception.message)
        self.assertNotIn("ecret", caught.exception.message)

    def test_reads_what_php_would_read_and_no_comment_or_text(self):
        config = WpConfig(CONFIG, "wp-config.php")
        self.assertEqual(("wp", "wp_user", "localhost:/run/x.sock", "wp_", "it's \\ a $ecret"),
                         (config.database, config.user, config.host, config.table_prefix,
                          config.literal("DB_PASSWORD")))

    def test_refuses_a_name_that_is_computed_or_said_twice_or_missing(self):
        self.refused(CONFIG.replace("'wp' )", "getenv( 'DB' ) )"), "plain quoted string")
        self.refused(CONFIG.replace("'wp' )", "'wp' . '_x' )"), "plain quoted string")
        self.refused(CONFIG.replace("'wp' )", '"wp$x" )'), "plain quoted string")
        self.refused(CONFIG + "define( 'DB_NAME', 'two' );", "2 times")
        self.refused(CONFIG.replace("define( 'DB_NAME', 'wp' );", ""), "0 times")
        self.refused(CONFIG.replace("$table_prefix = 'wp_'", "$table_prefix = $x"), "$table_prefix")

    def test_tokens_lose_nothing(self):
        self.assertEqual(CONFIG, "".join(token.text for token in tokens(CONFIG)))

    def test_a_generations_configuration_means_the_same_to_php_except_the_database(self):
        access = WpConfig(CONFIG.replace("wp_user", "live_user"), "live")
        text = WpConfig(CONFIG, "backup").for_generation(access, "wp_g7", "x_")
        again = WpConfig(text, "data/7/wp-config.php")
        self.assertEqual(("wp_g7", "live_user", "x_", "it's \\ a $ecret"),
                         (again.database, again.user, again.table_prefix, again.literal("DB_PASSWORD")))
        self.assertNotIn("wp-settings", text)
        self.assertNotIn("'ABSPATH'", text)
        seen = subprocess.run(["php", "-r", "error_reporting(0); eval('?>' . stream_get_contents(STDIN));"
                               "echo DB_NAME, '|', DB_PASSWORD, '|', DB_USER, '|', $table_prefix, '|',"
                               "defined('ABSPATH') ? 1 : 0;"],
                              input=text, stdout=subprocess.PIPE, universal_newlines=True, check=True)
        self.assertEqual("wp_g7|it's \\ a $ecret|live_user|x_|0", seen.stdout.strip())

    def test_every_usual_form_of_abspath_is_left_out(self):
        for form in ("if ( !defined('ABSPATH') )\n\tdefine('ABSPATH', dirname(__FILE__) . '/');",
                     "defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );",
                     "defined( 'ABSPATH' ) or define( 'ABSPATH', __DIR__ . '/' );",
                     "define( 'ABSPATH', '/usr/share/wordpress/' );"):
            text = CONFIG.partition("if ( ! defined")[0] + form + "\nrequire_once(ABSPATH . 'wp-settings.php');\n"
            config = WpConfig(text, "x")
            result = config.for_generation(config, "wp", "wp_")
            self.assertNotIn("ABSPATH", result)
            self.assertTrue(result.rstrip().endswith("stop editing! */"), result)

    def test_strings_mean_what_they_mean_in_php(self):
        for quoted in ("'a\\'b\\\\c\\n'", '"a\\"b\\\\c\\n\\x41\\101\\u{e9}\\$x\\q"'):
            seen = subprocess.run(["php", "-r", "echo %s;" % quoted], stdout=subprocess.PIPE, check=True)
            self.assertEqual(seen.stdout.decode(), string_value(quoted))


if __name__ == "__main__":
    unittest.main()
