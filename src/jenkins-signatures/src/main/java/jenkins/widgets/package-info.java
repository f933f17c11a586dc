/** How boxes get into side panels. */
package jenkins.widgets;
