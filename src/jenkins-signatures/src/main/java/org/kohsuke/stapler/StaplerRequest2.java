package org.kohsuke.stapler;

import jakarta.servlet.http.HttpServletRequest;
import net.sf.json.JSONObject;

/** See the Javadoc of Jenkins. */
public interface StaplerRequest2 extends HttpServletRequest {
  void bindJSON(Object bean, JSONObject src);
}
