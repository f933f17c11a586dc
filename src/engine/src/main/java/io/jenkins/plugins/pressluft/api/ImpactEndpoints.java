package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest.RestoreRequest;
import io.jenkins.plugins.pressluft.job.JobService;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.store.Store;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What a restore would do, and a backup's files for somebody who restores by hand. */
final class ImpactEndpoints {
  private final Store store;
  private final JobService jobs;

  ImpactEndpoints(Store store, JobService jobs) {
    this.store = store;
    this.jobs = jobs;
  }

  void addTo(Map<String, Endpoint> endpoints) {
    endpoints.put("getImpact", this::impact);
    endpoints.put("downloadPart", this::download);
  }

  private Reply impact(Call call) {
    RestoreRequest asked =
        store.read(
            tx -> {
              Sight sight = new Sight(call.caller(), tx);
              Backup backup = sight.backup(call.uuid("backup"));
              Environment environment =
                  sight.environment(
                      call.optional("environment")
                          .map(JsonNode::stringValue)
                          .orElse(backup.environmentId().toString()));
              return new RestoreRequest(
                  environment.id(),
                  backup.id(),
                  call.text("dry_run").equals("true"),
                  call.optional("destination").map(JsonNode::stringValue).orElse(null),
                  PreBackup.of(call.text("pre_backup")),
                  null,
                  null,
                  null,
                  null);
            });
    List<Refusal> refusals = jobs.wouldRefuse(call.caller(), asked);
    return store.read(
        tx -> {
          Sight sight = new Sight(call.caller(), tx);
          Backup backup = sight.backup(asked.backupId());
          Environment environment = sight.environment(asked.environmentId().toString());
          return Reply.ok(
              new Impact(tx, environment, backup, asked)
                  .review(sight.nameOf(backup.environmentId()), refusals));
        });
  }

  /** Whoever may restore a backup may have its content: it is all that the site has. */
  private Reply download(Call call) {
    String name = call.text("part");
    Backup backup = store.read(tx -> new Sight(call.caller(), tx).backup(call.uuid("backup")));
    if (!call.caller().may(Caller.Permission.RESTORE, backup.environmentId())) {
      throw new RefusedException(
          Refusal.forbidden(
              "You need the restore permission to download a backup; ask an administrator for"
                  + " it."));
    }
    ArtifactPart part = store.read(tx -> ArtifactPart.of(tx, backup, name));
    part.check();
    String etag = "\"" + part.sha256() + "\"";
    Optional<ByteRange> range;
    try {
      range =
          isOfThisFile(call, etag)
              ? ByteRange.of(header(call, "Range"), part.size())
              : Optional.empty();
    } catch (ByteRange.Unsatisfiable e) {
      return Reply.bytes(416, null, new byte[0]).with("Content-Range", "bytes */" + part.size());
    }
    // Whoever only asks whether there is something gets nothing, so nothing was taken out.
    boolean looksOnly = call.request().getMethod().equals("HEAD");
    if (!looksOnly && (range.isEmpty() || range.get().first() == 0)) {
      jobs.exported(call.caller(), backup, name);
    }
    Reply.Piece piece =
        new Reply.Piece(
            range.isPresent() ? 206 : 200,
            part.file(),
            range.orElse(new ByteRange(0, part.size())),
            Map.of(
                "Accept-Ranges",
                "bytes",
                "ETag",
                etag,
                "Content-Disposition",
                "attachment; filename=\"" + backup.id() + "-" + name + "\"",
                "X-Checksum-Sha256",
                part.sha256(),
                "Repr-Digest",
                "sha-256=:"
                    + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(part.sha256()))
                    + ":"));
    return range.isPresent() ? piece.with("Content-Range", range.get().of(part.size())) : piece;
  }

  /** A range that was begun on another file is answered with the whole of this one. */
  private static boolean isOfThisFile(Call call, String etag) {
    String condition = header(call, "If-Range");
    return condition == null || condition.equals(etag);
  }

  private static String header(Call call, String name) {
    return call.request().getHeader(name);
  }
}
