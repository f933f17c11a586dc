"""Runs pressluft_release with the variables' own sections."""
import importlib.util
import os

_BASE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "plugin_support", "action.py")
_spec = importlib.util.spec_from_file_location("pressluft_action", _BASE)
_base = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_base)


class ActionModule(_base.PressluftAction):
    """Of `deploy` and `rollback` the variables hold the one that the playbook needs."""

    SECTIONS = ("job", "environment", "database", "deploy", "rollback")
