/**
 * What an administrator tells Pressluft in Jenkins: the registry, in the same words as {@code
 * pressluft.yml}, and where playbooks run. By a page, by Configuration as Code, or by the file; all
 * three mean the one file {@code JENKINS_HOME/pressluft/pressluft.yml}. What a registry may say is
 * decided by the engine.
 */
package io.jenkins.plugins.pressluft.plugin.config;
