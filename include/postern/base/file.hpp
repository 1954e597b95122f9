/// file: whole files as text.
///
/// For the small files that come with the program or are written by an administrator. A failed read
/// is always an exception, never the end of the file.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace postern {

/// A file cannot be read; what() names it and the reason.
class FileError : public std::runtime_error {
public:
    FileError(const std::string& path, const std::string& reason)
        : std::runtime_error{"cannot read " + path + ": " + reason} {}
};

inline constexpr std::size_t kMaxFileBytes = 64 * 1024 * 1024;

/// The whole file. Throws FileError when it cannot be opened or read to its end, is a folder, or
/// has more than `max_bytes`.
std::string read_file(const std::string& path, std::size_t max_bytes = kMaxFileBytes);

/// The same for a file of which an installation has a text: FileError, too, when it is empty.
std::string read_nonempty_file(const std::string& path, std::size_t max_bytes = kMaxFileBytes);

}  // namespace postern
