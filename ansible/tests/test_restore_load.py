"""Loading a dump over several connections: everything comes back, in an order that cannot matter, and a failure ends all."""
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from tests.support import modules
from tests.support.mariadb import MariaDB

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import wire
    from ansible.module_utils.pressluft.database import DUMP_FLAGS
    from ansible.module_utils.pressluft.dump import DumpReader
    from ansible.module_utils.pressluft.errors import PressluftError
    from ansible.module_utils.pressluft.loader import Loader, drop_loader
    from ansible.module_utils.pressluft.loading import Load
    from ansible.module_utils.pressluft.server import Server
    from ansible.module_utils.pressluft.server_errors import ServerError

HELD = ("view", "trigger", "routine", "event")
BLOCK = 1 << 20
PATIENCE = 30

RICH = """
CREATE TABLE parent (id int PRIMARY KEY, name varchar(40) UNIQUE, other int);
CREATE TABLE child (id int PRIMARY KEY AUTO_INCREMENT, parent_id int NOT NULL, word varchar(60), amount decimal(9,3),
  doubled decimal(10,3) GENERATED ALWAYS AS (amount * 2) STORED, shout varchar(60) GENERATED ALWAYS AS (UPPER(word)) VIRTUAL,
  filler text, KEY (word), FULLTEXT (filler), CONSTRAINT belongs FOREIGN KEY (parent_id) REFERENCES parent (id));
INSERT INTO parent SELECT seq, CONCAT('p', seq), IF(seq % 3, NULL, -seq) FROM seq_1_to_3000;
SET foreign_key_checks = 0;
ALTER TABLE parent ADD CONSTRAINT circle FOREIGN KEY (id) REFERENCES child (parent_id);
INSERT INTO child (parent_id, word, amount, filler) SELECT 1 + seq % 3000, CONCAT('word ', seq, ' \\'\\n('), seq / 7,
  CONCAT(REPEAT(CONCAT('lorem ', seq, ' '), 40), '\\n);\\n', UNHEX('C3A4E282AC')) FROM seq_1_to_20000;
CREATE TABLE plain (a int, b varchar(40), c varbinary(30)) ENGINE=InnoDB;
INSERT INTO plain SELECT 100000 - seq, MD5(seq), UNHEX(SHA1(seq)) FROM seq_1_to_40000;
CREATE TABLE old (a int PRIMARY KEY, b text) ENGINE=MyISAM;
INSERT INTO old SELECT seq, REPEAT(MD5(seq), 4) FROM seq_1_to_12000;
CREATE TABLE odd (`a(``b` int PRIMARY KEY, b bit(3), d double, e datetime, j json, en enum('x','y''z'), g blob);
INSERT INTO odd VALUES (1, b'101', -1.5e10, '2026-01-02 03:04:05', '{"a": "\\\\n("}', 'y''z', UNHEX('0A280A293B0A')),
  (2, NULL, NULL, NULL, NULL, NULL, ''), (0, b'0', 0, '2026-01-02', '[]', 'x', NULL);
CREATE TABLE hist (a int PRIMARY KEY, b int) WITH SYSTEM VERSIONING;
INSERT INTO hist VALUES (1, 1); UPDATE hist SET b = 2; DELETE FROM hist; INSERT INTO hist VALUES (3, 3);
CREATE TABLE empty (a int PRIMARY KEY AUTO_INCREMENT) AUTO_INCREMENT=77;
CREATE SEQUENCE sq START WITH -5 MINVALUE -10 NOCACHE; DO NEXTVAL(sq);
CREATE VIEW busy AS SELECT parent.name, COUNT(*) AS n FROM parent JOIN child ON child.parent_id = parent.id GROUP BY 1;
CREATE VIEW above AS SELECT MAX(n) AS most FROM busy;
DELIMITER //
CREATE TRIGGER counted BEFORE INSERT ON plain FOR EACH ROW BEGIN SET NEW.a = NEW.a + 1000000; SET @seen = 1; END//
CREATE PROCEDURE p(IN n int) BEGIN INSERT INTO plain VALUES (n, 'p', NULL); END//
CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 41 + 1//
CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM plain WHERE a = -1//
DELIMITER ;
"""


