/**
 * What images look like to a classifier: features in which distances of sets mean something. Start at {@link
 * keel.gans.features.FeatureClassifier}.
 *
 * <p>Classifiers ship with Keel, so that distances of different machines can be compared; each names its parameters' hash.
 */
@NullMarked
package keel.gans.features;

import org.jspecify.annotations.NullMarked;
