"""Runs pressluft_release with the variables' own sections, and sends what the controller brings to the node."""
import importlib.util
import os

_BASE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "plugin_support", "action.py")
_spec = importlib.util.spec_from_file_location("pressluft_action", _BASE)
_base = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_base)

_SENT = ("private_key", "known_hosts", "upload")


class ActionModule(_base.PressluftAction):
    """Of `deploy` and `rollback` the variables hold the one that the playbook needs.

    The files that `deploy` names by `<name>_file` lie on the controller. They are sent into the connection's own
    temporary directory, which Ansible removes after the task; the module moves them into its staging directory first.
    """

    SECTIONS = ("job", "environment", "database", "deploy", "rollback")

    def options(self, given, arguments):
        options = super().options(given, arguments)
        if options.get("step") == "fetch":
            options["sent"] = self._send(options.get("deploy") or {})
        return options

    def _send(self, order):
        sent = {}
        for name in _SENT:
            local = order.get(name + "_file")
            # A missing one is not sent, and the module says so.
            if local and os.path.isfile(local):
                if not self._connection._shell.tmpdir:
                    self._make_tmp_path()
                remote = self._connection._shell.join_path(self._connection._shell.tmpdir, name)
                sent[name] = self._transfer_file(local, remote)
        return sent
