"""What the reader of a dump counts, and what it refuses."""
import subprocess
import unittest

from tests.support import modules
from tests.support.mariadb import MariaDB

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft.database import DUMP_FLAGS
    from ansible.module_utils.pressluft.dump import DumpReader
    from ansible.module_utils.pressluft.errors import PressluftError

END = b"-- Dump completed on 2026-11-20 21:57:29\n"
TABLE = b"CREATE TABLE `t` (\n  `a` int(11) DEFAULT NULL\n) ENGINE=InnoDB;\n"

RICH = """
CREATE TABLE t (a int PRIMARY KEY AUTO_INCREMENT, b text, `odd(``name` text, c int DEFAULT 5 COMMENT 'x\\n(y');
INSERT INTO t (b) VALUES ('a\\n(b);\\n('), ('q'), (NULL), ('\\\\'), ('-- Dump completed'), ('`);');
CREATE TABLE `e(` (a int);
CREATE TABLE `two words; DROP` (a varchar(20) DEFAULT 'u\\n(v', g varchar(30) GENERATED ALWAYS AS (CONCAT(a, '\\n(')));
INSERT INTO `two words; DROP` (a) VALUES ('1'), ('2');
CREATE TABLE bin (b longblob, bt bit(3), f double, d datetime, j json);
INSERT INTO bin VALUES (UNHEX('0A280A293B0A'), b'101', -1.5e10, NOW(), '{"a": "\\\\n("}'), (NULL, NULL, NULL, NULL, NULL);
CREATE TABLE hist (a int) WITH SYSTEM VERSIONING;
INSERT INTO hist VALUES (1); UPDATE hist SET a = 2; DELETE FROM hist; INSERT INTO hist VALUES (3);
CREATE SEQUENCE sq START WITH -5 MINVALUE -10;
CREATE VIEW v AS SELECT t.a, EXTRACT(YEAR FROM x.d) AS y FROM t JOIN bin x ON t.a = x.f;
CREATE VIEW w AS SELECT q.a AS z FROM v q;
DELIMITER //
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.c = 1; /* it; 'is */ SET @x = (SELECT COUNT(*) FROM t q WHERE q.a = NEW.a); END//
CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t WHERE a = 0; END//
CREATE PROCEDURE p(IN `from` int) BEGIN
 SELECT 'x;;
(', "d//", `from`;
 INSERT INTO t (a, c) VALUES (1, 2) ON DUPLICATE KEY UPDATE t.c = t.c + 1;
 UPDATE t, bin b SET t.c = 3 WHERE b.f = t.a; -- it's
END//
CREATE FUNCTION f() RETURNS int RETURN 1//
DELIMITER ;
"""


def read(data, step=1 << 20, **options):
    out = []
    reader = DumpReader("wp", sink=lambda block: out.append(bytes(block)), **options)
    for start in range(0, len(data), step):
        # As the streams do it: the same buffer again and again.
        buffer = bytearray(data[start:start + step])
        reader.feed(buffer)
        buffer[:] = b"?" * len(buffer)
    return reader.finish(), b"".join(out)


