/// KeyDirectory: the keys that the gate needs: public keys of access tokens, and the one secret key
/// that signs assertions.
///
/// Fixed size, in shared memory, lock-free. Written by the courier as a whole; a copy that was
/// torn, or left by a courier that was killed in the middle, does not fit its checksum and is none.
/// No core file has it.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "postern/base/secret.hpp"

namespace postern::shm {

/// Algorithms and usages in numbers; what they mean is for the caller to read. Times are seconds
/// since 1970 UTC.
struct PublishedKey {
    std::string kid;
    std::uint8_t algorithm;
    std::string der;     ///< SubjectPublicKeyInfo
    Secret id_key;       ///< 32 bytes: for the MAC of token ids
    std::int64_t until;  ///< what it has signed is good no longer from then on
};

struct PublishedAssertionKey {
    std::string kid;
    std::uint8_t algorithm;
    Secret der;  ///< PKCS #8
};

struct PublishedKeys {
    std::vector<PublishedKey> tokens{};
    std::optional<PublishedAssertionKey> assertion{};
};

class KeyDirectory {
public:
    static constexpr std::size_t kMaxKeys = 32;
    static constexpr std::size_t kMaxDerBytes = 512;
    static constexpr std::size_t kBytes = 40 * 1024;
    static constexpr bool kReadyWhenZeroed = true;
    static constexpr bool kOutOfCoreFiles = true;

    /// Replaces what is there; raises version(). Of more than kMaxKeys the first ones are kept; a
    /// key that is too long is left out. For one process at a time.
    void publish(const PublishedKeys& keys) noexcept;

    /// Changes with every publish(); 0: nothing was published yet.
    std::uint64_t version() const noexcept { return version_.load(std::memory_order_acquire); }

    /// Nothing when nothing was published, or it is being written just now.
    std::optional<PublishedKeys> read() const;

private:
    static constexpr std::size_t kWords = kBytes / sizeof(std::uint64_t);

    std::atomic<std::uint64_t> version_;
    std::atomic<std::uint64_t> bytes_;
    std::atomic<std::uint64_t> checksum_;
    std::array<std::atomic<std::uint64_t>, kWords> words_;
};

}  // namespace postern::shm
