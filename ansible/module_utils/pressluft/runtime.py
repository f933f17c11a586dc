"""What every module does the same way: options, progress, signals and how a failure is told."""
import base64
import contextlib
import copy
import errno
import glob
import json
import os
import signal
import sys

from ansible.module_utils.pressluft.errors import PressluftError, fail
from ansible.module_utils.pressluft.progress import Progress

# The sections of the controller's variables. What is needed of them is checked by `given`; what a newer controller
# adds is not refused.
SECTION = {"type": "dict", "required": True}
OPTIONAL_SECTION = {"type": "dict"}
# All secrets of the options, encoded by the action plugin (plugin_support/action.py says why).
SECRETS = {"type": "str", "no_log": True}
_ONCE_MORE_SECONDS = 0.01


def given(module, **needed):
    """The module's options with the secrets back in their places.

    `needed` names by section what must be there, such as `job=("id", "fence")`.
    """
    # A copy to the bottom: Ansible shows the parameters themselves when it is asked for all.
    options = copy.deepcopy(module.params)
    text = options.pop("secrets", None)
    if text:
        for place, value in json.loads(base64.b64decode(text).decode("utf-8"))["secrets"]:
            section = options
            for name in place[:-1]:
                section = section[name]
            section[place[-1]] = value
    for section, names in needed.items():
        missing = [name for name in names if (options.get(section) or {}).get(name) in (None, "")]
        if missing:
            module.fail_json(msg="The variables have no %s.%s." % (section, missing[0]))
    return options


class Stopped(BaseException):
    """A signal asked the module to end; it passes through everything that cleans up."""


def _stop(number, _frame):
    raise Stopped(number)


def _not_lost(ignored, tell=sys.unraisablehook):
    """Raises once more, in a moment, a stop that Python has thrown away.

    What is raised in a hook of os.fork (`logging` has one) is printed and forgotten. A signal that comes while a child is
    started is handled there, and the module would have gone on to its end (measured: half of those signals).
    """
    if isinstance(ignored.exc_value, Stopped):
        signal.setitimer(signal.ITIMER_REAL, _ONCE_MORE_SECONDS)
    else:
        tell(ignored)


def run(module, work, changed=True):
    """Runs `work(module)` → facts and ends the module; TERM, INT and HUP let it clean up first."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, _stop)
    sys.unraisablehook = _not_lost
    os.umask(0o077)
    try:
        facts = work(module)
    except PressluftError as error:
        fail(module, error)
    except Stopped:
        fail(module, PressluftError(None, "The work was stopped by a signal and cleared away."))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            fail(module, PressluftError("DISK_SPACE_LOW", "There is no space left on the node (%s)." % error.filename))
        fail(module, PressluftError(None, "The node failed: %s (%s)." % (error.strerror, error.filename)))
    module.exit_json(changed=changed, pressluft=facts)


@contextlib.contextmanager
def progress(path, environment, stage):
    """The progress of this module, its file removed at the end, with those that killed modules left behind."""
    state = os.path.join(environment, ".pressluft")
    if path is not None and os.path.dirname(path) == state:
        # Under the lease nobody else works here: what lies there was left by modules that were killed.
        for stale in glob.glob(os.path.join(glob.escape(state), "progress-*.json*")):
            try:
                os.unlink(stale)
            except OSError:
                pass
    current = Progress(path, stage)
    current.write()
    try:
        yield current
    finally:
        current.remove()
