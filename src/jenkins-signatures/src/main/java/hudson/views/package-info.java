/** The parts of which lists of jobs are made. */
package hudson.views;
