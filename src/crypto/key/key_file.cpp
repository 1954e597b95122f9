// The key file on disk: who may read it, and how large it can be.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "postern/crypto/key/key_ring.hpp"

namespace postern::crypto {

namespace {

constexpr std::size_t kMaxFileBytes = 64 * 1024;

class File {
public:
    // Not blocking: a FIFO put in the file's place must not stop the start.
    explicit File(const std::string& path)
        : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)} {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int descriptor() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

KeyFileError unreadable() {
    return {0, "cannot be read: " + std::generic_category().message(errno),
            "make it a file that the daemon may read"};
}

}  // namespace

Result<KeyRing, KeyFileError> read_key_file(const std::string& path) {
    const File file{path};
    struct stat status {};
    if (file.descriptor() < 0 || ::fstat(file.descriptor(), &status) != 0)
        return fail(unreadable());
    if (!S_ISREG(status.st_mode))
        return fail(KeyFileError{0, "is not a file", "name a regular file"});
    if ((status.st_mode & S_IRWXO) != 0)
        return fail(KeyFileError{0, "can be read or written by every local user",
                                 "set its mode to 0400 or 0440"});
    // One buffer that never grows: what is read lies in one place, and Secret wipes it.
    std::string bytes(kMaxFileBytes + 1, '\0');
    std::size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t count = ::read(file.descriptor(), bytes.data() + size, bytes.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            auto error = unreadable();
            wipe(bytes);
            return fail(std::move(error));
        }
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    bytes.resize(size);
    const Secret text{std::move(bytes)};
    if (text.size() > kMaxFileBytes)
        return fail(KeyFileError{0, "is too large for a key file", "name the key file"});
    return KeyRing::parse(text);
}

}  // namespace postern::crypto
