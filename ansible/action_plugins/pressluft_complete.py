"""The completion marker: the last task of every playbook, and nothing but that.

It runs on the controller alone and costs no round trip. The callback plugin turns its result into the event
`complete`, so a play that ended early, or matched no host, can never be taken for a success.
"""
from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """`from` names one or several registered variables; the outcome is their `pressluft` facts together.

    They are taken as they are: through Jinja a manifest's text could come out changed.
    """

    _VALID_ARGS = frozenset(("from",))

    def run(self, tmp=None, task_vars=None):
        outcome = super().run(tmp, task_vars)
        names = self._task.args.get("from") or []
        result = {}
        for name in [names] if isinstance(names, str) else names:
            facts = ((task_vars or {}).get(name) or {}).get("pressluft")
            if not isinstance(facts, dict) or not facts:
                return dict(outcome, failed=True, msg="The play came to its end without the result of %s." % name)
            result.update(facts)
        if not result:
            return dict(outcome, failed=True, msg="The completion marker needs the name of a result.")
        return dict(outcome, changed=False, pressluft=result, pressluft_complete=True)
