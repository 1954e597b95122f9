"""A Debian 12 with nothing but make and git, and the source tree in /src, for one command.

    prepare()                                     # once: the base system and the source tree
    with PristineRoot(name) as root:
        root.run("make deb")                      # raises CommandFailed

Each root is an overlay over the same base, so it starts without what another one has installed. It shares the host's
network, its compiler cache, a copy of its build folder and the packages downloaded so far, so that little is loaded or
compiled twice.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from machine import ARCHIVES, ENVIRONMENT, KEPT, ROOT, CannotBeMade, CommandFailed, must

BUILD = os.path.dirname(KEPT)
TAR = os.path.join(KEPT, "make-and-git.tar")
# Not in the build folder: there make takes each *.d for one of its own.
FOLDER = os.path.join(tempfile.gettempdir(), "postern-roots-%d" % os.getpid())
BASE = os.path.join(FOLDER, "base")
SOURCE = os.path.join(FOLDER, "source")
TOOLS = os.path.join(FOLDER, "ccache")
# Two roots at a time, the base and the sources.
NEEDED_MEMORY_KB = 8 << 20
CLONE_NEWNS = 0x20000

sys.path.insert(0, os.path.join(ROOT, "tests", "support"))

from ports import end_with_parent  # noqa: E402

# Everything is mounted in a namespace of its own, and gone with it. unshare ends for SIGKILL only.
ENTER = """
mount -t overlay overlay -o "lowerdir=$BASE,upperdir=$UPPER,workdir=$WORK" "$MERGED"
mount -t proc proc "$MERGED/proc"
mount --rbind /dev "$MERGED/dev"
mkdir -p "$MERGED/src" "$MERGED/ccache/cache"
mount -t overlay overlay -o "lowerdir=$SOURCE,upperdir=$UPPER.src,workdir=$WORK.src" "$MERGED/src"
mount --bind "$TOOLS" "$MERGED/ccache"
[ -z "$CACHE" ] || mount --bind "$CACHE" "$MERGED/ccache/cache"
exec chroot "$MERGED" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root $LOCALE \\
    CCACHE_DIR=/ccache/cache CCACHE_MAXSIZE="$CACHE_SIZE" OPT="$OPT" CCACHE="$CCACHE" /bin/sh -ec "cd /src
$1"
"""


def _say(*command):
    return subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, check=True).stdout


def _use_memory():
    """Keeps the roots in memory if there is enough: a disk takes a minute to delete one. The file system is in a mount
    namespace of this process, and gone with it."""
    with open("/proc/meminfo", encoding="ascii") as file:
        free = int(re.search(r"^MemAvailable: +(\d+) kB", file.read(), re.M).group(1))
    if free < NEEDED_MEMORY_KB or ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
        return
    must(["mount", "--make-rprivate", "/"], "the mounts cannot be made private")
    must(["mount", "-t", "tmpfs", "-o", "size=%dk" % (free * 3 // 4), "tmpfs", FOLDER], "no file system in memory")


def _load_base():
    if not os.path.exists(TAR):
        must(["mmdebstrap", "--quiet", "--variant=minbase", "--skip=cleanup/apt/lists",
              "--include=make,git,ca-certificates", "bookworm", TAR + ".draft.tar"], "mmdebstrap cannot make Debian 12")
        os.rename(TAR + ".draft.tar", TAR)


def _make_base():
    os.makedirs(ARCHIVES, exist_ok=True)
    with open(TAR + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another test may be making it
        _load_base()
    os.makedirs(BASE)
    subprocess.run(["tar", "-xf", TAR, "-C", BASE, "--numeric-owner"], check=True)
    shutil.copy("/etc/resolv.conf", os.path.join(BASE, "etc/resolv.conf"))
    with open(os.path.join(BASE, "etc/dpkg/dpkg.cfg.d/unsafe-io"), "w", encoding="ascii") as file:
        file.write("force-unsafe-io\n")
    # Every installed Debian has this file; mmdebstrap does not write it.
    with open(os.path.join(BASE, "etc/hosts"), "w", encoding="ascii") as file:
        file.write("127.0.0.1 localhost\n127.0.1.1 %s\n" % os.uname().nodename)


def _copy_source():
    """The tree as it is, with what is not committed yet, as a repository of one commit."""
    names = [name for name in _say("git", "ls-files", "-co", "--exclude-standard").split("\n")
             if name and os.path.exists(os.path.join(ROOT, name))]
    os.makedirs(SOURCE)
    subprocess.run(["cp", "-p", "--parents", "-t", SOURCE, *names], cwd=ROOT, check=True)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-c", "user.name=test", "-c", "user.email=test@example.org", *command],
                       cwd=SOURCE, check=True)


def _third_party_sources():
    """For each library that tests/lint/confinement.sh names, the first source that includes it."""
    with open(os.path.join(ROOT, "tests/lint/confinement.sh"), encoding="utf-8") as file:
        patterns = [line.split()[0] for line in re.findall(r"^\^\S+ +[a-z_/,]+$", file.read(), re.M)]
    found = {}
    for line in _say("git", "grep", "-E", "^#include <", "--", "src/*.cpp").split("\n"):
        match = re.match(r"(src/[^:]+)\.cpp:#include <([^>]+)>", line)
        for pattern in patterns if match else []:
            if re.match(pattern, match.group(2)):
                found.setdefault(pattern, match.group(1))
    return sorted(set(found.values()))


def _copy_build():
    """The compiled objects, without those of sources that include a library: each root compiles them."""
    again = {os.path.join(BUILD, name + ".o") for name in _third_party_sources()}
    for top in ("src", "tests/support"):
        for folder, _, files in os.walk(os.path.join(BUILD, top)):
            there = os.path.join(SOURCE, "build", os.path.relpath(folder, BUILD))
            os.makedirs(there, exist_ok=True)
            for name in files:
                if name.endswith((".o", ".d")) and os.path.join(folder, name) not in again:
                    shutil.copy2(os.path.join(folder, name), there)


def _copy_ccache():
    """The host's compiler cache, which the roots do not have: their own g++ compiles what it does not know."""
    os.makedirs(os.path.join(TOOLS, "cache"))
    program = shutil.which("ccache")
    if not program:
        return
    shutil.copy(program, TOOLS)
    for name, path in re.findall(r"(lib(?:hiredis|zstd)\S*) => (\S+)", _say("ldd", program)):
        shutil.copy(path, os.path.join(TOOLS, name))
    with open(os.path.join(TOOLS, "run"), "w", encoding="ascii") as file:
        file.write('#!/bin/sh\nLD_LIBRARY_PATH=/ccache exec /ccache/ccache "$@"\n')
    os.chmod(os.path.join(TOOLS, "run"), 0o755)


