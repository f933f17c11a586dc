package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One installed WordPress: a site's environment as an operator would find it, with the things a
 * visitor, an editor and an accident do to it.
 */
public final class WordPress {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PREFIX = "wp_";

  private final LabHome home;
  private final MariaDbServer database;
  private final ReleaseLayout layout;
  private final String site;
  private final String environment;
  private final int port;
  private List<Integer> posts = List.of();
  private String upload = "";

  WordPress(LabHome home, MariaDbServer database, ReleaseLayout layout, String slugPath, int port) {
    this.home = home;
    this.database = database;
    this.layout = layout;
    this.site = slugPath.substring(0, slugPath.indexOf('/'));
    this.environment = slugPath.substring(slugPath.indexOf('/') + 1);
    this.port = port;
  }

  /** Installs it through the web server, as a person would, and writes its first posts. */
  void install() {
    String form =
        "weblog_title="
            + encode("Harbour news of " + site)
            + "&user_name=admin&admin_password=lab-admin-pass&admin_password2=lab-admin-pass"
            + "&pw_weak=1&admin_email=admin%40example.org&blog_public=0&Submit=Install";
    Answer answer = Answer.ofForm(url() + "wp-admin/install.php?step=2", form);
    if (!answer.body().contains("wp-login.php")) {
      throw new IllegalStateException(
          "WordPress was not installed (HTTP " + answer.status() + "): " + answer.body());
    }
    JsonNode seeded = php("", "seed");
    List<Integer> ids = new ArrayList<>();
    seeded.get("posts").forEach(id -> ids.add(id.asInt()));
    posts = List.copyOf(ids);
    upload = seeded.get("upload").asString();
    Answer page = get("");
    if (!page.shows("The harbour in November")) {
      throw new IllegalStateException("the new WordPress answers " + page.status());
    }
  }

  /** {@code site/environment}. */
  public String slugPath() {
    return site + "/" + environment;
  }

  public String site() {
    return site;
  }

  public String environment() {
    return environment;
  }

  /** The front page's address, with a slash at its end. */
  public String url() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** The environment's directory, which holds {@code current}, {@code releases}, {@code shared}. */
  public Path path() {
    return layout.path();
  }

  /** The declared name of its database; generations are named after it. */
  public String databaseName() {
    return layout.databaseName();
  }

  /** The database that the live configuration names at this moment. */
  public String liveDatabase() {
    return php("", "live-database").asString();
  }

  /** The posts that every new lab starts with, oldest first. */
  public List<Integer> posts() {
    return posts;
  }

  /** The picture that every new lab starts with, relative to {@link #uploads()}. */
  public String upload() {
    return upload;
  }

  /** The live uploads: a real path, which a restore changes. */
  public Path uploads() {
    try {
      return path().resolve("current/wp-content/uploads").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The live release's directory: a real path, which a restore changes. */
  public Path release() {
    try {
      return path().resolve("current").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asks as a visitor.
   *
   * @param pathAndQuery without a slash at its beginning; empty for the front page
   */
  public Answer get(String pathAndQuery) {
    return Answer.of(url() + pathAndQuery);
  }

  /** The page of one post. */
  public Answer post(int id) {
    return get("?p=" + id);
  }

  public int createPost(String title, String content) {
    return php("", "create-post", title, content).asInt();
  }

  public void deletePost(int id) {
    if (!php("", "delete-post", Integer.toString(id)).asBoolean()) {
      throw new IllegalStateException("there is no post " + id);
    }
  }

  /** Changes a post's text behind WordPress's back, as a bad plugin would. */
  public void changePost(int id, String content) {
    sql(
        "update "
            + PREFIX
            + "posts set post_content = "
            + quote(content)
            + " where ID = "
            + id
            + ";");
  }

  /** Stores an upload as the media library does and returns its name below {@link #uploads()}. */
  public String upload(String name, byte[] bytes) {
    return php(new String(bytes, StandardCharsets.ISO_8859_1), "upload", name).asString();
  }

  /** Overwrites an upload in place. */
  public void overwriteUpload(String name, byte[] bytes) {
    try {
      Files.write(uploads().resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The SHA-256 of an upload, in hex. */
  public String uploadHash(String name) {
    return TreeHash.ofFile(uploads().resolve(name));
  }

  /** Drops a table of the live database; {@code name} without the prefix. */
  public void dropTable(String name) {
    sql("drop table `" + PREFIX + name + "`;");
  }

  /** Runs statements in the live database as the administrator. */
  public String sql(String statements) {
    return database.sql(liveDatabase(), statements);
  }

  /** One hash for the live database; equal before a backup and after its restore. */
  public String databaseChecksum() {
    return new DatabaseChecksum(database).of(liveDatabase(), PREFIX);
  }

  /**
   * One hash for the live code and uploads; equal before a backup and after its restore. What ties
   * a release to its generation, and so differs on purpose, is left out.
   */
  public String contentHash() {
    String code =
        TreeHash.of(
            release(),
            TreeHash.Depth.CONTENT,
            entry ->
                entry.equals(Path.of("wp-config.php"))
                    || entry.equals(Path.of(".shared"))
                    || entry.equals(Path.of("wp-content/uploads")));
    return code + TreeHash.of(uploads(), TreeHash.Depth.CONTENT, entry -> false);
  }

  /** One hash for everything below {@link #path()} with times and modes, but for our own notes. */
  public String treeHash() {
    return TreeHash.of(
        path(), TreeHash.Depth.EVERYTHING, entry -> entry.equals(Path.of(".pressluft")));
  }

  /** Remembers this state for {@link #reset()}. */
  void remember() {
    layout.remember();
  }

  /** Back to the state after the installation, in a release with a new name. */
  void reset() {
    layout.reset();
  }

  private JsonNode php(String input, String verb, String... arguments) {
    List<String> words = new ArrayList<>();
    if (home.isRoot() && !"root".equals(home.webUser())) {
      words.addAll(
          List.of(
              Tools.find("setpriv"),
              "--reuid=" + home.webUser(),
              "--regid=" + home.webUser(),
              "--clear-groups"));
    }
    words.addAll(
        List.of(Tools.find("php"), "-d", "display_errors=stderr", "-d", "sendmail_path=/bin/true"));
    words.addAll(
        List.of(
            home.etc().resolve("wordpress.php").toString(),
            path().resolve("current").toString(),
            "127.0.0.1:" + port,
            verb));
    words.addAll(List.of(arguments));
    String answer =
        Command.of(words)
            .in(home.tmp())
            .inputBytes(input.getBytes(StandardCharsets.ISO_8859_1))
            .within(Duration.ofMinutes(1))
            .text();
    return JSON.readTree(answer);
  }

  private static String quote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
