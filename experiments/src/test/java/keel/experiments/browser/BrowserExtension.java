package keel.experiments.browser;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each method of a test class that asks for a {@link Page} one of its own, all in one {@link Browser} that is quit after
 * the last test of all. Where there is no browser, the class is skipped or fails ({@link Browser#start}).
 */
public final class BrowserExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace STORE = Namespace.create(BrowserExtension.class);

    /** Here, since what skips a test while its parameters are made would count as an error. */
    @Override
    public void beforeAll(ExtensionContext tests) {
        browser(tests);
    }

    private static Browser browser(ExtensionContext context) {
        return context.getRoot()
                .getStore(STORE)
                .getOrComputeIfAbsent(Browser.class, key -> Browser.start(), Browser.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Page.class;
    }

    @Override
    public Page resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Page page = browser(test).newPage();
        test.getStore(STORE).put(Page.class, page);
        return page;
    }
}
