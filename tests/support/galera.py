"""Three MariaDB servers that form one Galera cluster on loopback, in temporary folders and on free ports.

    with cluster() as nodes:            # three nodes, each in the primary component and ready
        nodes[0].sql("..."), nodes[1].server.socket, nodes[2].server.port
        nodes[2].server.kill9(); nodes[2].rejoin()
        nodes[2].freeze(); nodes[2].thaw()          # SIGSTOP: connections stay open, and nobody answers
        nodes[2].isolate(); nodes[2].join_again()   # cut off from the others, but not from its clients

Nodes 1 and 2 begin with a copy of node 0's data, and a node that comes back gets what it missed as an incremental state
transfer; so no program for copying whole data folders is needed. Each node ends with the process that started it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile

from mariadb import MariaDb, SMALL_SERVER, find_program
from ports import pick_port
from postern import MARIADB_TEMPLATE, wait_until

PROVIDER = "/usr/lib/galera/libgalera_smm.so"
NODES = 3
READY_SECONDS = 40
# docs/operations.md names these. A node that does not answer is left out of the cluster after the suspect time-out; until
# then no node can commit.
TIMEOUTS = ("evs.keepalive_period=PT0.3S;evs.inactive_check_period=PT0.3S;evs.suspect_timeout=PT1S;"
            "evs.join_retrans_period=PT0.3S;evs.inactive_timeout=PT3S;evs.install_timeout=PT3S")


class Node:
    """One node; `server` is its MariaDb."""

    def __init__(self, folder, number, ports):
        self.number = number
        self._ports = ports
        self.server = MariaDb(os.path.join(folder, "node%d" % number), template=MARIADB_TEMPLATE)
        self._frozen = False

    def sql(self, text, database=None):
        """Runs SQL on this node."""
        return self.server.sql(text, database)

    def status(self, name):
        """One of wsrep's status values; nothing while the node does not answer."""
        try:
            words = self.sql("SHOW STATUS LIKE 'wsrep_%s'" % name).split()
        except RuntimeError:
            return None
        return words[1] if len(words) > 1 else None

    def is_ready(self, size=NODES):
        """True when the node serves in a primary component of this size."""
        return self.status("ready") == "ON" and self.status("cluster_size") == str(size)

    def start(self, bootstrap=False, position=None):
        """Starts the server; it joins the others by itself."""
        self.server.options = self._options(bootstrap) + (["--wsrep-start-position=" + position] if position else [])
        self.server.start(tls=True)

    def rejoin(self):
        """After kill9(): starts at the position that the data folder is at, and returns when the node is ready."""
        log = os.path.join(self.server.folder, "recovery.log")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(log)
        subprocess.run([find_program("mariadbd"), "--no-defaults", *(["--user=root"] if os.geteuid() == 0 else []),
                        "--datadir=" + self.server.data, "--socket=" + self.server.socket, "--skip-networking",
                        *SMALL_SERVER, *self._options(False), "--wsrep-recover", "--log-error=" + log], check=True)
        with open(log, encoding="utf-8") as file:
            found = [line for line in file if "Recovered position" in line]
        self.start(position=found[-1].split("position:")[1].split(",")[0].strip())
        wait_until(lambda: self.status("ready") == "ON", "the node is back", READY_SECONDS)

    def freeze(self):
        """Stops the process in its tracks."""
        os.kill(self.server.pid, signal.SIGSTOP)
        self._frozen = True

    def thaw(self):
        """After freeze(): the process goes on."""
        os.kill(self.server.pid, signal.SIGCONT)
        self._frozen = False

    def isolate(self):
        """Cuts the node off from the others, as a network would; clients still reach it."""
        self.sql("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'")
        wait_until(lambda: self.status("cluster_status") == "non-Primary", "the node has noticed", READY_SECONDS)

    def join_again(self):
        """After isolate()."""
        self.sql("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'")
        wait_until(lambda: self.status("ready") == "ON", "the node is back", READY_SECONDS)

    def remove(self):
        """Ends the server, whatever state it is in."""
        self.server.remove()

    def _options(self, bootstrap):
        group, transfer = self._ports[self.number]
        others = ",".join("127.0.0.1:%d" % port for port, _ in self._ports)
        return ["--wsrep-on=ON", "--wsrep-provider=" + PROVIDER, "--binlog-format=ROW", "--innodb-autoinc-lock-mode=2",
                "--wsrep-cluster-name=test", "--wsrep-node-name=node%d" % self.number,
                "--wsrep-node-address=127.0.0.1:%d" % group, "--wsrep-sst-method=position",
                "--wsrep-cluster-address=gcomm://" + ("" if bootstrap else others),
                "--wsrep-provider-options=base_host=127.0.0.1;base_port=%d;gmcast.listen_addr=tcp://127.0.0.1:%d;"
                "ist.recv_addr=127.0.0.1:%d;gcache.size=64M;pc.recovery=off;%s" % (group, group, transfer, TIMEOUTS)]

    def begin_with_data_of(self, first):
        """Copies the data folder of `first`, which has been stopped."""
        shutil.copytree(first.server.data, self.server.data)
        state = os.path.join(self.server.data, "grastate.dat")
        with open(state, encoding="ascii") as file:
            text = file.read()
        with open(state, "w", encoding="ascii") as file:
            file.write(text.replace("safe_to_bootstrap: 1", "safe_to_bootstrap: 0"))
        for name in ("gvwstate.dat", "galera.cache"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(self.server.data, name))


@contextlib.contextmanager
def cluster():
    """Three running nodes."""
    folder = tempfile.mkdtemp(prefix="postern-galera-")
    # mariadbd finds the way in which it transfers a state, wsrep_sst_position, there.
    os.environ["PATH"] = os.path.dirname(os.path.abspath(__file__)) + ":" + os.environ["PATH"]
    ports = [(pick_port(), pick_port()) for _ in range(NODES)]
    nodes = [Node(folder, number, ports) for number in range(NODES)]
    first = nodes[0]
    try:
        first.start(bootstrap=True)
        wait_until(lambda: first.is_ready(1), "the first node", READY_SECONDS)
        first.server.stop()
        for node in nodes[1:]:
            node.begin_with_data_of(first)
        first.start(bootstrap=True)
        for node in nodes[1:]:
            node.start()
        wait_until(lambda: all(node.is_ready() for node in nodes), "all nodes", READY_SECONDS)
        yield nodes
    except BaseException:
        for node in nodes:
            with contextlib.suppress(OSError), open(node.server.log, "rb") as log:
                print("--- node %d\n%s" % (node.number, log.read()[-1500:].decode(errors="replace")))
        raise
    finally:
        for node in nodes:
            node.remove()
        shutil.rmtree(folder, ignore_errors=True)
