/**
 * A browser for tests of pages. {@link keel.experiments.browser.BrowserExtension} gives a test method a
 * {@link keel.experiments.browser.Page}.
 */
@NullMarked
package keel.experiments.browser;

import org.jspecify.annotations.NullMarked;
