/**
 * Whole-process benchmarks: complete backup and restore jobs, asked for over the REST endpoint,
 * against the best that a careful administrator would write in shell. Measured in turns in the same
 * run, since absolute times on a shared machine mean little and ratios mean much.
 */
package io.jenkins.plugins.pressluft.bench;