class Loading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = MariaDB.start()
        cls.addClassCleanup(cls.server.stop)
        cls.server.run("CREATE DATABASE source; CREATE DATABASE other; CREATE TABLE other.secret (a int)")

    def setUp(self):
        self.admin = Server(self.server.variables("source"))
        self.admin.create_like("source", "target")
        self.addCleanup(self.admin.drop_database, "target")
        self.loader = Loader(self.admin, "target")
        self.loader.create()
        self.addCleanup(drop_loader, self.admin, self.loader.name)

    def filled(self, sql):
        self.server.run("DROP DATABASE source; CREATE DATABASE source")
        self.server.run(sql, "source")

    def dumped(self, *options):
        command = self.server.command()
        command[0] = "mariadb-dump"
        done = subprocess.run(command + DUMP_FLAGS + list(options) + ["source"], stdout=subprocess.PIPE, check=True)
        return done.stdout

    def loaded(self, dump):
        """Loads it as a restore does; the reader."""
        load = self.loader.load()
        try:
            reader = DumpReader("source", ["other"], hold=HELD, into=load)
            for start in range(0, len(dump), BLOCK):
                reader.feed(bytearray(dump[start:start + BLOCK]))
            reader.finish()
            load.finish()
        finally:
            load.end()
        self.loader.load_programs(reader.programs)
        return reader

    def refused(self, dump, code):
        before = threading.active_count()
        with self.assertRaises(PressluftError) as caught:
            self.loaded(dump)
        self.assertEqual(code, caught.exception.code, caught.exception.message)
        self.assertEqual(before, threading.active_count())
        return caught.exception.message

    def described(self, database):
        """Schema, rows and programs of a database, without its own name and without who made what when."""
        tables = self.server.query("SELECT table_name, table_type FROM information_schema.tables WHERE table_schema ="
                                   " '%s' ORDER BY 1" % database)
        found = [tables]
        for name, kind in tables:
            create = self.server.query("SHOW CREATE TABLE `%s`" % name, database)
            found.append([column.replace("`%s`." % database, "") for column in create[0]])
            if kind == "BASE TABLE" or kind == "SYSTEM VERSIONED":
                found.append([row[1:] for row in self.server.query("CHECKSUM TABLE `%s` EXTENDED" % name, database)])
        for kind, names in (("TRIGGERS", "trigger"), ("ROUTINES", "routine"), ("EVENTS", "event")):
            found.append(self.server.query("SELECT %s_name FROM information_schema.%s WHERE %s_schema = '%s' ORDER BY 1"
                                           % (names, kind, names, database)))
        return found


