/**
 * The few files that a controller keeps beside its database: its id, its key, its registry. Each is
 * whole or not there, and for its owner alone.
 */
package io.jenkins.plugins.pressluft.home;
