"""How the node says what went wrong."""


class PressluftError(Exception):
    """A failure the operator can act on.

    `code` is one of the controller's error codes, or None where none fits and the controller should treat
    it as any failed task (and try again). `message` is one plain sentence without secrets; `facts` go into
    the result beside it.
    """

    def __init__(self, code, message, **facts):
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts


def fail(module, error, facts=None):
    """Ends an Ansible module with the error in the shape that the callback plugin reads."""
    everything = dict(facts or {})
    everything.update(error.facts)
    module.fail_json(msg=error.message, pressluft_error={"code": error.code, "message": error.message},
                     pressluft=everything)
