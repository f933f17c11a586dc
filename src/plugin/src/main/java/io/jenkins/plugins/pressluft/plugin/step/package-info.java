/**
 * The steps of a Jenkinsfile. A step asks the engine for a job, holds no thread while it runs, and
 * returns a map of what came of it; what it asks for and returns is translated in {@code
 * pressluft.pipeline}. Nothing here decides whether something may be done, and nothing here asks
 * the database on the thread that runs a pipeline's script.
 */
package io.jenkins.plugins.pressluft.plugin.step;
