package org.kohsuke.stapler;

import jakarta.servlet.http.HttpServletRequest;

/** See the Javadoc of Jenkins. */
public interface StaplerRequest2 extends HttpServletRequest {}
