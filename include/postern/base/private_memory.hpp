/// private_memory: keeps what this process has in memory from other processes and from the disk.
///
/// Two things. keep_memory_private() is for the process as a whole. And wherever it is linked in,
/// free() and realloc() wipe what they give back, so that passwords and tokens do not stay behind
/// in buffers of libraries that know nothing of Secret; builds with a sanitizer do without.
#pragma once

namespace postern {

/// No core dumps, and no other process of the same user may look into this one: not by ptrace, not
/// by /proc. Children inherit both. /proc/self belongs to root from here on, so that an ordinary
/// user's process cannot open what is private in it. Call it first in main; ends the process with
/// status 1 when that is impossible.
void keep_memory_private() noexcept;

/// Opens `path`, a file below /proc/self, as its owner, which is root else; -1 and errno when that
/// fails. For as long as this takes, others could look in.
int open_own_proc_file(const char* path, int flags) noexcept;

}  // namespace postern
