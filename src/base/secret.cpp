// Bytes that are wiped before their memory is given back.
#include "postern/base/secret.hpp"

#include <cstring>
#include <utility>

namespace postern {

namespace {

/// Zeroes memory although nothing reads it again: the empty assembly claims to read `data`, so the
/// compiler may not drop the write.
void zero(char* data, std::size_t size) noexcept {
    std::memset(data, 0, size);
    __asm__ __volatile__("" : : "r"(data) : "memory");
}

}  // namespace

void wipe(std::string& bytes) noexcept {
    // Growing to the capacity never allocates and makes the bytes behind size() ours to write:
    // a string that was longer before still holds the rest there.
    bytes.resize(bytes.capacity());
    zero(bytes.data(), bytes.size());
    bytes.clear();
}

Secret::Secret(std::string_view bytes) : bytes_{bytes} {}

Secret::Secret(std::string&& bytes) : bytes_{std::move(bytes)} {
    // A short string lies inside its own object and is copied by a move: its old place is wiped.
    wipe(bytes);
}

Secret::Secret(Secret&& other) noexcept : bytes_{std::move(other.bytes_)} { wipe(other.bytes_); }

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    wipe(bytes_);
    // Swap rather than move: a move may hand our old buffer to `other` or keep it, depending on
    // where the bytes lie. After the wipe it holds nothing in either case.
    bytes_.swap(other.bytes_);
    wipe(other.bytes_);
    return *this;
}

Secret::~Secret() { wipe(bytes_); }

}  // namespace postern
