package keel.experiments.report.document;

/** A picture. */
public sealed interface Figure permits LineFigure, MapFigure {
    /** Short, unlike every other figure's. */
    String id();

    String heading();
}
