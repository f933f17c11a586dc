package io.jenkins.plugins.pressluft.local;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The server's own log as a file of the home: five files of at most 10 MB. */
final class ServerLog {
  private static final long MAX_BYTES = 10_000_000;
  private static final int FILES = 4;

  private ServerLog() {}

  /** Writes the log into the home from now on, beside standard error. */
  static void into(Home home) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    Path file = new Home(home.logs()).create().directory().resolve("pressluft.log");
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    FixedWindowRollingPolicy old = new FixedWindowRollingPolicy();
    old.setContext(context);
    old.setParent(appender);
    old.setFileNamePattern(file + ".%i");
    old.setMinIndex(1);
    old.setMaxIndex(FILES);
    old.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> full = new SizeBasedTriggeringPolicy<>();
    full.setContext(context);
    full.setMaxFileSize(new FileSize(MAX_BYTES));
    full.start();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level [%thread] %logger{0}:"
            + " %replace(%msg){'[\\p{Cntrl}&&[^\\n\\t]]', '?'}%n");
    encoder.start();
    appender.setEncoder(encoder);
    appender.setRollingPolicy(old);
    appender.setTriggeringPolicy(full);
    appender.start();
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(appender);
  }
}
