/** What Jenkins' own pages tell of environments: lists of jobs, side panels, badges. */
package io.jenkins.plugins.pressluft.it.page;
