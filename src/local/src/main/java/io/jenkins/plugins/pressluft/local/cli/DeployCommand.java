package io.jenkins.plugins.pressluft.local.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pressluft deploy}. */
@Command(
    name = "deploy",
    description = "Brings new code before visitors; an unhealthy release is switched back.",
    mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private Waiting waiting;
  @Mixin private Assent assent;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ENVIRONMENT", description = "site/environment, or its id.")
  private String environment;

  @Option(
      names = "--source-type",
      paramLabel = "TYPE",
      description = "git or upload. Default: upload with --file, otherwise git.")
  private String sourceType;

  @Option(
      names = "--source",
      paramLabel = "REF",
      description = "<url>#<ref> for git; for upload an absolute path on the node.")
  private String source;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Send this archive and deploy it: tar, tar.gz, tgz, tar.zst or zip.")
  private Path file;

  @Option(
      names = "--checksum",
      paramLabel = "SHA256",
      description = "sha256:<hex> of the archive; another one is refused.")
  private String checksum;

  @Option(names = "--message", paramLabel = "TEXT", description = "Why, for people.")
  private String message;

  @Override
  public Integer call() {
    if ((source == null) == (file == null)) {
      throw usage("Say where the code is: either --source or --file.");
    }
    String contentType = file == null ? null : contentType();
    Client client = common.client();
    JsonNode target = client.get("/environments/" + Client.segment(environment)).json();
    assent.ask(
        common,
        target,
        "gets a new release from " + Plain.line(file == null ? source : file.toString()));
    String path = "/environments/" + Common.text(target, "id");
    ObjectNode body = Client.JSON.createObjectNode();
    body.put("source_type", sourceType != null ? sourceType : file == null ? "git" : "upload");
    if (file == null) {
      body.put("source_ref", source);
    } else {
      JsonNode sent = client.send(path + "/uploads", file, contentType).json();
      body.put("source_ref", Common.text(sent, "upload"));
      body.put("checksum", "sha256:" + Common.text(sent, "sha256"));
    }
    if (checksum != null) {
      body.put("checksum", checksum);
    }
    if (message != null) {
      body.put("message", message);
    }
    return waiting.finish(common, client.post(path + "/deploy", body));
  }

  private String contentType() {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw usage("There is no file " + Plain.line(file.toString()) + " that can be read.");
    }
    String name = file.getFileName().toString();
    if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
      return "application/gzip";
    } else if (name.endsWith(".tar.zst")) {
      return "application/zstd";
    } else if (name.endsWith(".zip")) {
      return "application/zip";
    } else if (name.endsWith(".tar")) {
      return "application/x-tar";
    }
    throw usage("The file must be a tar, tar.gz, tgz, tar.zst or zip.");
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
