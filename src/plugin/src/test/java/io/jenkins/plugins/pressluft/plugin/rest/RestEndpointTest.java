package io.jenkins.plugins.pressluft.plugin.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestEndpointTest {
  private final Map<String, Object> said = new HashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private Runnable atTheEndOfTheStart = () -> {};
  private final RestEndpoint endpoint = new RestEndpoint(() -> atTheEndOfTheStart.run());

  @Test
  void answersInJsonWhileTheEngineIsClosed() throws IOException {
    endpoint.answer(request(), response(false));

    assertThat(said).containsEntry("setStatus", 503).containsEntry("Retry-After", "10");
    assertThat(said).containsEntry("setContentType", "application/json");
    assertThat(body.toString(StandardCharsets.UTF_8)).startsWith("{\"code\":\"unavailable\"");
  }

  @Test
  void waitsForTheEngineWhileItOpens() throws IOException {
    atTheEndOfTheStart = () -> endpoint.open(saying(204));

    endpoint.answer(request(), response(false));

    assertThat(said).containsEntry("setStatus", 204);
  }

  @Test
  void answersInJsonWhenTheWaitingIsInterrupted() throws IOException {
    atTheEndOfTheStart =
        () -> {
          throw new IllegalStateException("secret detail");
        };

    endpoint.answer(request(), response(false));

    assertThat(said).containsEntry("setStatus", 500);
    assertThat(body.toString(StandardCharsets.UTF_8))
        .startsWith("{\"code\":\"internal_error\"")
        .doesNotContain("secret");
  }

  @Test
  void answersInJsonWhateverTheServletThrows() throws IOException {
    for (Throwable failure :
        new Throwable[] {
          new IllegalStateException("secret detail"),
          new ServletException("secret detail"),
          new IOException("secret detail"),
          new NoClassDefFoundError("secret detail"),
          new StackOverflowError()
        }) {
      said.clear();
      body.reset();
      endpoint.open(failing(failure));
      endpoint.answer(request(), response(false));

      assertThat(said).as("%s", failure).containsEntry("setStatus", 500);
      assertThat(body.toString(StandardCharsets.UTF_8))
          .startsWith("{\"code\":\"internal_error\"")
          .doesNotContain("secret");
    }
  }

  @Test
  void addsNothingToAnAnswerThatHasBegun() throws IOException {
    endpoint.open(failing(new IllegalStateException()));

    endpoint.answer(request(), response(true));

    assertThat(said).isEmpty();
    assertThat(body.size()).isZero();
  }

  private static HttpServletRequest request() {
    return new FakeRequest("GET", "", "/pressluft/api/sites").get();
  }

  private static HttpServlet saying(int status) {
    return new HttpServlet() {
      private static final long serialVersionUID = 1L;

      @Override
      public void service(jakarta.servlet.ServletRequest req, jakarta.servlet.ServletResponse res) {
        ((HttpServletResponse) res).setStatus(status);
      }
    };
  }

  private static HttpServlet failing(Throwable failure) {
    return new HttpServlet() {
      private static final long serialVersionUID = 1L;

      @Override
      public void service(jakarta.servlet.ServletRequest req, jakarta.servlet.ServletResponse res)
          throws ServletException, IOException {
        assertThat(req).isInstanceOf(MountedRequest.class);
        if (failure instanceof ServletException e) {
          throw e;
        } else if (failure instanceof IOException e) {
          throw e;
        } else if (failure instanceof RuntimeException e) {
          throw e;
        }
        throw (Error) failure;
      }
    };
  }

  private HttpServletResponse response(boolean committed) {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "isCommitted":
                  return committed;
                case "getOutputStream":
                  return stream();
                case "setHeader":
                  said.put((String) arguments[0], arguments[1]);
                  return null;
                case "sendError", "sendRedirect":
                  throw new AssertionError("that becomes a page of HTML");
                default:
                  if (arguments != null && arguments.length == 1) {
                    said.put(method.getName(), arguments[0]);
                  }
                  return null;
              }
            });
  }

  private ServletOutputStream stream() {
    return new ServletOutputStream() {
      @Override
      public void write(int b) {
        body.write(b);
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
