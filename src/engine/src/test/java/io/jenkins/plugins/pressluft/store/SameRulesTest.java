package io.jenkins.plugins.pressluft.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the migrations of one database make, those of the other make too, under the same names. */
class SameRulesTest {
  private static final Pattern SENTENCE = Pattern.compile("RAISE\\(ABORT, '([^']+)'");
  private static final String OURS = " NOT LIKE 'flyway%' AND ";

  @TempDir Path directory;
  private TestDatabase postgres;
  private Connection here;
  private Connection there;

  @BeforeEach
  void open() throws SQLException {
    TestDatabase file = TestDatabase.sqlite(directory.resolve("p.db"));
    Store.open(file.database(), Clock.systemUTC()).close();
    here = file.connection();
    postgres = TestDatabase.postgres();
    there = postgres.connection();
  }

  @AfterEach
  void close() throws SQLException {
    here.close();
    there.close();
    postgres.close();
  }

  private static Set<String> lines(Connection connection, String sql) throws SQLException {
    Set<String> lines = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery(sql)) {
      while (rs.next()) {
        lines.add(rs.getString(1));
      }
    }
    return lines;
  }

  @Test
  void tablesColumnsAndWhatMustNotBeNull() throws SQLException {
    assertThat(
            lines(
                there,
                "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' THEN ' not"
                    + " null' ELSE '' END FROM information_schema.columns WHERE table_name"
                    + OURS
                    + "table_schema = 'pressluft'"))
        .hasSizeGreaterThan(100)
        .isEqualTo(
            lines(
                here,
                "SELECT m.name || '.' || c.name || CASE WHEN c.\"notnull\" OR c.pk THEN ' not null'"
                    + " ELSE '' END FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.name"
                    + OURS
                    + "m.name NOT LIKE 'sqlite%' AND m.type = 'table'"));
  }

  @Test
  void indexes() throws SQLException {
    assertThat(
            lines(
                there,
                "SELECT i.relname || CASE WHEN x.indisunique THEN ' unique' ELSE '' END || CASE"
                    + " WHEN x.indpred IS NULL THEN '' ELSE ' partial' END FROM pg_index x JOIN"
                    + " pg_class i ON i.oid = x.indexrelid WHERE i.relname"
                    + OURS
                    + "i.relnamespace = 'pressluft'::regnamespace AND NOT EXISTS (SELECT 1 FROM"
                    + " pg_constraint WHERE conindid = i.oid)"))
        .hasSizeGreaterThan(15)
        .isEqualTo(
            lines(
                here,
                "SELECT i.name || CASE WHEN i.\"unique\" THEN ' unique' ELSE '' END || CASE WHEN"
                    + " i.partial THEN ' partial' ELSE '' END FROM sqlite_master m,"
                    + " pragma_index_list(m.name) i WHERE m.name"
                    + OURS
                    + "m.type = 'table' AND i.origin = 'c'"));
  }

  @Test
  void whatRefersToWhatMustBeThere() throws SQLException {
    assertThat(
            lines(
                there,
                "SELECT conrelid::regclass || '.' || a.attname || ' to ' || confrelid::regclass FROM"
                    + " pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum"
                    + " = c.conkey[1] WHERE c.contype = 'f'"))
        .hasSizeGreaterThan(15)
        .isEqualTo(
            lines(
                here,
                "SELECT m.name || '.' || f.\"from\" || ' to ' || f.\"table\" FROM sqlite_master m,"
                    + " pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"));
  }

  @Test
  void triggersAndTheSentencesTheyRefuseWith() throws SQLException {
    Map<String, String> refusing = new TreeMap<>();
    try (Statement statement = there.createStatement();
        ResultSet rs =
            statement.executeQuery(
                "SELECT tgname, pg_get_triggerdef(oid) || pg_get_functiondef(tgfoid) FROM"
                    + " pg_trigger WHERE NOT tgisinternal AND tgname NOT LIKE 'no_truncate%'")) {
      while (rs.next()) {
        refusing.put(rs.getString(1), rs.getString(2));
      }
    }
    assertThat(refusing.keySet())
        .hasSizeGreaterThan(40)
        .isEqualTo(lines(here, "SELECT name FROM sqlite_master WHERE type = 'trigger'"));
    for (String sql : lines(here, "SELECT sql FROM sqlite_master WHERE type = 'trigger'")) {
      Matcher sentence = SENTENCE.matcher(sql);
      if (sentence.find()) {
        String name = sql.split("\\s+")[2];
        assertThat(refusing.get(name)).as(name).contains("'" + sentence.group(1) + "'");
      }
    }
  }

  @Test
  void historyIsNotTruncatedEither() {
    for (String table :
        new String[] {"job", "backup", "restore", "release", "environment", "site"}) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> there.createStatement().execute("TRUNCATE " + table + " CASCADE"))
          .hasMessageContaining("history is kept");
    }
  }
}
