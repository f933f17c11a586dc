package io.jenkins.plugins.pressluft.plugin.rest;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import io.jenkins.plugins.pressluft.api.CallerSource;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.plugin.EngineListener;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.store.Store;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.springframework.security.core.Authentication;

/**
 * Who asks, when Jenkins is the host: people by their login or API token, builds by the account
 * that they run as. Nothing here asks the database, so any thread may use it: the folders are read
 * when the engine opens and each time the registry was applied.
 */
@Extension
public final class JenkinsCallers implements CallerSource, EngineListener {
  private volatile Map<UUID, String> folders = Map.of();

  /** The one of this controller. */
  public static JenkinsCallers get() {
    return ExtensionList.lookupSingleton(JenkinsCallers.class);
  }

  @Override
  public void opened(Pressluft pressluft) {
    Store store = pressluft.store();
    pressluft.registry().whenApplied(() -> learn(store));
    learn(store);
  }

  /**
   * The person who sent a request.
   *
   * @return empty for somebody who is not logged in, where such people may see nothing
   * @throws io.jenkins.plugins.pressluft.guard.RefusedException {@code forbidden} when the request
   *     would change something and could have been sent by another site
   */
  @Override
  public Optional<Caller> caller(HttpServletRequest request) {
    Authentication authentication = Jenkins.getAuthentication2();
    FolderRule rule = rule(authentication, null);
    if (ACL.isAnonymous2(authentication) && !rule.maySeeAnything()) {
      return Optional.empty();
    }
    Crumbs.check(request);
    return Optional.of(
        new JenkinsCaller(
            authentication.getName(), origin(request), ACL.isAnonymous2(authentication), rule));
  }

  @Override
  public String howToSayWhoAsks() {
    return "Log in to Jenkins, or send your user name and an API token as basic authentication.";
  }

  @Override
  public String challenge() {
    // "Basic" would make browsers ask for a password over a page that has a login of its own
    return "Jenkins realm=\"Jenkins\"";
  }

  /** Whether whoever looks at a page now may see any environment. */
  public boolean mayCurrentUserSeeAnything() {
    return rule(Jenkins.getAuthentication2(), null).maySeeAnything();
  }

  /**
   * Somebody who looks at a page; never a reason to change anything. What they may is asked once
   * for each folder, since pages go through thousands of environments: not to be kept.
   */
  public Caller forCurrentUser() {
    Authentication authentication = Jenkins.getAuthentication2();
    FolderRule.Grants asked = FolderRule.Grants.askedOnce(new JenkinsGrants(authentication));
    return new JenkinsCaller(
        authentication.getName(),
        "api",
        ACL.isAnonymous2(authentication),
        new FolderRule(folders, asked, null));
  }

  /**
   * A build: it may what the account may that it runs as, and it reaches an environment that names
   * a folder only from inside that folder. Does not block.
   */
  public Caller forRun(Run<?, ?> run) {
    Authentication authentication = authentication(run);
    String name = run.getFullDisplayName();
    return new JenkinsCaller(
        authentication.equals(ACL.SYSTEM2) ? name : name + " (" + authentication.getName() + ")",
        "step",
        false,
        rule(authentication, run.getParent().getFullName()));
  }

  private FolderRule rule(Authentication authentication, String job) {
    return new FolderRule(folders, new JenkinsGrants(authentication), job);
  }

  private void learn(Store store) {
    Map<UUID, String> learnt = new HashMap<>();
    for (Environment environment : store.read(tx -> tx.environments().all())) {
      String folder = environment.spec().folder();
      learnt.put(environment.id(), folder == null ? "" : folder);
    }
    folders = Map.copyOf(learnt);
  }

  private static Authentication authentication(Run<?, ?> run) {
    if (run instanceof FlowExecutionOwner.Executable pipeline) {
      FlowExecutionOwner owner = pipeline.asFlowExecutionOwner();
      FlowExecution execution = owner == null ? null : owner.getOrNull();
      if (execution != null) {
        return execution.getAuthentication2();
      }
    }
    return run.getParent() instanceof Queue.Task task
        ? Tasks.getAuthenticationOf2(task)
        : Jenkins.ANONYMOUS2;
  }

  private static String origin(HttpServletRequest request) {
    String client = request.getHeader("User-Agent");
    return client != null && client.toLowerCase(Locale.ROOT).startsWith("pressluft-cli")
        ? "cli"
        : "api";
  }
}
