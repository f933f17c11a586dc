/** Boxes in side panels. */
package hudson.widgets;
