/// standard_streams: descriptors 0, 1 and 2 are always open.
#pragma once

namespace postern {

/// Opens /dev/null for each of the three that the caller of this program has closed. Else the next
/// socket would take its number, and log lines would be written into it. Call it first in main;
/// ends the process with status 1 when that is impossible.
void open_standard_streams() noexcept;

}  // namespace postern
