package keel.experiments.report;

import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/** How pictures of all commands look: white, a faint grid, and the legend below. */
public final class ChartStyle {
    private ChartStyle() {}

    /** Makes a picture possible without a screen: a screen that cannot be reached must not stop it. */
    public static void needNoScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    /** Sets what all have in common. */
    public static void apply(XYStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xe3e3e3));
        styler.setAxisTickMarksColor(Color.GRAY);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setChartTitleBoxVisible(false);
        styler.setChartPadding(16);
        styler.setAxisTickLabelsFont(styler.getAxisTickLabelsFont().deriveFont(Font.PLAIN));
        styler.setAxisTitleFont(styler.getAxisTitleFont().deriveFont(Font.PLAIN));
    }
}
