package org.springframework.security.access;

/** Somebody is known and may not do this. */
public class AccessDeniedException extends RuntimeException {
  private AccessDeniedException() {}
}
