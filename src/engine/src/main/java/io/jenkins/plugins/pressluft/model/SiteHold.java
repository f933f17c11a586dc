package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/**
 * A site that is kept for a sequence of jobs: while it is held, only who works under the hold may
 * ask for jobs of the site. The oldest hold of a site has it; the others wait in line.
 *
 * @param holder what works under it, for the host to find it again: a build
 * @param heldBy who asked, for people
 * @param controllerId where it was taken; null in rows that are older than this
 */
public record SiteHold(
    UUID id, UUID siteId, String holder, String heldBy, UUID controllerId, Instant createdAt) {}
