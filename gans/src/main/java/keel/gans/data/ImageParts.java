package keel.gans.data;

/**
 * A labelled image set in two parts that share no image.
 *
 * @param training what generators and classifiers learn from
 * @param heldOut what they are measured with
 */
public record ImageParts(LabelledImages training, LabelledImages heldOut) {}
