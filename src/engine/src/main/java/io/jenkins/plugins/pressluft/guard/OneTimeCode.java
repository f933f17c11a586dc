package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Secret;

/**
 * A one-time code that came with a request, compared with its seed before the transaction begins,
 * since a seed may have to be fetched from afar. Neither the code nor the seed is in here.
 *
 * @param secret whose seed it was compared with
 * @param isGiven whether the request had a code
 * @param isSeedUsable whether there was a seed to compare it with
 * @param step the time step that the code is of; null when it is of none that counts now
 */
public record OneTimeCode(Secret secret, boolean isGiven, boolean isSeedUsable, Long step) {}
