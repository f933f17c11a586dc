package org.springframework.security.access;

/** See the Javadoc of Jenkins. */
public class AccessDeniedException extends RuntimeException {
  private AccessDeniedException() {}
}
