/**
 * Object storage that speaks S3: addresses that are signed for one object and a short time. Nothing
 * of it reads or writes rows, and no key of a storage ever leaves the controller.
 */
package io.jenkins.plugins.pressluft.storage;
