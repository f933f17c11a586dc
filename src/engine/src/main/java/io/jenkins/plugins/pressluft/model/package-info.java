/**
 * The nouns of the house and the states they may be in: pure values without a database, a clock or
 * a server. Everything here is immutable; which state may follow which is decided here and nowhere
 * else.
 */
package io.jenkins.plugins.pressluft.model;
