/// BreachedPasswords: looks passwords up in a file of SHA-1 hashes from breaches.
///
/// The file has one hash a line, 40 hexadecimal digits, sorted, `:COUNT` may follow: what the
/// downloader of Pwned Passwords writes. It is never loaded: a look-up reads about two hundred
/// bytes some thirty times, also from 40 GB. The file stays open: after replacing it by a
/// rename, reload the daemon.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::crypto {

class BreachedPasswords {
public:
    /// Throws std::runtime_error, naming the file, when it is missing or is no such list.
    static BreachedPasswords open(const std::string& path);

    BreachedPasswords(BreachedPasswords&& other) noexcept;
    BreachedPasswords& operator=(BreachedPasswords&& other) noexcept;
    ~BreachedPasswords();

    /// `password` as it was typed when it was stolen: not folded. Throws CryptoError when the file
    /// cannot be read any longer or is broken.
    bool contains(std::string_view password) const;

private:
    BreachedPasswords(int descriptor, std::uint64_t bytes)
        : descriptor_{descriptor}, bytes_{bytes} {}
    bool contains_hash(std::string_view hash) const;

    int descriptor_;
    std::uint64_t bytes_;
};

}  // namespace postern::crypto
