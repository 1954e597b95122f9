/// Generations: counters that say whether what was read from the database may still be believed.
///
/// In shared memory, lock-free. Every user, every session, and whatever else is known by a digest
/// (a family of tokens, one token) has a counter (shared with others that hash to the same bucket,
/// which costs a needless miss now and then, never a wrong hit). Who
/// revokes commits to the database first, then calls revoke_*(), then tells anybody that it is
/// done.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "postern/base/bytes.hpp"

namespace postern::shm {

class Generations {
public:
    static constexpr bool kReadyWhenZeroed = true;

    /// Makes every cached answer about this session, family or token, this user, or anything at
    /// all, void.
    void revoke_session(const Digest& digest) noexcept;
    void revoke_user(std::uint64_t user_id) noexcept;
    void revoke_all() noexcept;

    /// The counters of all that can end one credential, besides its user: of a session its own; of
    /// an access token those of its family, of itself, and of the session that the family ends
    /// with.
    struct Buckets {
        static constexpr std::uint16_t kNone = 0xFFFF;
        std::array<std::uint16_t, 3> of{kNone, kNone, kNone};

        bool operator==(const Buckets&) const = default;
    };
    /// REQUIRES: at most three.
    static Buckets buckets_of(std::span<const Digest> digests) noexcept;

    /// What a reader of the database must remember from before its query.
    struct ReadMark {
        std::uint64_t epoch;
    };
    ReadMark begin_read() const noexcept;

    /// The counters that an answer about these and this user carries from now on; `current` is
    /// false when anything was revoked since `mark`, and the answer must then not be kept.
    struct Stamp {
        std::uint64_t session;
        std::uint64_t user;
        bool current;
    };
    Stamp end_read(const ReadMark& mark, const Buckets& buckets,
                   std::uint64_t user_id) const noexcept;

    /// True while nothing was revoked that concerns these or this user since the stamp was made.
    bool holds(std::uint64_t session_stamp, std::uint64_t user_stamp, const Buckets& buckets,
               std::uint64_t user_id) const noexcept;

private:
    static constexpr std::size_t kBuckets = 4096;
    static std::uint16_t bucket_of(const Digest& digest) noexcept;
    static std::size_t user_bucket(std::uint64_t user_id) noexcept;
    std::uint64_t sum_of(const Buckets& buckets) const noexcept;

    std::atomic<std::uint64_t> epoch_;
    std::atomic<std::uint64_t> all_;
    std::array<std::atomic<std::uint64_t>, kBuckets> sessions_;
    std::array<std::atomic<std::uint64_t>, kBuckets> users_;
};

}  // namespace postern::shm
