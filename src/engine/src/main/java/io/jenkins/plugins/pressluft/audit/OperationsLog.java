package io.jenkins.plugins.pressluft.audit;

import io.jenkins.plugins.pressluft.model.LoggedOperation;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.StoreUnavailableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file {@code operations.jsonl}: one line for each row of the operations log, in order.
 *
 * <p>The row is the truth and is written in the transaction of what it tells; the line follows
 * after the commit. A process that dies between the two, or a full disk, leaves lines out: {@link
 * #catchUp} appends what the file lacks.
 */
public final class OperationsLog {
  private static final Logger LOG = LoggerFactory.getLogger(OperationsLog.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PAGE = 500;
  private static final int TAIL = 64 * 1024;

  private final Path file;
  private long last = -1;

  /** The file is made with mode 0600 at the first line. */
  public OperationsLog(Path file) {
    this.file = file;
  }

  /**
   * Appends every row that the file does not have yet. A file that cannot be written, or a database
   * that is away just now, is a warning in the program's log and nothing else: what was done stays
   * done, its rows stay, and the next call tries again.
   */
  public synchronized void catchUp(Store store) {
    try {
      if (last < 0) {
        last = lastInFile();
      }
      List<LoggedOperation> lines;
      do {
        long seen = last;
        lines = store.read(tx -> tx.operations().after(seen, PAGE));
        write(lines);
      } while (lines.size() == PAGE);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("Cannot append to {}; free its disk or mend its permissions.", file, e);
    } catch (StoreUnavailableException e) {
      LOG.warn("{} is not up to date: {}", file, e.getMessage());
    }
  }

  private void write(List<LoggedOperation> lines) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (LoggedOperation line : lines) {
      text.append(JSON.writeValueAsString(fields(line))).append('\n');
    }
    Set<StandardOpenOption> append =
        EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
    try (FileChannel channel =
        FileChannel.open(
            file,
            append,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      var bytes = StandardCharsets.UTF_8.encode(text.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    last = lines.get(lines.size() - 1).sequence();
  }

  private static Map<String, Object> fields(LoggedOperation line) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("sequence", line.sequence());
    fields.put("at", line.at().toString());
    fields.put("who", line.who());
    fields.put("origin", line.origin());
    fields.put("operation", line.operation());
    fields.put("site_id", line.siteId());
    fields.put("environment_id", line.environmentId());
    fields.put("backup_id", line.backupId());
    fields.put("job_id", line.jobId());
    fields.put("outcome", line.outcome());
    fields.put("code", line.code());
    fields.put("message", line.message());
    return fields;
  }

  /** The sequence of the last whole line; a torn one, left by a crash, is cut off. */
  private long lastInFile() throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return 0;
    }
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      long size = open.length();
      byte[] tail = new byte[(int) Math.min(size, TAIL)];
      open.seek(size - tail.length);
      open.readFully(tail);
      String text = new String(tail, StandardCharsets.ISO_8859_1);
      int end = text.lastIndexOf('\n');
      open.setLength(size - tail.length + end + 1);
      int begin = text.lastIndexOf('\n', end - 1) + 1;
      return end < 0 ? 0 : JSON.readTree(text.substring(begin, end)).path("sequence").asLong(0);
    } catch (JacksonException e) {
      throw new IOException("the last line of " + file + " is not one of ours", e);
    }
  }
}