class Everything(Loading):
    def test_a_database_with_everything_in_it_comes_back_the_same(self):
        self.filled(RICH)
        dump = self.dumped("--dump-history")
        self.assertGreater(dump.count(b"INSERT INTO `child`"), 3)
        reader = self.loaded(dump)
        self.maxDiff = None
        self.assertEqual(self.described("source"), self.described("target"))
        self.assertEqual({name: int(self.server.query("SELECT COUNT(*) FROM `%s`" % name, "source")[0][0])
                          for name in reader.tables if name != "hist"},
                         {name: rows for name, rows in reader.tables.items() if name != "hist"})
        # Rows of a trigger's table are not sent through it a second time; history is as it was.
        for question in ("SELECT MAX(a), MIN(a) FROM plain", "SELECT most FROM above", "SELECT f()",
                         "SELECT * FROM hist FOR SYSTEM_TIME ALL ORDER BY a, b",
                         "SELECT id FROM child WHERE MATCH (filler) AGAINST ('777') ORDER BY id",
                         "SELECT NEXTVAL(sq)"):
            self.assertEqual(self.server.query(question, "source"), self.server.query(question, "target"), question)

    def test_rows_without_a_primary_key_keep_their_order(self):
        self.filled("CREATE TABLE t (a int, b varchar(200)); INSERT INTO t SELECT (seq * 7919) % 60013, REPEAT(MD5(seq), 3)"
                    " FROM seq_1_to_60000")
        dump = self.dumped()
        self.assertGreater(dump.count(b"INSERT INTO `t`"), 3)
        self.loaded(dump)
        self.assertEqual(self.server.query("SELECT a FROM t", "source"), self.server.query("SELECT a FROM t", "target"))

    def test_a_dump_whose_tables_are_transactions_of_their_own(self):
        self.filled("CREATE TABLE t (a int PRIMARY KEY, b text); INSERT INTO t SELECT seq, REPEAT(MD5(seq), 20) FROM"
                    " seq_1_to_9000")
        self.loaded(self.dumped("--no-autocommit"))
        self.assertEqual(self.described("source"), self.described("target"))

    def test_a_row_of_several_packets(self):
        self.filled("CREATE TABLE t (a int PRIMARY KEY, b longblob); INSERT INTO t VALUES (1, REPEAT('x', 40000000)),"
                    " (2, REPEAT('y', 17)), (3, REPEAT('z', 20000000))")
        self.loaded(self.dumped())
        self.assertEqual(self.described("source"), self.described("target"))

    def test_a_server_that_takes_only_one_connection_is_loaded_over_one(self):
        self.filled("CREATE TABLE t (a int PRIMARY KEY, b text); INSERT INTO t SELECT seq, REPEAT(MD5(seq), 20) FROM"
                    " seq_1_to_9000")
        self.server.run("ALTER USER %s WITH MAX_USER_CONNECTIONS 1" % self.loader.account)
        self.loaded(self.dumped())
        self.assertEqual(self.described("source"), self.described("target"))


    def test_a_server_that_ends_idle_connections_soon_does_not_end_these(self):
        self.server.run("SET GLOBAL wait_timeout = 1")
        try:
            load = self.loader.load()
            try:
                load.statement(b"create", b"CREATE TABLE t (a int PRIMARY KEY AUTO_INCREMENT, b bigint, c bigint)")
                # Settings reach every connection, and so does what is called one here.
                load.statement(b"set", b"INSERT INTO t (b, c) SELECT @@wait_timeout, CONNECTION_ID()")
            finally:
                load.end()
        finally:
            self.server.run("SET GLOBAL wait_timeout = 28800")
        self.assertEqual([["28800"]], self.server.query("SELECT DISTINCT b FROM target.t"))
        self.assertGreater(int(self.server.query("SELECT COUNT(DISTINCT c) FROM target.t")[0][0]), 1)


class Failing(Loading):
    def many(self):
        self.filled("CREATE TABLE t (a int PRIMARY KEY, b text); INSERT INTO t SELECT seq, REPEAT(MD5(seq), 30) FROM"
                    " seq_1_to_12000")
        return self.dumped()

    def test_a_statement_that_fails_on_any_connection_ends_the_load_and_quotes_no_row(self):
        dump = self.many()
        for which in (2, 3, 4):
            # The rows of one statement once more: a duplicate key, found by whichever connection comes second.
            starts = [at for at in range(len(dump)) if dump.startswith(b"INSERT INTO `t`", at)] if which == 2 else starts
            twice = dump[starts[which]:dump.index(b");\n", starts[which]) + 3]
            said = self.refused(dump[:starts[which]] + twice + dump[starts[which]:], "DUMP_REFUSED")
            self.assertIn("1062", said)
            self.assertNotIn("t.PRIMARY", said)
            self.assertEqual([], self.server.query("SHOW TABLES", "other")[1:])
            self.server.run("DROP TABLE t", "target")

    def test_a_connection_that_the_server_ends_ends_the_load(self):
        dump = self.many()
        load = self.loader.load()
        try:
            reader = DumpReader("source", ["other"], hold=HELD, into=load)
            reader.feed(dump[:3 * BLOCK])
            for row in self.server.query("SELECT id FROM information_schema.processlist WHERE user = '%s'"
                                         % self.loader.name)[1:]:
                self.server.run("KILL CONNECTION %s" % row[0])
            with self.assertRaises(PressluftError) as caught:
                reader.feed(dump[3 * BLOCK:])
                reader.finish()
                load.finish()
            self.assertEqual("DATABASE_UNREACHABLE", caught.exception.code)
        finally:
            load.end()

    def test_a_worker_that_is_killed_leaves_nothing_that_its_successor_cannot_remove(self):
        self.many()
        code = ("import sys; sys.path[:0] = [%r]\nfrom tests.support import modules\n"
                "from ansible.module_utils.pressluft.loader import Loader\n"
                "from ansible.module_utils.pressluft.server import Server\n"
                "loader = Loader(Server(%r), 'target'); loader.create(); load = loader.load()\n"
                "load.statement(b'create', b'CREATE TABLE t (a int PRIMARY KEY, b text)')\n"
                "print(loader.name, flush=True)\nn = 0\n"
                "while True:\n"
                "    load.rows(b'INSERT INTO t VALUES ' + b','.join(b\"(%%d,'%%s')\" %% (n + i, b'x' * 900) for i in"
                " range(900)))\n    load.rows_end(False); n += 900\n" % (modules.ROOT, self.server.variables("source")))
        worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=modules.ROOT)
        name = worker.stdout.readline().decode().strip()
        self.until(lambda: int(self.server.query("SELECT COUNT(*) FROM target.t")[0][0]) > 3000)
        os.kill(worker.pid, signal.SIGKILL)
        worker.communicate()
        drop_loader(self.admin, name)
        self.assertEqual([], self.server.query("SELECT user FROM mysql.global_priv WHERE user = '%s'" % name))
        self.until(lambda: not self.server.query("SELECT id FROM information_schema.processlist WHERE user = '%s'" % name))
        self.admin.drop_database("target")
        self.assertFalse(self.admin.exists("target"))

    def test_what_the_account_may_not_do_is_refused_on_every_connection(self):
        load = self.loader.load()
        try:
            load.statement(b"create", b"CREATE TABLE t (a int PRIMARY KEY)")
            load.rows(b"INSERT INTO other.secret VALUES (1)")
            with self.assertRaises(PressluftError) as caught:
                load.rows_end(False)
                load.finish()
            self.assertEqual("DUMP_REFUSED", caught.exception.code)
        finally:
            load.end()
        self.assertEqual([], self.server.query("SELECT * FROM other.secret"))

    def test_two_statements_are_never_taken_for_one(self):
        load = self.loader.load()
        try:
            with self.assertRaises(PressluftError) as caught:
                load.statement(b"do", b"DO 1; CREATE TABLE sneaked (a int)")
            self.assertIn("1064", caught.exception.message)
        finally:
            load.end()
        self.assertEqual([], self.server.query("SHOW TABLES", "target"))

    def until(self, true):
        deadline = time.monotonic() + PATIENCE
        while not true():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)


