package hudson.init;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jvnet.hudson.annotation_indexer.Indexed;

/** Called once while Jenkins ends. */
@Indexed
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface Terminator {}
