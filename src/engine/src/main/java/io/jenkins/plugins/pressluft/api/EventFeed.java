package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What one reader follows, page by page. Used by one thread at a time. */
interface EventFeed {
  /**
   * What came after a sequence number, oldest first.
   *
   * @param limit how many rows may be looked at
   */
  Batch read(Transaction tx, long after, int limit);

  /**
   * A page.
   *
   * @param after where the next page begins
   * @param more whether there may be more already
   * @param finished whether there will never be more
   */
  record Batch(List<Message> messages, long after, boolean more, boolean finished) {}

  /**
   * One event as it is sent.
   *
   * @param id where a reader that saw it goes on
   */
  record Message(long id, String type, JsonNode data) {}
}
