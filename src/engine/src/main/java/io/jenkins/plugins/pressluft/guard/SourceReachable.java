package io.jenkins.plugins.pressluft.guard;

import java.util.Optional;

/** There is a way from where the code is to the node. */
final class SourceReachable implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    boolean object = question.source() != null && question.source().startsWith("s3://");
    return object
        ? Optional.of(
            Refusal.conflict(
                "conflict",
                "No object storage is declared that this archive could be fetched from; send the"
                    + " file itself, or put it on the node and name its path."))
        : Optional.empty();
  }
}
