/**
 * The host for people without Jenkins: a home directory, a server on loopback, an access token. It
 * puts the engine together and adds nothing to what the engine decides. The command line is beside
 * it, in {@code cli}, and talks to the server like everybody else.
 */
package io.jenkins.plugins.pressluft.local;
