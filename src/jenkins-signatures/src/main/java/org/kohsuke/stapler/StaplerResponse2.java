package org.kohsuke.stapler;

import jakarta.servlet.http.HttpServletResponse;

/** A request's response. */
public interface StaplerResponse2 extends HttpServletResponse {}
