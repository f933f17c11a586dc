package org.kohsuke.stapler;

import jakarta.servlet.http.HttpServletResponse;

/** See the Javadoc of Jenkins. */
public interface StaplerResponse2 extends HttpServletResponse {}
