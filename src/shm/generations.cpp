// The race this is made for: a worker reads "valid" from the database; sign-out commits and
// revokes; the worker then keeps its stale "valid". The revoker raises the epoch before the bucket;
// the reader looks at the bucket before the epoch. So a reader that saw the raised bucket also sees
// the raised epoch and keeps nothing, and one that saw the old bucket keeps an answer whose stamp
// no longer holds.
#include "postern/shm/generations.hpp"

#include <algorithm>
#include <cstring>

namespace postern::shm {

std::uint16_t Generations::bucket_of(const Digest& digest) noexcept {
    static_assert(kBuckets < Buckets::kNone);
    std::uint64_t word;
    std::memcpy(&word, digest.data(), sizeof word);  // a SHA-256 is as random as a hash can be
    return static_cast<std::uint16_t>(word % kBuckets);
}

Generations::Buckets Generations::buckets_of(std::span<const Digest> digests) noexcept {
    Buckets buckets;
    const std::size_t count = std::min(digests.size(), buckets.of.size());
    for (std::size_t i = 0; i < count; ++i) buckets.of[i] = bucket_of(digests[i]);
    return buckets;
}

/// Of counters that only grow: a sum that is equal means that each part is.
std::uint64_t Generations::sum_of(const Buckets& buckets) const noexcept {
    std::uint64_t sum = 0;
    for (const std::uint16_t bucket : buckets.of)
        if (bucket < kBuckets) sum += sessions_[bucket].load();
    return sum;
}

std::size_t Generations::user_bucket(std::uint64_t user_id) noexcept { return user_id % kBuckets; }

void Generations::revoke_session(const Digest& digest) noexcept {
    epoch_.fetch_add(1);
    sessions_[bucket_of(digest)].fetch_add(1);
}

void Generations::revoke_user(std::uint64_t user_id) noexcept {
    epoch_.fetch_add(1);
    users_[user_bucket(user_id)].fetch_add(1);
}

void Generations::revoke_all() noexcept {
    epoch_.fetch_add(1);
    all_.fetch_add(1);
}

Generations::ReadMark Generations::begin_read() const noexcept { return {epoch_.load()}; }

Generations::Stamp Generations::end_read(const ReadMark& mark, const Buckets& buckets,
                                         std::uint64_t user_id) const noexcept {
    const std::uint64_t all = all_.load();
    const std::uint64_t session = sum_of(buckets) + all;
    const std::uint64_t user = users_[user_bucket(user_id)].load() + all;
    return {session, user, epoch_.load() == mark.epoch};
}

bool Generations::holds(std::uint64_t session_stamp, std::uint64_t user_stamp,
                        const Buckets& buckets, std::uint64_t user_id) const noexcept {
    const std::uint64_t all = all_.load();
    return sum_of(buckets) + all == session_stamp &&
           users_[user_bucket(user_id)].load() + all == user_stamp;
}

}  // namespace postern::shm
