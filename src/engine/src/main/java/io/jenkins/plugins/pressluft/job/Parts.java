package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.model.JobType;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;

/** What a running job needs. */
record Parts(
    Ledger ledger,
    Endings endings,
    PlaybookLauncher launcher,
    Map<JobType, Operation> operations,
    Settlement settlement,
    Clock clock,
    JobSettings settings,
    MeterRegistry meters) {}