class RealDumps(unittest.TestCase):
    """Dumps that the installed mariadb-dump makes."""

    @classmethod
    def setUpClass(cls):
        cls.server = MariaDB.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        self.server.run("DROP DATABASE IF EXISTS wp; CREATE DATABASE wp CHARACTER SET utf8mb4;"
                        "DROP DATABASE IF EXISTS q2; CREATE DATABASE q2; CREATE TABLE q2.t (a int, b text)")

    def dump(self, *options):
        return subprocess.run(
            ["mariadb-dump", "--no-defaults", "--socket=" + self.server.socket, "--user=root"] + DUMP_FLAGS
            + list(options or ["wp"]), stdout=subprocess.PIPE, check=True).stdout

    def refusals(self, sql, *options, **more):
        self.server.run(sql, "wp")
        return read(self.dump(*options), strict=False, **more)[0].refusals

    def assertRefuses(self, sql, words, *options, **more):
        found = self.refusals(sql, *options, **more)
        self.assertTrue(any(words in reason for reason in found), found)
        with self.assertRaises(PressluftError) as caught:
            read(self.dump(*options), **more)
        self.assertEqual("DUMP_REFUSED", caught.exception.code)

    def test_counts_every_row_of_every_table_whatever_the_size_of_the_blocks(self):
        self.server.run(RICH, "wp")
        data = self.dump("--dump-history", "wp")
        for step in (1 << 20, 1000, 61, 13):
            with self.subTest(step=step):
                reader, out = read(data, step)
                self.assertEqual({"t": 6, "e(": 0, "two words; DROP": 2, "bin": 2, "hist": 3}, reader.tables)
                self.assertEqual(data, out)
                self.assertEqual({"trigger": 1, "event": 1, "routine": 2, "view": 2},
                                 {kind: reader.count(kind) for kind in ("trigger", "event", "routine", "view")})
                self.assertEqual({"root@localhost"}, set(reader.definers()))

    def test_each_row_stands_on_a_line_of_its_own_and_large_rows_are_counted_once(self):
        self.server.run("CREATE TABLE t (a longtext); INSERT INTO t VALUES (REPEAT('x);\\n(', 700000)), ('y'), (REPEAT('\\n', 2000000));"
                        "INSERT INTO t SELECT CONCAT('(', seq) FROM seq_1_to_40000", "wp")
        for step in (1 << 20, 65536):
            self.assertEqual({"t": 40003}, read(self.dump(), step)[0].tables)

    def test_holds_events_back_with_the_settings_they_need(self):
        self.server.run(RICH, "wp")
        reader, out = read(self.dump(), hold=("event",))
        self.assertNotIn(b"EVENT `ev`", out)
        self.assertIn(b"trigger tr", out.lower())
        event = [program for program in reader.programs if program.kind == "event"][0]
        self.assertIn(b"EVENT `ev`", event.sql)
        self.assertIn(b"SET character_set_client = utf8mb4", event.settings)
        self.server.run("DROP EVENT ev", "wp")
        self.server.run("%s;\nDELIMITER //\n%s//" % (b";\n".join(event.settings).decode(), event.sql.decode()), "wp")
        self.assertEqual([["ev"]], self.server.query("SELECT event_name FROM information_schema.events"))

    def test_knows_the_account_that_a_program_runs_as(self):
        self.server.run("CREATE USER `no``body`@`10.%`; GRANT ALL ON *.* TO `no``body`@`10.%`;"
                        "CREATE TABLE t (a int); CREATE DEFINER=`no``body`@`10.%` VIEW v AS SELECT a FROM t;"
                        "CREATE DEFINER=`x y`@`h` TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", "wp")
        self.assertEqual({"no`body@10.%": "view v", "x y@h": "trigger tr"}, read(self.dump())[0].definers())

    def test_refuses_a_view_whose_account_is_gone_since_it_names_the_old_database(self):
        self.assertRefuses("CREATE TABLE t (a int); CREATE DEFINER=`gone`@`h` VIEW v AS SELECT a FROM t",
                           "the view v refers to the database wp")

    def test_refuses_a_dump_made_with_databases(self):
        self.assertRefuses("CREATE TABLE t (a int)", "it names a database (CREATE DATABASE", "--databases", "wp")

    def test_refuses_alter_database_lines(self):
        self.assertRefuses("CREATE PROCEDURE p() SELECT 1; ALTER DATABASE wp CHARACTER SET latin1",
                           "it names a database (ALTER DATABASE")

    def test_refuses_another_database_in_a_trigger(self):
        for body in ("INSERT INTO q2.t VALUES (1, 2)", "INSERT INTO `q2` . `t` VALUES (1, 2)", "DELETE FROM wp.t",
                     "UPDATE t x, q2.t y SET x.a = 1", "SET @a = (SELECT q2.t.a FROM q2.t)", "CALL q2.p()",
                     "SET @a = q2.f(1)", "INSERT INTO/**/Q2 ./*!50000 t*/ VALUES (1, 2)",
                     "INSERT IGNORE q2.t VALUES (1, 2)", "SET @a = (SELECT 1 FROM (q2.t) LIMIT 1)"):
            with self.subTest(body=body):
                self.setUp()
                self.assertRefuses("CREATE TABLE t (a int); CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW " + body,
                                   "the trigger tr refers to the database")

    def test_refuses_a_trigger_that_was_made_with_the_name_of_its_database(self):
        self.assertRefuses("CREATE TABLE t (a int); CREATE TRIGGER wp.tr BEFORE INSERT ON wp.t FOR EACH ROW SET NEW.a = 1",
                           "database wp")

    def test_refuses_another_database_in_events_routines_and_views(self):
        for sql, what in (("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM q2.t", "the event e"),
                          ("CREATE PROCEDURE p() DELETE FROM q2.t", "the routine p"),
                          ("CREATE FUNCTION f() RETURNS int RETURN (SELECT MAX(a) FROM q2.t)", "the routine f"),
                          ("CREATE VIEW v AS SELECT a FROM q2.t", "the view v")):
            with self.subTest(sql=sql):
                self.setUp()
                self.assertRefuses(sql, what + " refers to the database q2")

    def test_refuses_a_database_whose_name_is_also_an_alias_when_it_is_known_to_exist(self):
        sql = ("CREATE TABLE t (a int); CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW "
               "SET @a = (SELECT COUNT(*) FROM t q2, q2.t b)")
        self.assertRefuses(sql, "the trigger tr refers to the database q2", others=("q2",))

    def test_refuses_statements_built_in_a_routine_for_another_database(self):
        self.assertRefuses("CREATE PROCEDURE p() EXECUTE IMMEDIATE 'DELETE FROM `wp`.t'",
                           "the routine p builds a statement")

    def test_refuses_routines_that_write_files_or_change_databases(self):
        self.assertRefuses("CREATE PROCEDURE p() SELECT 1 INTO OUTFILE '/tmp/x'", "writes to a file")
        self.setUp()
        self.assertRefuses("CREATE PROCEDURE p() DROP DATABASE IF EXISTS other", "creates, changes or drops a database")

    def test_refuses_a_default_from_a_sequence_since_it_names_the_old_database(self):
        self.assertRefuses("CREATE SEQUENCE s; CREATE TABLE t (a int DEFAULT NEXTVAL(s))",
                           "the table t refers to the database wp")

    def test_refuses_a_body_that_it_could_read_otherwise_than_the_server(self):
        self.assertRefuses("SET sql_mode = 'NO_BACKSLASH_ESCAPES'; CREATE PROCEDURE p() SELECT 1",
                           "NO_BACKSLASH_ESCAPES")

    def test_reads_ansi_quotes_as_names(self):
        self.assertRefuses("SET sql_mode = 'ANSI_QUOTES'; CREATE PROCEDURE p() DELETE FROM \"q2\".\"t\"",
                           "the routine p refers to the database q2")

    def test_counts_in_a_database_with_quotes_and_metacharacters_in_its_name(self):
        name = "a`b; $(x) 'c' \"d\"\\"
        quoted = "`%s`" % name.replace("`", "``")
        self.server.run("CREATE DATABASE %s; CREATE TABLE %s.t (a int); INSERT INTO %s.t VALUES (1)" % ((quoted,) * 3))
        self.addCleanup(self.server.run, "DROP DATABASE " + quoted)
        self.assertEqual({"t": 1}, read(self.dump("--", name))[0].tables)


