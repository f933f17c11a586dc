package org.kohsuke.stapler;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import net.sf.json.JSONObject;

/** A request on its way through the objects of its path. */
public interface StaplerRequest2 extends HttpServletRequest {
  void bindJSON(Object bean, JSONObject src);

  <T> T findAncestorObject(Class<T> type);

  RequestDispatcher getView(Object it, String viewName) throws IOException;
}