def prepare():
    """Raises CannotBeMade if this host cannot make roots."""
    if os.geteuid() != 0:
        raise CannotBeMade("this needs root")
    for program in ("mmdebstrap", "unshare"):
        if not shutil.which(program):
            raise CannotBeMade("%s is not installed" % program)
    os.makedirs(FOLDER)
    _use_memory()
    _make_base()
    _copy_source()
    _copy_build()
    _copy_ccache()


def remove():
    """Everything but what was downloaded."""
    subprocess.run(["umount", "--lazy", FOLDER], stderr=subprocess.DEVNULL, check=False)
    shutil.rmtree(FOLDER, ignore_errors=True)


def _share(name, folder, there):
    """A second name for the file, or a copy on another file system."""
    target = os.path.join(there, name)
    with contextlib.suppress(FileExistsError):
        try:
            os.link(os.path.join(folder, name), target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            draft = "%s.%d" % (target, os.getpid())
            shutil.copy(os.path.join(folder, name), draft)
            os.rename(draft, target)


class PristineRoot:
    """Starts on entering, is gone on leaving, with all that runs in it."""

    def __init__(self, name):
        self._folder = os.path.join(FOLDER, name)
        self._upper = os.path.join(self._folder, "upper")
        self._archives = os.path.join(self._upper, "var/cache/apt/archives")
        self._running = []

    def __enter__(self):
        for name in ("upper", "upper.src", "work", "work.src", "merged"):
            os.makedirs(os.path.join(self._folder, name))
        os.makedirs(self._archives)
        for name in os.listdir(ARCHIVES):
            _share(name, ARCHIVES, self._archives)
        return self

    def __exit__(self, *_):
        for process in self._running:
            process.kill()
            process.wait()
        for name in os.listdir(self._archives):
            if name.endswith(".deb"):
                _share(name, self._archives, ARCHIVES)
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self, script):
        """Starts a piece of shell as root in /src; returns the process. Its output goes to self.said()."""
        has_ccache = os.path.exists(os.path.join(TOOLS, "ccache"))
        paths = {"UPPER": "upper", "WORK": "work", "MERGED": "merged"}
        settings = {name: os.path.join(self._folder, path) for name, path in paths.items()}
        settings |= {"BASE": BASE, "SOURCE": SOURCE, "TOOLS": TOOLS, "OPT": os.environ.get("OPT", "-O2"),
                     "CCACHE": "/ccache/run" if has_ccache else "",
                     "CACHE": _say("ccache", "-k", "cache_dir").strip() if has_ccache else "",
                     "CACHE_SIZE": _say("ccache", "-k", "max_size").strip() if has_ccache else "",
                     # ccache takes an object compiled in another locale for another object.
                     "LOCALE": " ".join("%s=%s" % (name, os.environ[name])
                                        for name in ("LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES")
                                        if name in os.environ)}
        with open(os.path.join(self._folder, "said"), "wb") as said:
            process = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--fork", "--kill-child", "/bin/sh", "-ec", ENTER, "sh", script],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=ENVIRONMENT | settings,
                preexec_fn=end_with_parent(signal.SIGKILL))
        self._running.append(process)
        return process

    def take(self, path, there):
        """Copies a file of the root into a folder of the host; returns its new path."""
        return shutil.copy(os.path.join(self._upper, path.lstrip("/")), there)

    def said(self):
        """What the last command has printed so far."""
        with open(os.path.join(self._folder, "said"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def run(self, script):
        """Runs a piece of shell; returns what it printed."""
        status = self.start(script).wait()
        if status != 0:
            raise CommandFailed("%s\nended with status %d:\n%s" % (script, status, self.said()[-4000:]))
        return self.said()
