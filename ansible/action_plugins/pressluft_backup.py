"""Runs pressluft_backup with the variables' own sections and forwards its progress."""
import importlib.util
import os

_BASE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "plugin_support", "action.py")
_spec = importlib.util.spec_from_file_location("pressluft_action", _BASE)
_base = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_base)


class ActionModule(_base.PressluftAction):
    """`from` names the section to take the backup from when it is not `backup`.

    That is a restore's safety backup: its id is called `backup_id` there, and it is always a full one.
    """

    SECTIONS = ("job", "site", "environment", "database", "backup", "engine_version")
    SUBJECT = "backup"

    def options(self, given, arguments):
        options = super().options(given, arguments)
        backup = dict(options.get("backup") or {})
        backup.setdefault("id", backup.pop("backup_id", None))
        backup.setdefault("scope", "full")
        return dict(options, backup=backup)
    SUBJECT = "backup"
