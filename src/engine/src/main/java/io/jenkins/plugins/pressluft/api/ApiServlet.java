package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.EventStream;
import io.jenkins.plugins.pressluft.job.JobService;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.StoreUnavailableException;
import io.jenkins.plugins.pressluft.upload.Uploads;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole REST endpoint.
 *
 * <p>A request is checked in this order: path (404), method (405), what it says (400), who asks
 * (401), then what the engine refuses (403, 404, 409). Until the caller is known only the public
 * contract has been looked at, so the early 400 tells a stranger nothing.
 *
 * <p>It never uses {@code sendError} and lets no exception out: behind Jenkins both become a page
 * of HTML. The path is taken from the request's own line, since containers decode {@code %2F}.
 */
public final class ApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

  private final transient Router router;
  private final transient Intake intake;
  private final transient CallerSource callers;
  private final transient Map<String, Endpoint> endpoints;
  private final transient EventStreams streams;

  /**
   * Puts the endpoint together.
   *
   * @throws IllegalStateException if an operation of the contract has no endpoint, or an endpoint
   *     no operation
   */
  public ApiServlet(
      Store store,
      JobService jobs,
      EventStream news,
      CallerSource callers,
      Uploads uploads,
      PrometheusMeterRegistry meters,
      Settings settings) {
    Contract contract = Contract.bundled();
    this.router = new Router(contract.operations());
    this.intake = new Intake(settings.maxBody());
    this.callers = callers;
    this.endpoints = new HashMap<>();
    new SessionEndpoints(callers).addTo(endpoints);
    new SiteEndpoints(store, jobs).addTo(endpoints);
    new EnvironmentEndpoints(store, jobs).addTo(endpoints);
    new RolloutEndpoints(store, jobs, uploads).addTo(endpoints);
    new BackupEndpoints(store, jobs).addTo(endpoints);
    new OverviewEndpoints(store, callers).addTo(endpoints);
    new StatusEndpoints(store).addTo(endpoints);
    new ImpactEndpoints(store, jobs).addTo(endpoints);
    new JobEndpoints(store, jobs, news).addTo(endpoints);
    new HouseEndpoints(store, contract, meters).addTo(endpoints);
    checkComplete(contract.operations(), endpoints.keySet());
    this.streams = new EventStreams(store, news, settings.heartbeat());
  }

  /** Fails when contract and endpoints do not name the same operations. */
  static void checkComplete(List<ContractOperation> operations, Set<String> endpoints) {
    Set<String> described = new HashSet<>();
    operations.forEach(operation -> described.add(operation.id()));
    if (described.size() != operations.size() || !described.equals(endpoints)) {
      Set<String> odd = new HashSet<>(described);
      odd.removeAll(endpoints);
      Set<String> undescribed = new HashSet<>(endpoints);
      undescribed.removeAll(described);
      throw new IllegalStateException(
          "openapi.yaml and the endpoints differ: without endpoint "
              + odd
              + ", without operation "
              + undescribed);
    }
  }

  @Override
  public void destroy() {
    streams.close();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    try {
      Reply reply = answer(request, response);
      if (reply instanceof Reply.Events && request.getMethod().equals("HEAD")) {
        send(request, response, Reply.text("text/event-stream", ""));
      } else if (reply instanceof Reply.Events events) {
        streams.begin(request, response, events);
      } else if (reply instanceof Reply.Piece piece) {
        send(request, response, piece);
      } else {
        send(request, response, (Reply.Whole) reply);
      }
    } catch (RefusedException e) {
      send(request, response, refused(e.refusal()));
    } catch (StoreUnavailableException e) {
      LOG.warn("{} could not be answered: {}", request.getMethod(), e.getMessage());
      send(request, response, away().with("Retry-After", "10"));
    } catch (RuntimeException | LinkageError e) {
      String reference = UUID.randomUUID().toString().substring(0, 8);
      LOG.error("Reference {}: {} failed", reference, request.getMethod(), e);
      send(request, response, broken(reference));
    }
  }

  private Reply answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<Router.Match> matches = router.matches(path(request));
    if (matches.isEmpty()) {
      throw new RefusedException(
          Refusal.notFound("There is no such path; openapi.yaml lists what there is."));
    }
    String method = request.getMethod();
    if (method.equals("OPTIONS")) {
      return Reply.bytes(204, null, new byte[0]).with("Allow", Router.allow(matches));
    }
    String wanted = method.equals("HEAD") ? "GET" : method;
    Router.Match match =
        matches.stream()
            .filter(candidate -> candidate.operation().method().equals(wanted))
            .findFirst()
            .orElse(null);
    if (match == null) {
      response.setHeader("Allow", Router.allow(matches));
      throw new RefusedException(
          new Refusal(
              "method_not_allowed", 405, "This path has " + Router.allow(matches) + ".", Map.of()));
    }
    return call(match, request);
  }

  private Reply call(Router.Match match, HttpServletRequest request) throws IOException {
    ContractOperation operation = match.operation();
    Map<String, JsonNode> parameters = intake.parameters(match, request);
    JsonNode body =
        operation.method().equals("GET") || intake.isFile(operation, request)
            ? JsonNodeFactory.instance.objectNode()
            : intake.body(operation, request);
    Caller caller =
        operation.open()
            ? null
            : callers
                .caller(request)
                .orElseThrow(
                    () ->
                        new RefusedException(
                            new Refusal("unauthorized", 401, callers.howToSayWhoAsks(), Map.of())));
    return endpoints.get(operation.id()).answer(new Call(caller, request, parameters, body));
  }

  /** The path below the endpoint, as it was sent. */
  private static String path(HttpServletRequest request) {
    String uri = request.getRequestURI();
    String prefix = request.getContextPath() + request.getServletPath();
    if (uri.indexOf(';') >= 0) {
      throw new RefusedException(Refusal.badRequest("The address must not have a semicolon."));
    }
    return uri.startsWith(prefix) ? uri.substring(prefix.length()) : uri;
  }

  private void send(HttpServletRequest request, HttpServletResponse response, Reply.Whole reply)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    if (reply.status() >= 400 && !intake.discard(request)) {
      response.setHeader("Connection", "close");
    }
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    if (reply.status() == 401) {
      response.setHeader("WWW-Authenticate", callers.challenge());
    }
    if (reply.contentType() != null) {
      response.setContentType(reply.contentType());
      response.setContentLength(reply.body().length);
      if (!request.getMethod().equals("HEAD")) {
        response.getOutputStream().write(reply.body());
      }
    }
    response.flushBuffer();
  }

  private static void send(
      HttpServletRequest request, HttpServletResponse response, Reply.Piece piece)
      throws IOException {
    try (FileChannel file = opened(piece.file())) {
      response.setStatus(piece.status());
      piece.headers().forEach(response::setHeader);
      response.setContentType("application/octet-stream");
      response.setContentLengthLong(piece.range().length());
      if (!request.getMethod().equals("HEAD")) {
        WritableByteChannel out = Channels.newChannel(response.getOutputStream());
        long left = piece.range().length();
        while (left > 0) {
          long sent =
              file.transferTo(piece.range().first() + piece.range().length() - left, left, out);
          if (sent <= 0) {
            throw new IOException("a stored file became shorter while it was sent");
          }
          left -= sent;
        }
      }
    }
    response.flushBuffer();
  }

  /** The file may have gone since it was looked at. */
  private static FileChannel opened(Path file) {
    try {
      return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      LOG.warn("{} could not be opened: {}", file, e.toString());
      throw new RefusedException(
          Refusal.conflict("conflict", "This machine cannot read that file any more; ask again."));
    }
  }

  private static Reply.Whole refused(Refusal refusal) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("code", refusal.code());
    node.put("message", refusal.message());
    if (!refusal.details().isEmpty()) {
      node.set("details", Json.tree(refusal.details()));
    }
    return Reply.json(refusal.status(), node);
  }

  private static Reply.Whole away() {
    return Reply.json(
        503,
        JsonNodeFactory.instance
            .objectNode()
            .put("code", "unavailable")
            .put(
                "message",
                "The database of Pressluft's state cannot be reached now; its log says why. Try"
                    + " again in a moment."));
  }

  private static Reply.Whole broken(String reference) {
    return Reply.json(
        500,
        JsonNodeFactory.instance
            .objectNode()
            .put("code", "internal_error")
            .put(
                "message",
                "Something failed inside Pressluft (reference "
                    + reference
                    + "); its log says what."));
  }

  /**
   * The endpoint's bounds.
   *
   * @param maxBody of a request, in bytes
   * @param heartbeat after which an idle event stream gets a comment line
   */
  public record Settings(int maxBody, Duration heartbeat) {
    /** 64 KiB and 15 seconds. */
    public static Settings defaults() {
      return new Settings(64 * 1024, Duration.ofSeconds(15));
    }
  }
}
