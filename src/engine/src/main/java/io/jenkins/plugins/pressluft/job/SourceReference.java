package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.model.ObjectAddress;
import io.jenkins.plugins.pressluft.model.SourceType;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form of {@code source_ref}. It becomes an argument of git, or a path that root opens, so
 * nothing passes that is not understood here. The node has its own, stricter line; this one answers
 * the caller at once. What was sent is never repeated.
 */
final class SourceReference {
  /** The longest reference, in UTF-16 units. */
  static final int MAX = 2048;

  private static final Pattern INVISIBLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zs}\\p{Zl}\\p{Zp}]");
  private static final Pattern OPTION = Pattern.compile("--(upload|receive)-pack|--exec|--config");
  private static final Pattern SCP_LIKE =
      Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9._-]*:[^-:].*");
  private static final Pattern URL =
      Pattern.compile(
          "(https?|ssh)://(?<user>[^/@]*@)?([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:]+])"
              + "(:[0-9]{1,5})?/[^-].*");
  private static final Pattern REF = Pattern.compile("[^-./~^:?*\\[\\\\][^~^:?*\\[\\\\]*");
  private static final Pattern PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[^/]+)+");
  private static final Pattern CHECKSUM = Pattern.compile("sha256:[0-9a-fA-F]{64}");
  private static final Pattern SENT =
      Pattern.compile("upload:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private SourceReference() {}

  /** The refusal of what can be no source; empty for what may be one. */
  static Optional<Refusal> malformed(SourceType type, String reference, String checksum) {
    String reason =
        common(reference)
            .or(() -> type == SourceType.GIT ? git(reference) : upload(reference))
            .or(() -> checksum(type, checksum))
            .orElse(null);
    return reason == null ? Optional.empty() : Optional.of(Refusal.badRequest(reason));
  }

  private static Optional<String> common(String reference) {
    if (reference.isEmpty()) {
      return Optional.of("source_ref is empty; say where the code is.");
    } else if (reference.length() > MAX) {
      return Optional.of("source_ref is longer than " + MAX + " characters.");
    } else if (INVISIBLE.matcher(reference).find()) {
      return Optional.of("source_ref has white space or control characters; send it without.");
    } else if (reference.startsWith("-") || OPTION.matcher(reference).find()) {
      return Optional.of("source_ref looks like an option of a program; send an address.");
    }
    return Optional.empty();
  }

  private static Optional<String> git(String reference) {
    int mark = reference.indexOf('#');
    if (mark <= 0 || !isRef(reference.substring(mark + 1))) {
      return Optional.of(
          "source_ref must be <url>#<ref> with a branch, a tag or a commit, for example"
              + " git@example.org:acme/site.git#main.");
    }
    String url = reference.substring(0, mark);
    var parsed = URL.matcher(url);
    boolean known =
        parsed.matches()
            ? isPlain(url, parsed.group("user"))
            : isPath(url)
                || (url.startsWith("file://") && isPath(url.substring("file://".length())))
                || (!url.contains("://") && SCP_LIKE.matcher(url).matches());
    return known && !url.contains("::")
        ? Optional.empty()
        : Optional.of(
            "source_ref must name a repository by ssh (git@host:path), https, or an absolute path"
                + " on the node, without a password.");
  }

  /** A password in an address would stand in every record; a user is needed for ssh only. */
  private static boolean isPlain(String url, String user) {
    return user == null || (url.startsWith("ssh:") && user.matches("[A-Za-z0-9_][\\w.-]*@"));
  }

  private static boolean isRef(String ref) {
    return REF.matcher(ref).matches()
        && !ref.contains("..")
        && !ref.contains("//")
        && !ref.contains("@{")
        && !ref.endsWith("/")
        && !ref.endsWith(".")
        && !ref.endsWith(".lock");
  }

  private static Optional<String> upload(String reference) {
    boolean known =
        SENT.matcher(reference).matches()
            || isPath(reference)
            || ObjectAddress.of(reference).isPresent();
    return known
        ? Optional.empty()
        : Optional.of(
            "source_ref must be upload:<id> of a file that was sent, an absolute path on the node,"
                + " or s3://<bucket>/<key>.");
  }

  private static Optional<String> checksum(SourceType type, String checksum) {
    if (checksum == null) {
      return Optional.empty();
    } else if (type == SourceType.GIT) {
      return Optional.of("checksum goes with source_type upload; a commit is its own checksum.");
    }
    return CHECKSUM.matcher(checksum).matches()
        ? Optional.empty()
        : Optional.of("checksum must be sha256: and 64 hex digits.");
  }

  private static boolean isPath(String text) {
    return PATH.matcher(text).matches();
  }
}
