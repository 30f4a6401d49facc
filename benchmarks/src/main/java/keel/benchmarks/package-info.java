/**
 * JMH benchmarks. After {@code ./mvnw -DskipTests package} run them with {@code benchmarks/run}, which takes JMH's own
 * arguments.
 */
@NullMarked
package keel.benchmarks;

import org.jspecify.annotations.NullMarked;
