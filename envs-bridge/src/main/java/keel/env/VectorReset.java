package keel.env;

/**
 * What a reset gave; the arrays are live buffers, valid until the next call.
 *
 * @param observations of every lane; one that was not reset shows its latest
 * @param infos of the lanes that were reset
 */
public record VectorReset(Batch observations, Infos infos) {}
