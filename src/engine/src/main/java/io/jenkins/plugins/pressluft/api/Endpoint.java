package io.jenkins.plugins.pressluft.api;

/** What one operation of the contract does. */
@FunctionalInterface
interface Endpoint {
  /**
   * Answers a call whose path, parameters and body agree with the contract.
   *
   * @throws io.jenkins.plugins.pressluft.guard.RefusedException to answer with a refusal
   */
  Reply answer(Call call);
}
