package io.jenkins.plugins.pressluft.store;

import org.jdbi.v3.core.Handle;

/**
 * Where the two databases want other words for the same thing. Everything else in this room is SQL
 * that both understand alike; whoever needs more than is here should first look for such words.
 */
interface Dialect {
  /** Runs first in every transaction that writes: makes it the only one until it ends. */
  void beginWriting(Handle handle);

  /** A query for the elements of the parameter, a JSON array of texts. */
  String texts(String parameter);

  /** A query for the elements of the parameter, a JSON array of whole numbers. */
  String numbers(String parameter);

  /** The text of a member at the top of the column, which holds a JSON object; null without one. */
  String member(String column, String name);
}
