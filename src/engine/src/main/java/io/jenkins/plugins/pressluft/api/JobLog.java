package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobEvent;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What happened to a job as text: one line an event, progress left out. The same events always give
 * the same bytes, so a reader can go on by offset, across restarts too.
 */
final class JobLog {
  private static final int PAGE = 1000;
  private static final int MAX_ANSWER = 1 << 20;

  private final byte[] text;
  private final boolean complete;

  private JobLog(byte[] text, boolean complete) {
    this.text = text;
    this.complete = complete;
  }

  /** The whole log of a job. */
  static JobLog of(Transaction tx, Job job) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long after = 0;
    List<JobEvent> page;
    do {
      page = tx.events().after(job.id(), after, PAGE);
      for (JobEvent event : page) {
        after = event.sequence();
        if (!event.type().equals("progress")) {
          out.writeBytes(line(event).getBytes(StandardCharsets.UTF_8));
        }
      }
    } while (page.size() == PAGE);
    return new JobLog(out.toByteArray(), job.status().isFinal());
  }

  /**
   * The answer from an offset on.
   *
   * @param offset in bytes; behind the end there is nothing
   */
  Reply from(long offset) {
    int start = (int) Math.min(offset, text.length);
    int end = Math.min(text.length, start + MAX_ANSWER);
    return Reply.bytes(200, "text/plain; charset=utf-8", Arrays.copyOfRange(text, start, end))
        .with("Pressluft-Next-Offset", Integer.toString(end))
        .with("Pressluft-Complete", Boolean.toString(complete && end == text.length));
  }

  private static String line(JobEvent event) {
    JsonNode payload = Json.stored(event.payload());
    String words =
        payload == null
            ? ""
            : payload.properties().stream()
                .filter(field -> !field.getValue().isNull())
                .map(
                    field ->
                        field.getValue().isString()
                                && field.getKey().matches("status|stage|message")
                            ? field.getValue().stringValue()
                            : field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining(" "));
    return event.at()
        + " "
        + event.type()
        + " "
        + words.stripTrailing().replace("\n", "\n    ")
        + "\n";
  }
}
