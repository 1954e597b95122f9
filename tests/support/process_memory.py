"""What a process has in its memory. Only root may see that of posternd.

    for piece, is_stack in memory_of(pid):
        assert secret not in piece
"""

import contextlib
import re


def memory_of(pid):
    """All that the process can write to, in pieces as the kernel lists them, and whether each is its stack."""
    with open("/proc/%d/maps" % pid, encoding="utf-8") as maps, open("/proc/%d/mem" % pid, "rb", 0) as memory:
        for line in maps:
            area = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if not area:
                continue
            start, end = (int(text, 16) for text in area.groups())
            with contextlib.suppress(OSError):  # a guard page
                memory.seek(start)
                yield memory.read(end - start), "[stack]" in line
