package org.springframework.security.core;

import java.io.Serializable;
import java.security.Principal;

/** See the Javadoc of Jenkins. */
public interface Authentication extends Principal, Serializable {}
