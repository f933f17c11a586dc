package io.jenkins.plugins.pressluft.plugin.rest;

import hudson.Extension;
import hudson.model.UnprotectedRootAction;
import java.io.IOException;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/**
 * {@code <jenkins>/pressluft}. Unprotected, since what needs which permission is decided per
 * request: without that, Jenkins itself would answer the REST endpoint's strangers with a redirect
 * to its login page.
 */
@Extension
public final class PressluftRootAction implements UnprotectedRootAction {
  /** Below Jenkins' own address, without slashes. */
  public static final String URL_NAME = "pressluft";

  @Override
  public String getIconFileName() {
    return JenkinsCallers.get().mayCurrentUserSeeAnything() ? "symbol-server" : null;
  }

  @Override
  public String getDisplayName() {
    return "Pressluft";
  }

  @Override
  public String getUrlName() {
    return URL_NAME;
  }

  /**
   * The REST endpoint and everything below it. Needs no {@code @POST}: which method an operation
   * has is the contract's, and {@link JenkinsCallers} asks for permission and crumb.
   */
  @SuppressWarnings({"lgtm[jenkins/csrf]", "lgtm[jenkins/no-permission-check]"})
  public void doApi(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
    RestEndpoint.get().answer(request, response);
  }
}
