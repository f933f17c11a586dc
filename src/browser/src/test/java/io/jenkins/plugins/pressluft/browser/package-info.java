/**
 * The dashboard as somebody sees it: page objects, and promises that are held in a real browser.
 * The server is a whole one whose playbooks are scripted; where a job must really run, the lab is
 * used.
 */
package io.jenkins.plugins.pressluft.browser;
