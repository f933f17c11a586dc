"""Runs pressluft_restore with the variables' own sections and forwards its progress."""
import importlib.util
import os

_BASE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "plugin_support", "action.py")
_spec = importlib.util.spec_from_file_location("pressluft_action", _BASE)
_base = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_base)


class ActionModule(_base.PressluftAction):
    """A dry run does not prepare, it plans, and writes nothing below the environment.

    That is decided here and not by a condition of the playbook: a condition that names the variable `pressluft` would
    put all of it through Jinja, a backup's message included.
    """

    SECTIONS = ("job", "environment", "database", "restore")

    def options(self, given, arguments):
        options = super().options(given, arguments)
        if options.get("step") == "prepare" and self._dry(given):
            options["step"] = "plan"
        return options

    def writes(self, given):
        return not self._dry(given)

    @staticmethod
    def _dry(given):
        return bool((given.get("restore") or {}).get("dry_run"))
