/// Generations: counters that say whether what was read from the database may still be believed.
///
/// In shared memory, lock-free. Every session and every user has a counter (shared with others that
/// hash to the same bucket, which costs a needless miss now and then, never a wrong hit). Who
/// revokes commits to the database first, then calls revoke_*(), then tells anybody that it is
/// done.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "postern/base/bytes.hpp"

namespace postern::shm {

class Generations {
public:
    static constexpr bool kReadyWhenZeroed = true;

    /// Makes every cached answer about this session, this user, or anything at all, void.
    void revoke_session(const Digest& token_hash) noexcept;
    void revoke_user(std::uint64_t user_id) noexcept;
    void revoke_all() noexcept;

    /// What a reader of the database must remember from before its query.
    struct ReadMark {
        std::uint64_t epoch;
    };
    ReadMark begin_read() const noexcept;

    /// The counters that an answer about this session and user carries from now on; `current` is
    /// false when anything was revoked since `mark`, and the answer must then not be kept.
    struct Stamp {
        std::uint64_t session;
        std::uint64_t user;
        bool current;
    };
    Stamp end_read(const ReadMark& mark, const Digest& token_hash,
                   std::uint64_t user_id) const noexcept;

    /// True while nothing was revoked that concerns this session or user since the stamp was made.
    bool holds(std::uint64_t session_stamp, std::uint64_t user_stamp, const Digest& token_hash,
               std::uint64_t user_id) const noexcept;

private:
    static constexpr std::size_t kBuckets = 4096;
    static std::size_t session_bucket(const Digest& token_hash) noexcept;
    static std::size_t user_bucket(std::uint64_t user_id) noexcept;

    std::atomic<std::uint64_t> epoch_;
    std::atomic<std::uint64_t> all_;
    std::array<std::atomic<std::uint64_t>, kBuckets> sessions_;
    std::array<std::atomic<std::uint64_t>, kBuckets> users_;
};

}  // namespace postern::shm
