/**
 * Runs a scripted Jenkinsfile without Jenkins: the basic steps by themselves, Pressluft's steps
 * through whatever {@link io.jenkins.plugins.pressluft.local.jenkinsfile.SiteSteps} the program
 * brings. It is for trying a Jenkinsfile out, not for taking Jenkins' place: one thread, no
 * sandbox, nothing survives the process.
 */
package io.jenkins.plugins.pressluft.local.jenkinsfile;
