"""Runs pressluft_update with the variables' own sections, and hands it the program that WordPress is updated with."""
import importlib.util
import os

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_spec = importlib.util.spec_from_file_location("pressluft_action", os.path.join(_ROOT, "plugin_support", "action.py"))
_base = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_base)

_RUNNING = ("update", "switch")


class ActionModule(_base.PressluftAction):
    """Only two steps run the program, so only they get it."""

    SECTIONS = ("job", "environment", "database", "update")

    def options(self, given, arguments):
        options = super().options(given, arguments)
        if options.get("step") in _RUNNING:
            with open(os.path.join(_ROOT, "files", "update.php"), encoding="utf-8") as source:
                options["program"] = source.read()
        return options
