/**
 * What is declared: {@code pressluft.yml} is read, checked and laid into the store. Nothing in here
 * knows what a backup or a job is; what is wrong with the file is said with its line, its path and
 * what is allowed.
 */
package io.jenkins.plugins.pressluft.registry;
