package io.jenkins.plugins.pressluft.api;

import java.util.Arrays;
import java.util.List;

/**
 * An operation of the contract.
 *
 * @param path the template, for example {@code /jobs/{job}/log}
 * @param body where the contract describes no body: an empty object, which may be left out
 * @param files the content types of a body that is a file; empty for every other operation
 * @param open whether anyone may call it
 */
record ContractOperation(
    String id,
    String method,
    String path,
    List<ContractParameter> parameters,
    CheckedShape body,
    boolean bodyRequired,
    List<String> files,
    boolean open) {

  /** Copies the lists. */
  ContractOperation {
    parameters = List.copyOf(parameters);
    files = List.copyOf(files);
  }

  /** The parts between the slashes of the template. */
  List<String> segments() {
    return Arrays.asList(path.substring(1).split("/", -1));
  }
}
