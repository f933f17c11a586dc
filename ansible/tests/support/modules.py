"""Makes `ansible.module_utils.pressluft` importable, and with it the modules of `library/`, as plain Python.

Ansible packs both into one file for the node; a unit test wants to import and call them. Importing this
module is enough.
"""
import os
import sys

import ansible.module_utils

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_OURS = os.path.join(ROOT, "module_utils")
_LIBRARY = os.path.join(ROOT, "library")

if _OURS not in ansible.module_utils.__path__:
    ansible.module_utils.__path__.append(_OURS)
if _LIBRARY not in sys.path:
    sys.path.insert(0, _LIBRARY)