class Scripted:
    """A connection that tells what it is given and holds it until it may go on."""

    def __init__(self, log, held=()):
        self.log = log
        self.held = {name: threading.Event() for name in held}
        self.begun = {name: threading.Event() for name in held}
        self.fails = {}

    def execute(self, pieces):
        name = b"".join(pieces).decode()
        self.log.append("begin " + name)
        if name in self.held:
            self.begun[name].set()
            if not self.held[name].wait(PATIENCE):
                raise AssertionError("%s was never let go" % name)
        if name in self.fails:
            raise self.fails[name]
        self.log.append("end " + name)

    def shut(self):
        for event in self.held.values():
            event.set()

    def close(self):
        pass


class Order(unittest.TestCase):
    def setUp(self):
        self.log = []
        both = Scripted(self.log, ["a", "b"])
        self.connection = both
        self.load = Load([both, both])
        self.addCleanup(self.load.end)

    def rows(self, name, ordered=False):
        self.load.rows(name.encode())
        self.load.rows_end(ordered)

    def test_rows_of_a_table_go_in_at_once_and_what_follows_waits_for_all_of_them(self):
        self.load.statement(b"create", b"create")
        self.rows("a")
        self.rows("b")
        self.assertTrue(self.connection.begun["a"].wait(PATIENCE))
        self.assertTrue(self.connection.begun["b"].wait(PATIENCE))
        later = threading.Thread(target=self.load.statement, args=(b"alter", b"alter"))
        later.start()
        self.connection.held["b"].set()
        while "end b" not in self.log:
            time.sleep(0.001)
        self.assertTrue(later.is_alive())
        self.assertNotIn("begin alter", self.log)
        self.connection.held["a"].set()
        later.join(PATIENCE)
        self.assertEqual(["end b", "end a", "begin alter", "end alter"], self.log[-4:])

    def test_rows_whose_order_matters_go_in_one_statement_after_the_other(self):
        self.rows("a", ordered=True)
        self.assertTrue(self.connection.begun["a"].wait(PATIENCE))
        second = threading.Thread(target=self.rows, args=("b", True))
        second.start()
        self.assertFalse(self.connection.begun["b"].is_set())
        self.connection.held["a"].set()
        self.assertTrue(self.connection.begun["b"].wait(PATIENCE))
        self.connection.held["b"].set()
        second.join(PATIENCE)
        self.load.finish()
        self.assertEqual(["begin a", "end a", "begin b", "end b"], self.log[-4:])

    def test_settings_reach_every_connection_and_locks_none(self):
        self.load.statement(b"set", b"set x")
        self.load.statement(b"lock", b"lock tables")
        self.load.statement(b"create", b"create")
        self.assertEqual(["end set x", "end set x", "end create"], [word for word in self.log if word.startswith("end")])

    def test_after_a_failure_nothing_is_sent_any_more_and_nobody_waits(self):
        self.connection.fails["a"] = ServerError(1062, None, "error 1062: …")
        self.rows("a")
        self.connection.held["a"].set()
        with self.assertRaises(PressluftError) as caught:
            for _ in range(1000):
                self.rows("c")
                time.sleep(0.001)
        self.assertEqual("DUMP_REFUSED", caught.exception.code)
        sent = self.log.count("begin c")
        with self.assertRaises(PressluftError):
            self.load.statement(b"alter", b"alter")
        with self.assertRaises(PressluftError):
            self.load.finish()
        self.assertEqual(sent, self.log.count("begin c"))
        self.assertNotIn("begin alter", self.log)

    def test_the_end_comes_to_a_worker_that_is_busy_while_another_hears_of_it_and_is_gone(self):
        both = [Scripted(self.log, ["a"]), Scripted(self.log, ["a"])]
        load = Load(both)
        load.rows(b"a")
        load.rows_end(False)
        while not any(connection.begun["a"].is_set() for connection in both):
            time.sleep(0.001)
        if both[1].begun["a"].is_set():
            load._threads.reverse()
        busy, free = load._threads
        shut = both[0].shut, both[1].shut
        both[0].shut = both[1].shut = lambda: None
        put = load._work.put

        def told(word):
            put(word)
            free.join(PATIENCE)
            for release in shut:
                release()

        load._work.put = told
        ending = threading.Thread(target=load.end, daemon=True)
        ending.start()
        busy.join(PATIENCE)
        self.assertFalse(busy.is_alive(), "a worker was never told of the end")
        ending.join(PATIENCE)
        self.assertFalse(ending.is_alive())


