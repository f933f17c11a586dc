"""Pipes that are read in few bites, and children that leave the processors to others."""

import contextlib
import os
import time
import unittest

from tests.support import modules  # noqa: F401 - makes ansible.module_utils.pressluft importable

from ansible.module_utils.pressluft import streams

BLOCK = streams.BLOCK


class FillTest(unittest.TestCase):

    def test_takes_all_of_a_pipe_in_few_bites_when_it_comes_in_small_ones(self):
        content = os.urandom(2 * BLOCK + 77)
        read_end, write_end = streams.pipe()
        self.addCleanup(os.close, read_end)

        def small():
            for start in range(0, len(content), 4096):
                os.write(write_end, content[start:start + 4096])
            os.close(write_end)

        writing = streams.Strand(small)
        self.assertEqual(content, b"".join(bytes(block) for block in streams.blocks(read_end)))
        writing.result()

    def test_gives_what_there_is_when_a_slow_stream_ends(self):
        read_end, write_end = streams.pipe()
        self.addCleanup(os.close, read_end)
        os.write(write_end, b"a")
        writing = streams.Strand(lambda: (time.sleep(0.05), os.write(write_end, b"b"), os.close(write_end)))
        self.assertEqual([b"ab"], [bytes(block) for block in streams.blocks(read_end)])
        writing.result()


class YieldingTest(unittest.TestCase):

    def test_children_that_yield_are_nicer_each_and_as_groups(self):
        base = os.getpriority(os.PRIO_PROCESS, 0)
        nicer = min(19, base + streams.YIELDING)
        # Two at once: without privileges the kernel refuses the second one for a moment.
        for yields, niceness, group in ((False, base, 0), (True, nicer, streams.YIELDING), (True, nicer, streams.YIELDING)):
            child = streams.Child(["sleep", "60"], yields=yields)
            self.addCleanup(child.kill)
            self.assertEqual(niceness, os.getpriority(os.PRIO_PROCESS, child.pid))
            with contextlib.suppress(FileNotFoundError), open("/proc/%d/autogroup" % child.pid, encoding="ascii") as found:
                self.assertEqual(group, int(found.read().split()[-1]))


if __name__ == "__main__":
    unittest.main()
