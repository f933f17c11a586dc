/** Controllers that keep their state in a PostgreSQL. */
package io.jenkins.plugins.pressluft.it.state;
