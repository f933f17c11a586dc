package org.jenkinsci.plugins.workflow.steps;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.ListenableFuture;
import java.io.IOException;
import java.io.Serializable;

/** What a running step knows of its surroundings, and where its outcome goes. */
public abstract class StepContext implements FutureCallback<Object>, Serializable {
  private StepContext() {}

  public abstract <T> T get(Class<T> key) throws IOException, InterruptedException;

  public abstract BodyInvoker newBodyInvoker() throws IllegalStateException;

  @Override
  public abstract void onSuccess(Object result);

  public abstract ListenableFuture<Void> saveState();
}
