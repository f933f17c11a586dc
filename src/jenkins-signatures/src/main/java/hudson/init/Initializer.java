package hudson.init;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jvnet.hudson.annotation_indexer.Indexed;

/** Called once while Jenkins starts. */
@Indexed
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface Initializer {
  /** What must have been reached. */
  InitMilestone after() default InitMilestone.STARTED;

  /** What waits for this. */
  InitMilestone before() default InitMilestone.COMPLETED;
}
