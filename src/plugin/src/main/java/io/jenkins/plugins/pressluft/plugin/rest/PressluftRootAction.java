package io.jenkins.plugins.pressluft.plugin.rest;

import hudson.Extension;
import hudson.model.UnprotectedRootAction;
import io.jenkins.plugins.pressluft.plugin.outlook.Notice;
import io.jenkins.plugins.pressluft.plugin.outlook.Outlook;
import io.jenkins.plugins.pressluft.web.WebFiles;
import io.jenkins.plugins.pressluft.web.WebFilesServlet;
import jakarta.servlet.ServletException;
import java.io.IOException;
import jenkins.management.Badge;
import jenkins.model.Jenkins;
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

  private static final WebFiles FILES = WebFiles.bundled();
  private static final WebFilesServlet ASSETS = new WebFilesServlet(FILES);

  @Override
  public String getIconFileName() {
    return JenkinsCallers.get().mayCurrentUserSeeAnything() ? "symbol-server" : null;
  }

  @Override
  public String getDisplayName() {
    return "Pressluft";
  }

  /** How many of the environments that the viewer may see need a person; null when none does. */
  @Override
  public Badge getBadge() {
    return Outlook.of(JenkinsCallers.get().forCurrentUser())
        .notice()
        .map(Notice::badge)
        .orElse(null);
  }

  @Override
  public String getUrlName() {
    return URL_NAME;
  }

  /**
   * The dashboard. The permission is checked here, since the page's language swallows what is
   * thrown.
   *
   * @throws org.springframework.security.access.AccessDeniedException where the visitor may see
   *     nothing at all; Jenkins asks a stranger to log in then
   */
  public void doIndex(StaplerRequest2 request, StaplerResponse2 response)
      throws IOException, ServletException {
    if (!JenkinsCallers.get().mayCurrentUserSeeAnything()) {
      Jenkins.get().checkPermission(PressluftPermissions.VIEW);
    }
    request.getView(this, "dashboard.jelly").forward(request, response);
  }

  /** In the addresses of the dashboard's files, which are kept by browsers for a year. */
  public String getAssetsVersion() {
    return FILES.version();
  }

  /** Where the dashboard's files lie, below Jenkins' own address. */
  public static String assets() {
    return URL_NAME + "/assets/" + FILES.version();
  }

  /**
   * The dashboard's files. They are the same for everybody and hold no secret, so nobody is asked
   * for a permission.
   */
  @SuppressWarnings("lgtm[jenkins/no-permission-check]")
  public void doAssets(StaplerRequest2 request, StaplerResponse2 response)
      throws IOException, ServletException {
    ASSETS.service(new MountedRequest(request, "/" + URL_NAME + "/assets"), response);
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
