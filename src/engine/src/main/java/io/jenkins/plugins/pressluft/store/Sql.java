package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.WireName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.result.ResultIterable;
import tools.jackson.databind.json.JsonMapper;

/** How values stand in columns: ids as text, times as UTC milliseconds, constants by wire name. */
final class Sql {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private Sql() {}

  /** Column names and values, in pairs. */
  static Map<String, Object> row(Object... pairs) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      row.put((String) pairs[i], column(pairs[i + 1]));
    }
    return row;
  }

  private static Object column(Object value) {
    if (value instanceof UUID id) {
      return id.toString();
    } else if (value instanceof Instant at) {
      return at.toEpochMilli();
    } else if (value instanceof WireName constant) {
      return constant.wire();
    } else if (value instanceof Boolean yes) {
      return yes ? 1 : 0;
    } else {
      return value;
    }
  }

  static void insert(Handle handle, String table, Map<String, Object> row) {
    execute(handle, insertion(table, row), row);
  }

  /** Inserts one row and reads it back, with what the database gave it. */
  static <T> T inserted(Handle handle, String table, Map<String, Object> row, RowMapper<T> mapper) {
    return one(handle, insertion(table, row) + " RETURNING *", row, mapper).orElseThrow();
  }

  private static String insertion(String table, Map<String, Object> row) {
    String names = String.join(", ", row.keySet());
    String values = row.keySet().stream().map(c -> ":" + c).collect(Collectors.joining(", "));
    return "INSERT INTO " + table + " (" + names + ") VALUES (" + values + ")";
  }

  /** Updates the one row of this id; throws when there is none. */
  static void update(Handle handle, String table, UUID id, Map<String, Object> row) {
    String set = row.keySet().stream().map(c -> c + " = :" + c).collect(Collectors.joining(", "));
    try (var update =
        handle.createUpdate("UPDATE " + table + " SET " + set + " WHERE id = :where_id")) {
      int changed = update.bindMap(row).bind("where_id", id.toString()).execute();
      if (changed != 1) {
        throw new IllegalStateException("no " + table + " " + id);
      }
    }
  }

  static int execute(Handle handle, String sql, Map<String, Object> values) {
    try (var update = handle.createUpdate(sql)) {
      return update.bindMap(values).execute();
    }
  }

  static <T> List<T> list(
      Handle handle, String sql, Map<String, Object> values, RowMapper<T> mapper) {
    try (var query = handle.createQuery(sql)) {
      return query.bindMap(values).map(mapper).list();
    }
  }

  static <T> Optional<T> one(
      Handle handle, String sql, Map<String, Object> values, RowMapper<T> mapper) {
    try (var query = handle.createQuery(sql)) {
      ResultIterable<T> rows = query.bindMap(values).map(mapper);
      return rows.findFirst();
    }
  }

  static long number(Handle handle, String sql, Map<String, Object> values) {
    return one(handle, sql, values, (rs, context) -> rs.getLong(1)).orElse(0L);
  }

  static UUID uuid(ResultSet rs, String column) throws SQLException {
    String text = rs.getString(column);
    return text == null ? null : UUID.fromString(text);
  }

  static Instant instant(ResultSet rs, String column) throws SQLException {
    Long millis = whole(rs, column);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  static Long whole(ResultSet rs, String column) throws SQLException {
    long value = rs.getLong(column);
    return rs.wasNull() ? null : value;
  }

  static Integer integer(ResultSet rs, String column) throws SQLException {
    int value = rs.getInt(column);
    return rs.wasNull() ? null : value;
  }

  static <E extends Enum<E> & WireName> E constant(ResultSet rs, String column, Class<E> type)
      throws SQLException {
    return WireName.parse(type, rs.getString(column));
  }

  static String json(Object spec) {
    return JSON.writeValueAsString(spec);
  }

  static <T> T json(ResultSet rs, String column, Class<T> type) throws SQLException {
    return JSON.readValue(rs.getString(column), type);
  }
}
