// The race this is made for: a worker reads "valid" from the database; sign-out commits and
// revokes; the worker then keeps its stale "valid". The revoker raises the epoch before the bucket;
// the reader looks at the bucket before the epoch. So a reader that saw the raised bucket also sees
// the raised epoch and keeps nothing, and one that saw the old bucket keeps an answer whose stamp
// no longer holds.
#include "postern/shm/generations.hpp"

#include <cstring>

namespace postern::shm {

std::size_t Generations::session_bucket(const Digest& token_hash) noexcept {
    std::uint64_t word;
    std::memcpy(&word, token_hash.data(), sizeof word);  // a SHA-256 is as random as a hash can be
    return word % kBuckets;
}

std::size_t Generations::user_bucket(std::uint64_t user_id) noexcept { return user_id % kBuckets; }

void Generations::revoke_session(const Digest& token_hash) noexcept {
    epoch_.fetch_add(1);
    sessions_[session_bucket(token_hash)].fetch_add(1);
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

Generations::Stamp Generations::end_read(const ReadMark& mark, const Digest& token_hash,
                                         std::uint64_t user_id) const noexcept {
    const std::uint64_t all = all_.load();
    const std::uint64_t session = sessions_[session_bucket(token_hash)].load() + all;
    const std::uint64_t user = users_[user_bucket(user_id)].load() + all;
    return {session, user, epoch_.load() == mark.epoch};
}

bool Generations::holds(std::uint64_t session_stamp, std::uint64_t user_stamp,
                        const Digest& token_hash, std::uint64_t user_id) const noexcept {
    // All counters only grow, so a sum that is equal means that each part is.
    const std::uint64_t all = all_.load();
    return sessions_[session_bucket(token_hash)].load() + all == session_stamp &&
           users_[user_bucket(user_id)].load() + all == user_stamp;
}

}  // namespace postern::shm
