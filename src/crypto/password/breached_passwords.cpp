#include "postern/crypto/password/breached_passwords.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/crypto/crypto_error.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::crypto {

namespace {

constexpr std::size_t kHashDigits = 40;
constexpr std::uint64_t kMaxLineBytes = 80;  // hash, colon, count, line end

/// Up to `count` bytes; fewer only at the end of the file or when it cannot be read.
std::string read_at(int descriptor, std::uint64_t offset, std::uint64_t count) {
    std::string bytes(count, '\0');
    std::size_t got = 0;
    while (got < count) {
        const auto at = static_cast<off_t>(offset + got);
        const ssize_t more = ::pread(descriptor, bytes.data() + got, count - got, at);
        if (more < 0 && errno == EINTR) continue;
        if (more <= 0) break;
        got += static_cast<std::size_t>(more);
    }
    bytes.resize(got);
    return bytes;
}

char to_upper(char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; }

/// The hash that the line begins with, in uppercase; empty when it is no such line.
std::string hash_of(std::string_view line) {
    if (line.size() < kHashDigits) return {};
    std::string hash{line.substr(0, kHashDigits)};
    std::ranges::transform(hash, hash.begin(), to_upper);
    const bool ends =
        line.size() == kHashDigits || line[kHashDigits] == ':' || line[kHashDigits] == '\r';
    const bool is_hash = hash.find_first_not_of("0123456789ABCDEF") == std::string::npos;
    return ends && is_hash ? hash : std::string{};
}

[[noreturn]] void refuse(int descriptor, const std::string& what) {
    if (descriptor >= 0) ::close(descriptor);
    throw std::runtime_error{what};
}

}  // namespace

BreachedPasswords BreachedPasswords::open(const std::string& path) {
    // Not blocking: a FIFO put in the file's place must not stop the start.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status {};
    if (descriptor < 0 || ::fstat(descriptor, &status) != 0)
        refuse(descriptor, "cannot read password.breached_file " + path);
    const auto start = read_at(descriptor, 0, kMaxLineBytes);
    if (!S_ISREG(status.st_mode) || hash_of(start.substr(0, start.find('\n'))).empty())
        refuse(descriptor, "password.breached_file " + path +
                               " is no list of SHA-1 hashes: write 40 hexadecimal digits a line");
    return {descriptor, static_cast<std::uint64_t>(status.st_size)};
}

BreachedPasswords::BreachedPasswords(BreachedPasswords&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}, bytes_{other.bytes_} {}

BreachedPasswords& BreachedPasswords::operator=(BreachedPasswords&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(bytes_, other.bytes_);
    return *this;
}

BreachedPasswords::~BreachedPasswords() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool BreachedPasswords::contains(std::string_view password) const {
    std::string hash = to_hex(sha1_for_lists(password));
    std::ranges::transform(hash, hash.begin(), to_upper);
    return contains_hash(hash);
}

bool BreachedPasswords::contains_hash(std::string_view hash) const {
    std::uint64_t low = 0;
    std::uint64_t high = bytes_;
    while (low < high) {  // both at the start of a line, or at the end of the file
        const std::uint64_t middle = low + (high - low) / 2;
        const std::uint64_t from = middle - std::min(middle - low, kMaxLineBytes);
        const auto window = read_at(descriptor_, from, 2 * kMaxLineBytes);
        const std::string_view before = std::string_view{window}.substr(0, middle - from);
        const auto feed = before.rfind('\n');
        const std::size_t begin = feed == std::string_view::npos ? 0 : feed + 1;
        const std::size_t end = std::min(window.find('\n', middle - from), window.size());
        const auto found = hash_of(std::string_view{window}.substr(begin, end - begin));
        if (found.empty()) throw CryptoError{"the list of breached passwords cannot be read"};
        if (found == hash) return true;
        if (found < hash)
            low = from + end + 1;
        else
            high = from + begin;
    }
    return false;
}

}  // namespace postern::crypto
