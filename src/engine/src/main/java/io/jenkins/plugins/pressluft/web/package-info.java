/**
 * The dashboard's files as bytes, for whichever host shows them. Nothing here knows what is in
 * them; they talk to the REST endpoint like every other caller.
 */
package io.jenkins.plugins.pressluft.web;
