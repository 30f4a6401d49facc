/**
 * Deterministic policies: TD3 (Fujimoto et al. 2018) and, as its plain case, DDPG (Lillicrap et al. 2016). Start at
 * {@link keel.agents.td3.Td3}; see docs/algorithms/td3.md.
 */
@NullMarked
package keel.agents.td3;

import org.jspecify.annotations.NullMarked;
