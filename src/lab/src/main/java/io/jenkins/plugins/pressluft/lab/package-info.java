/**
 * A throw-away WordPress host on loopback, the demonstration that runs on it and the probes that
 * watch it: MariaDB, PHP, nginx and optionally sshd, all below one directory, all stopped by
 * process id. Nothing here knows how a backup or a restore works; it only offers a real target and
 * looks at it from outside.
 */
package io.jenkins.plugins.pressluft.lab;
