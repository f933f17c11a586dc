/**
 * The command line: a client of the REST endpoint, no more. It knows no database and no engine, so
 * that the same program works against the embedded server and against a controller.
 */
package io.jenkins.plugins.pressluft.local.cli;
