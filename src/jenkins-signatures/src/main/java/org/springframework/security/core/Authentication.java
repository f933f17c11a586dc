package org.springframework.security.core;

import java.io.Serializable;
import java.security.Principal;

/** Who somebody is, as the security of the request knows it. */
public interface Authentication extends Principal, Serializable {}
