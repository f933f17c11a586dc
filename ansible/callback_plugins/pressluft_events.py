"""Writes one JSON line for each event of a run, for the controller to follow (docs/node.md).

Of a task's result only the key `pressluft` goes out, and of a failure its one sentence: never module arguments,
never other return values, and nothing at all of a task with no_log but that it ended.
"""
import importlib.util
import os
import time

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: pressluft_events
type: notification
short_description: One JSON line for each event
description:
  - Appends events to the file that the environment variable C(PRESSLUFT_EVENTS) names; does nothing without it.
requirements:
  - enabled in the configuration
"""

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_spec = importlib.util.spec_from_file_location("pressluft_event_file",
                                               os.path.join(_HERE, "plugin_support", "events.py"))
_events = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_events)

_MESSAGE_LIMIT = 2000
_HIDDEN = "The details are hidden because the task handles secrets."


class CallbackModule(CallbackBase):
    """Names in here are Ansible's."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "pressluft_events"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._events = _events.Events()
        self._begun = {}
        self._completed = None
        self._last_task = None

    # What a task is called

    def _names(self, task):
        stage = (task.vars or {}).get("pressluft_stage")
        return {"task": task.get_name().strip()[:200], "stage": stage if isinstance(stage, str) else None,
                "module": task.action}

    def _milliseconds(self, task):
        begun = self._begun.get(task._uuid)
        return int((time.monotonic() - begun) * 1000) if begun is not None else None

    @staticmethod
    def _public(result):
        facts = result._result.get("pressluft")
        return facts if isinstance(facts, dict) and facts else None

    # Ansible's events

    def v2_playbook_on_start(self, playbook):
        self._events.emit("start", playbook=os.path.basename(playbook._file_name))

    def v2_playbook_on_no_hosts_matched(self):
        self._events.emit("failed", error={"message": "The inventory has no host in the group of the play."})

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._begun[task._uuid] = time.monotonic()
        self._last_task = task._uuid
        self._events.emit("task", **self._names(task))

    def v2_runner_on_ok(self, result):
        task = result._task
        if result._result.get("pressluft_complete") is True and task.action.rpartition(".")[2] == "pressluft_complete":
            self._completed = (task._uuid, self._public(result))
        self._events.emit("ok", changed=bool(result._result.get("changed")), duration_ms=self._milliseconds(task),
                          result=None if self._completed and self._completed[0] == task._uuid
                          else self._public(result), **self._names(task))
        for warning in result._result.get("warnings") or []:
            self._events.emit("warning", message=str(warning)[:_MESSAGE_LIMIT])

    def v2_runner_on_skipped(self, result):
        self._events.emit("skipped", **self._names(result._task))

    def v2_runner_on_failed(self, result, ignore_errors=False):
        task, outcome = result._task, result._result
        code = message = facts = None
        stated = outcome.get("pressluft_error")
        if isinstance(stated, dict):
            # Our own sentence is made for the operator and is free of secrets, whatever no_log says.
            code, message, facts = stated.get("code"), stated.get("message"), self._public(result)
        elif result._task.no_log or outcome.get("_ansible_no_log"):
            message = _HIDDEN
        else:
            message = str(outcome.get("msg") or "The task failed without saying why.")
        error = {"message": str(message)[:_MESSAGE_LIMIT]}
        if code:
            error["code"] = code
        self._events.emit("failed", error=error, ignored=True if ignore_errors else None, result=facts,
                          duration_ms=self._milliseconds(task), **self._names(task))

    def v2_runner_on_unreachable(self, result):
        self._events.emit("unreachable", message=str(result._result.get("msg") or "")[:_MESSAGE_LIMIT],
                          **self._names(result._task))

    def v2_playbook_on_stats(self, stats):
        hosts = sorted(stats.processed)
        totals = {name: 0 for name in ("ok", "changed", "failures", "unreachable", "rescued", "skipped")}
        for host in hosts:
            for name, count in stats.summarize(host).items():
                if name in totals:
                    totals[name] += count
        self._events.emit("stats", hosts=hosts, **totals)
        # Only the play's last task is the marker, and only when nothing failed on the way.
        if (self._completed and self._completed[0] == self._last_task and hosts and not totals["failures"]
                and not totals["unreachable"]):
            self._events.emit("complete", result=self._completed[1])