class OverTheNetwork(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keys = tempfile.TemporaryDirectory(prefix="pltls-")
        cls.addClassCleanup(cls.keys.cleanup)
        key, certificate = (os.path.join(cls.keys.name, name) for name in ("key", "certificate"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "2", "-keyout",
                        key, "-out", certificate], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            cls.port = free.getsockname()[1]
        cls.server = MariaDB.start("--skip-networking=0", "--bind-address=127.0.0.1", "--port=%d" % cls.port,
                                   "--ssl-key=" + key, "--ssl-cert=" + certificate)
        cls.addClassCleanup(cls.server.stop)
        cls.server.run("CREATE DATABASE d; CREATE USER u@'%' IDENTIFIED BY 'p''w' REQUIRE SSL; GRANT ALL ON d.* TO u@'%'")

    def connect(self, password="p'w"):
        return wire.Connection(wire.Address(None, "127.0.0.1", self.port), "u", password, "d")

    def test_a_server_that_offers_encryption_is_spoken_to_in_it(self):
        connection = self.connect()
        try:
            connection.execute([b"CREATE OR REPLACE TABLE t (a int, b longtext)"])
            for size in (0xFFFFFF - 40, 0xFFFFFF - 30, 0xFFFFFF, 0x1FFFFFE, 0x1FFFFFF):
                head = b"INSERT INTO t VALUES (1, '"
                connection.execute([head, b"x" * (size - len(head) - 3), b"')"])
            self.assertEqual([["5"]], self.server.query("SELECT COUNT(*) FROM d.t"))
        finally:
            connection.close()

    def test_a_wrong_password_and_a_dead_port_are_told_apart(self):
        with self.assertRaises(ServerError) as caught:
            self.connect("wrong")
        self.assertEqual(1045, caught.exception.number)
        with self.assertRaises(ServerError) as caught:
            wire.Connection(wire.Address("/nonexistent/socket"), "u", "p", "d")
        self.assertEqual(2002, caught.exception.number)

    def test_an_answer_with_rows_is_an_error(self):
        connection = self.connect()
        try:
            with self.assertRaises(ServerError):
                connection.execute([b"SELECT 1"])
        finally:
            connection.close()


if __name__ == "__main__":
    unittest.main()
