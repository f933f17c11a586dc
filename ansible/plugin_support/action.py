"""The action plugin under every long-running module: gives it its options and forwards its progress.

The options come straight from the variable `pressluft`, which the controller writes, and are never put through
Jinja: a backup's message or a path that holds `{{ … }}` is only text. While the module runs, the file in which it
tells its progress is read about once a second, locally or over a second connection, and becomes `progress` events.
Where that does not work there are none, and nothing else changes.
"""
import base64
import importlib.util
import json
import os
import secrets
import shlex
import threading

from ansible.plugins.action import ActionBase
from ansible.plugins.loader import connection_loader

_HERE = os.path.dirname(os.path.abspath(__file__))
_spec = importlib.util.spec_from_file_location("pressluft_event_file", os.path.join(_HERE, "events.py"))
_events = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_events)

_EVERY_SECONDS = 1.0
_FIRST_SECONDS = 0.3
_SECRETS = ("key", "admin_password", "source_url")
_NUMBERS = ("done", "total", "rate")
# A node that does not answer the first questions will not be asked for the rest of the task.
_GIVE_UP_AFTER = 3


def seal(options):
    """The options with every secret moved into the one option `secrets`, encoded.

    Ansible blanks the text of each no_log option wherever it occurs in a result; a short database password would
    blank parts of a manifest. The encoded form occurs nowhere. `runtime.given` on the node undoes it.
    """
    found = []

    def without(value, place):
        if not isinstance(value, dict):
            return value
        rest = {}
        for name, inner in value.items():
            if name in _SECRETS:
                found.append([place + [name], inner])
            else:
                rest[name] = without(inner, place + [name])
        return rest

    rest = without(options, [])
    text = json.dumps({"nonce": secrets.token_hex(16), "secrets": found})
    rest["secrets"] = base64.b64encode(text.encode("utf-8")).decode("ascii")
    return rest


class PressluftAction(ActionBase):
    """SECTIONS are the parts of `pressluft` that the module takes; a task may override any by an option.

    The option `from`, such as `restore.safety`, names the section that is handed over as SUBJECT. WRITES says whether the module may write below the environment's path.
    """

    SECTIONS = ()
    SUBJECT = None
    WRITES = True

    def run(self, tmp=None, task_vars=None):
        outcome = super().run(tmp, task_vars)
        task_vars = task_vars or {}
        given = task_vars.get("pressluft")
        if not isinstance(given, dict):
            return dict(outcome, failed=True, msg="The variable `pressluft` is missing; the controller writes it.")
        try:
            options = self.options(given, dict(self._task.args))
        except KeyError as missing:
            return dict(outcome, failed=True, msg="The variable `pressluft` has no section %s." % missing)
        options = seal(options)
        path = self.progress_path(given) if self.writes(given) else self._scratch(given)
        options["progress_file"] = path
        poller = _Poller(self, path)
        try:
            outcome.update(self._execute_module(module_args=options, task_vars=task_vars))
        finally:
            poller.end()
        return outcome

    def writes(self, given):
        """Whether this run may write below the environment's path; a dry run may not."""
        return self.WRITES

    def options(self, given, arguments):
        """The module's options; a subclass may shape them further."""
        source = arguments.pop("from", None)
        options = {name: given[name] for name in self.SECTIONS if given.get(name) is not None}
        if source is not None:
            section = given
            for name in source.split("."):
                section = section[name]
            options[self.SUBJECT] = section
        options.update(arguments)
        return options

    def progress_path(self, given):
        """Below the environment, where the module has a lease."""
        return os.path.join(given["environment"]["path"], ".pressluft", "progress-%s.json" % given["job"]["id"])

    def _scratch(self, given):
        # No progress over a connection for modules that may not write: a guessable name in /tmp is not worth it.
        if self._connection.transport != "local":
            return None
        directory = os.path.dirname(os.environ.get(_events.VARIABLE) or "")
        return os.path.join(directory, "progress-%s.json" % given["job"]["id"]) if directory else None


class _Poller:
    """Reads the progress in a thread of its own until `end`."""

    def __init__(self, action, path):
        self._events = _events.Events()
        # The stage that the task belongs to; the module's own word counts only where the task names none.
        self._stage = (action._task.vars or {}).get("pressluft_stage")
        self._path = path
        self._last = None
        self._failures = 0
        self._stop = threading.Event()
        self._thread = None
        if path is None or not os.environ.get(_events.VARIABLE):
            return
        self._read = self._local if action._connection.transport == "local" else self._remote(action)
        if self._read is None:
            return
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        pause = _FIRST_SECONDS
        while not self._stop.wait(pause):
            pause = _EVERY_SECONDS
            try:
                self._forward(self._read())
            except Exception:
                self._failures += 1
                if self._failures >= _GIVE_UP_AFTER:
                    return

    def _forward(self, text):
        if not text:
            return
        state = json.loads(text)
        numbers = {name: state.get(name) for name in _NUMBERS if isinstance(state.get(name), int)}
        fields = {"stage": str(self._stage or state.get("stage"))[:40], "unit": str(state.get("unit"))[:10], "total": None}
        fields.update(numbers)
        if fields != self._last and "done" in fields:
            self._last = fields
            self._events.emit("progress", **fields)

    def _local(self):
        try:
            with open(self._path, encoding="ascii") as source:
                return source.read(4096)
        except FileNotFoundError:
            return None

    def _remote(self, action):
        """A reader over a second connection; with ControlPersist it shares the first one's transport."""
        try:
            connection = connection_loader.get(action._connection.transport, action._play_context, os.devnull)
            connection.set_options(direct=dict(action._connection._options))
        except Exception:
            return None
        command = "cat %s 2>/dev/null || true" % shlex.quote(self._path)

        def read():
            status, output, _ = connection.exec_command(command, in_data=None, sudoable=False)
            if status != 0:
                raise OSError("the node did not answer")
            return output[:4096].decode("ascii", "replace")

        return read

    def end(self):
        """Stops asking; waits for an answer that is on its way."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)
