/**
 * What Pressluft shows on Jenkins' own pages: what a build did to sites, on the build; the newest
 * of it, on the job; and the list of environments. Pages read what was recorded with a build and
 * ask nothing of the database, but for the list, which shows only what whoever looks may see.
 */
package io.jenkins.plugins.pressluft.plugin.page;
