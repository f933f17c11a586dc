package io.jenkins.plugins.pressluft.plugin.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A request of which a few facts are known; everything else is an error. */
final class FakeRequest {
  private final Map<String, Object> facts = new HashMap<>();
  private final Map<String, String> headers = new HashMap<>();
  private final Map<String, Object> attributes = new HashMap<>();

  FakeRequest(String method, String contextPath, String uri) {
    facts.put("getMethod", method);
    facts.put("getContextPath", contextPath);
    facts.put("getRequestURI", uri);
    facts.put("getServletPath", "");
    facts.put("getPathInfo", "/decoded by the container");
  }

  FakeRequest header(String name, String value) {
    headers.put(name.toLowerCase(Locale.ROOT), value);
    return this;
  }

  FakeRequest attribute(String name, Object value) {
    attributes.put(name, value);
    return this;
  }

  HttpServletRequest get() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getHeader")) {
                return headers.get(((String) arguments[0]).toLowerCase(Locale.ROOT));
              } else if (method.getName().equals("getAttribute")) {
                return attributes.get(arguments[0]);
              } else if (facts.containsKey(method.getName())) {
                return facts.get(method.getName());
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