class HandMadeDumps(unittest.TestCase):
    """What no dump of ours holds."""

    def assertRefused(self, data, words, code="DUMP_REFUSED"):
        for step in (1 << 20, 11):
            with self.assertRaises(PressluftError) as caught:
                read(data, step)
            self.assertEqual(code, caught.exception.code)
            self.assertIn(words, caught.exception.message)

    def test_refuses_what_is_no_statement_of_a_dump(self):
        for line in (b"USE other;", b"use `other`;", b"CREATE DATABASE x;", b"DROP DATABASE wp;", b"DROP SCHEMA wp;",
                     b"/*!50000 ALTER DATABASE `wp` CHARACTER SET utf8 */;", b"LOAD DATA INFILE '/etc/passwd' INTO TABLE t;",
                     b"SOURCE /etc/passwd;", b"source /etc/passwd\n;", b"\\! id\n;", b"system id\n;", b"\\. /etc/passwd\n;",
                     b"SET @a = 1 \\! id\n;", b"tee /tmp/x\n;", b"GRANT ALL ON *.* TO x;", b"SET GLOBAL general_log=1;",
                     b"SET PASSWORD = 'x';", b"SET @a = (SELECT 1);", b"DELETE FROM t;", b"UPDATE wp.t SET a = 1;",
                     b"CREATE TABLE wp.t2 (a int);", b"CREATE TABLE other . t2 (a int);", b"DROP TABLE IF EXISTS wp.t;",
                     b"CREATE TABLE t2 SELECT * FROM mysql.user;", b"INSERT INTO other.t VALUES (1);",
                     b"INSERT INTO `other`.`t` VALUES\n(1);", b"ALTER TABLE t ADD COLUMN b int;",
                     b"CREATE TABLE `t2` (a int) ENGINE=FEDERATED CONNECTION='mysql://h/d/t';",
                     b"CREATE TABLE `t2` (a int) ENGINE=InnoDB DATA DIRECTORY='/tmp';",
                     b"CREATE TABLE `t2` (a int) ENGINE=MRG_MyISAM;", b"CREATE USER x;", b"DELIMITER //\n",
                     b"INSTALL SONAME 'x';", b"DO SLEEP(1);", b"DO SETVAL(other.`s`, 1, 0);", b"SELECT 1;"):
            with self.subTest(line=line):
                self.assertRefused(TABLE + line + b"\n" + END, "")

    def test_refuses_rows_that_are_not_one_on_each_line(self):
        self.assertRefused(TABLE + b"INSERT INTO `t` VALUES (1),(2);\n" + END, "cannot be counted")
        self.assertRefused(TABLE + b"INSERT INTO `t` VALUES\n(1),\n 2);\n" + END, "one on each line")

    def test_refuses_rows_of_a_table_that_it_does_not_create(self):
        self.assertRefused(b"INSERT INTO `u` VALUES\n(1);\n" + END, "does not create")

    def test_calls_a_dump_without_its_end_unreadable(self):
        for data in (TABLE, TABLE + b"INSERT INTO `t` VALUES\n(1),\n(2)", TABLE + b"INSERT INTO `t` VALUES\n(1);\n",
                     b"", b"CREATE TABLE `t` (a", b"CREATE TABLE `t` ('x"):
            self.assertRefused(data, "", "ARTIFACT_UNREADABLE")

    def test_refuses_statements_behind_the_end(self):
        self.assertRefused(TABLE + END + b"UNLOCK TABLES;\n", "after `-- Dump completed`")

    def test_bounds_the_memory_for_a_statement_that_does_not_end(self):
        reader = DumpReader("wp")
        with self.assertRaises(PressluftError) as caught:
            reader.feed(b"CREATE TABLE `t` ('")
            for _ in range(40):
                reader.feed(b"x" * (1 << 20))
        self.assertEqual("DUMP_REFUSED", caught.exception.code)

    def test_takes_names_of_64_kib_for_what_they_are(self):
        with self.assertRaises(PressluftError) as caught:
            read(b"CREATE TABLE `%s`.t (a int);\n" % (b"x" * 65536) + END)
        self.assertIn("it names the database", caught.exception.message)
        self.assertLess(len(caught.exception.message), 500)


if __name__ == "__main__":
    unittest.main()
