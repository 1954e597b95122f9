"""A steady stream of requests from several connections, while a test disturbs the servers.

    with Load(port, request_bytes, good=lambda answer: answer.status == 200) as load:
        ... disturb ...
        load.wait_for(1000)        # so many more answers
    load.count, load.bad           # answers, and those that were not good (the first few in full)
"""

import threading

from http_client import Connection
from postern import wait_until

KEPT_EXAMPLES = 5


class Load:
    """Runs from `with` to its end, in threads of its own."""

    def __init__(self, port, request, good, connections=8):
        self._port, self._request, self._good = port, request, good
        self._over = threading.Event()
        self._lock = threading.Lock()
        self.count = 0
        self.bad = 0
        self.examples = []
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(connections)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        self.wait_for(1)
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, more):
        """Returns when there are so many more answers."""
        goal = self.count + more
        wait_until(lambda: self.count >= goal, "%d more answers" % more, 60)

    def _run(self):
        connection = None
        while not self._over.is_set():
            try:
                connection = connection or Connection(self._port)
                connection.send(self._request)
                answer = connection.read_answer()
                self._note(self._good(answer), (answer.status, answer.text[:200]))
                if answer.header("Connection") == "close":
                    connection = connection.close()
            except (OSError, EOFError) as error:
                self._note(False, repr(error))
                connection = None

    def _note(self, good, what):
        with self._lock:
            self.count += 1
            if not good:
                self.bad += 1
                self.examples = (self.examples + [what])[:KEPT_EXAMPLES]
