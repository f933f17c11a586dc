/**
 * What Pressluft shows on Jenkins' own pages: what a build did to sites, on the build; the newest
 * of it, on the job; and how environments stand now, beside jobs and views. Pages read what was
 * recorded with a build and what {@code outlook} keeps in memory; they ask nothing of the database,
 * and show only what whoever looks may see.
 */
package io.jenkins.plugins.pressluft.plugin.page;
