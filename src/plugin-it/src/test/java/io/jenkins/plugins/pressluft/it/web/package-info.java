/** The REST endpoint, permissions and configuration in a real controller. */
package io.jenkins.plugins.pressluft.it.web;
