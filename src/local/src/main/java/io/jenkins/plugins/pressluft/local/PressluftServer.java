package io.jenkins.plugins.pressluft.local;

import io.jenkins.plugins.pressluft.api.ApiServlet;
import io.jenkins.plugins.pressluft.web.WebFiles;
import io.jenkins.plugins.pressluft.web.WebFilesServlet;
import jakarta.servlet.http.HttpServlet;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import org.eclipse.jetty.ee9.servlet.ServletContextHandler;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The web server around the REST endpoint and the dashboard. */
public final class PressluftServer implements AutoCloseable {
  private static final int MAX_THREADS = 40;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Server server;
  private final ServerConnector connector;

  /**
   * Prepares the server; nothing listens before {@link #start}.
   *
   * @param bind where to listen
   * @throws ServerException when the address is not of this machine alone and that was not allowed
   */
  public PressluftServer(Bind bind, ApiServlet api) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
    threads.setName("pressluft-http");
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(16 * 1024);
    // A slug path is one segment with an encoded slash; the endpoint decodes it itself.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "pressluft",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(bind.address().getHostAddress());
    connector.setPort(bind.port());
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    Handler handler = context(api);
    server.setHandler(bind.address().isLoopbackAddress() ? new HostCheck(handler) : handler);
    server.setErrorHandler(new JsonErrors());
    server.setStopTimeout(STOP.toMillis());
  }

  /**
   * Begins to listen.
   *
   * @throws ServerException when the port is taken or may not be used
   */
  public PressluftServer start() {
    try {
      server.start();
      return this;
    } catch (Exception e) {
      close();
      throw new ServerException(
          "The server cannot listen on "
              + connector.getHost()
              + " port "
              + connector.getPort()
              + ": "
              + e.getMessage()
              + ". Choose another port with --port.");
    }
  }

  /** The address of the REST endpoint, with the port that was really taken. */
  public URI endpoint() {
    String host = connector.getHost();
    return URI.create(
        "http://"
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + connector.getLocalPort()
            + "/api");
  }

  /** Waits until the server has been stopped. */
  public void join() throws InterruptedException {
    server.join();
  }

  /** Lets running requests end, for a few seconds, then stops. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new ServerException("The server did not stop cleanly: " + e.getMessage());
    }
  }

  private static Handler context(ApiServlet api) {
    ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
    context.setContextPath("/");
    add(context, api, "/api/*");
    WebFiles files = WebFiles.bundled();
    add(context, new WebFilesServlet(files), DashboardPage.ASSETS + "/*");
    add(context, new FrontPage(new DashboardPage(files)), "/");
    return context.get();
  }

  private static void add(ServletContextHandler context, HttpServlet servlet, String path) {
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    context.addServlet(holder, path);
  }

  /**
   * Where a server listens.
   *
   * @param port 0 takes a free one
   */
  public record Bind(InetAddress address, int port) {
    /** The port when none is asked for. */
    public static final int DEFAULT_PORT = 8480;

    /** The address when none is asked for. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /**
     * Reads an address.
     *
     * @param allowRemote whether other machines may reach it
     * @throws ServerException when it cannot be resolved, or others could reach it and may not
     */
    public static Bind of(String host, int port, boolean allowRemote) {
      if (port < 0 || port > 65535) {
        throw new ServerException("The port must be 0 to 65535; 0 takes a free one.");
      }
      try {
        InetAddress address = InetAddress.getByName(host);
        if (!address.isLoopbackAddress() && !allowRemote) {
          throw new ServerException(
              host
                  + " can be reached from other machines, and the access token would cross the"
                  + " network unencrypted. Put a TLS proxy in front of 127.0.0.1, or say"
                  + " --allow-remote if you know the network.");
        }
        return new Bind(address, port);
      } catch (UnknownHostException e) {
        throw new ServerException("The address " + host + " is not known on this machine.");
      }
    }
  }
}
