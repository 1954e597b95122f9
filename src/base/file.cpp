// Whole files, by read(2): a stream's iterators take an error for the end of the file.
#include "postern/base/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace postern {

namespace {

/// An open file, closed at the end of the scope.
class OpenFile {
public:
    explicit OpenFile(const std::string& path)
        : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)} {}
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    int descriptor() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

[[noreturn]] void fail_with_errno(const std::string& path) {
    throw FileError{path, std::generic_category().message(errno)};
}

}  // namespace

std::string read_file(const std::string& path, std::size_t max_bytes) {
    const OpenFile file{path};
    if (file.descriptor() < 0) fail_with_errno(path);
    std::string text;
    std::string chunk(64 * 1024, '\0');
    for (;;) {
        const ssize_t count = ::read(file.descriptor(), chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail_with_errno(path);
        if (count == 0) return text;
        text.append(chunk, 0, static_cast<std::size_t>(count));
        if (text.size() > max_bytes)
            throw FileError{path, "it has more than " + std::to_string(max_bytes) + " bytes"};
    }
}

std::string read_nonempty_file(const std::string& path, std::size_t max_bytes) {
    std::string text = read_file(path, max_bytes);
    if (text.empty()) throw FileError{path, "it is empty"};
    return text;
}

}  // namespace postern
