/**
 * The operations log: who asked for what, and what became of it, as rows and as JSON lines beside
 * the database. It records; it decides nothing.
 */
package io.jenkins.plugins.pressluft.audit;
