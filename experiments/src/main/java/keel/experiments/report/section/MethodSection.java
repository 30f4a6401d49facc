package keel.experiments.report.section;

import java.util.List;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Table;

/** What the words mean, and where they come from. */
final class MethodSection {
    private MethodSection() {}

    static Section of() {
        return new Section(
                "methods",
                "Methods",
                "Every number is a function of the recorded runs alone; resamples come from fixed seeds, so the same runs give the same report.",
                List.of(new Table(
                        "",
                        List.of("term", "definition", "source"),
                        List.of(
                                Row.of(
                                        "completed, diverged",
                                        "how the run ended; a diverged run is a result and stays in every denominator",
                                        "Wilson (1927) for intervals of shares"),
                                Row.of(
                                        "final, last tenth, area",
                                        "evaluation at the end; mean score of the last tenth of the training; trapezoidal mean over the training. Over completed runs",
                                        "Student's interval of a mean over seeds"),
                                Row.of(
                                        "IQM",
                                        "mean of the middle half of final scores; of n runs, the lowest and the highest n/4, rounded down, are cut",
                                        "Agarwal et al. (2021), stratified percentile bootstrap (Efron 1979)"),
                                Row.of(
                                        "time to solved",
                                        "first evaluation at or above solved; runs that never got there are censored",
                                        "Kaplan and Meier (1958)"),
                                Row.of(
                                        "verdict",
                                        "rules on falls of half the way from untrained to solved, on scores after the first solved one, and on signs that something broke; docs/verdicts.md has them all and how often they are right",
                                        "this project"),
                                Row.of(
                                        "update ratio",
                                        "norm of an update's change over the norm of the parameters; about 1e-3 is usual",
                                        "Karpathy's rule of thumb"),
                                Row.of(
                                        "stable region",
                                        "rates around the best one at which at least half of the seeds are steady, interpolated in the logarithm; width in decades",
                                        "this project; bootstrap over seeds"),
                                Row.of(
                                        "advantage of two rates",
                                        "best pair against best single rate, chosen on half of the seeds and scored on the other half",
                                        "delete-half jackknife, Shao and Wu (1989)"),
                                Row.of(
                                        "reliability",
                                        "dispersion and risk across time and across runs",
                                        "Chan et al. (2020)"),
                                Row.of(
                                        "probability of improvement, profile",
                                        "Mann and Whitney's U as a share; share of runs above each score",
                                        "Agarwal et al. (2021)"),
                                Row.of(
                                        "are the seeds enough",
                                        "group-sequential permutation test of all pairs",
                                        "AdaStop, Mathieu et al. (2023)"),
                                Row.of(
                                        "predicted boundary",
                                        "where the largest modulus of an iteration's eigenvalues at equilibrium is 1",
                                        "Mescheder et al. (2018), linear theory of the Dirac-GAN")))),
                List.of(),
                List.of());
    }
}
