// Sessions for the tests of the cache, whose texts show whether they are whole.
#pragma once

#include <cstdint>
#include <cstring>
#include <random>
#include <string>

#include "postern/shm/session_cache.hpp"

namespace postern::test {

/// As random as a SHA-256, and all in the same set of the cache when `set` is the same.
inline Digest token_hash_of(std::uint64_t number, std::uint64_t set) {
    Digest digest;
    std::mt19937_64 random{number * 2 + 1};
    for (std::size_t at = 0; at < digest.size(); at += 8) {
        const std::uint64_t word = at == 8 ? set : random();
        std::memcpy(digest.data() + at, &word, sizeof word);
    }
    return digest;
}

inline Digest token_hash_of(std::uint64_t number) {
    return token_hash_of(number, number * 0x9E37'79B9'7F4A'7C15);
}

/// A session whose texts all follow from its token's hash and `version`.
inline shm::CachedSession cached_session(const Digest& token_hash, std::int64_t version,
                                         std::size_t display_name_bytes = 20) {
    shm::CachedSession session{};
    session.token_hash = token_hash;
    std::memcpy(&session.session_id, token_hash.data(), 8);
    std::memcpy(&session.user_id, token_hash.data() + 16, 8);
    const auto number = static_cast<std::uint32_t>(version);
    session.proven_at = number;
    session.last_seen_at = number + 1;
    session.expires_at = number + 2;
    session.idle_seconds = number + 3;
    session.facts_until = number + 4;
    session.level = static_cast<std::uint8_t>(number % 3 + 1);
    session.kind = static_cast<shm::CachedSession::Kind>(number % 4);
    session.flags = static_cast<std::uint8_t>(number % 2);
    session.buckets = shm::Generations::buckets_of({&token_hash, 1});
    const std::string mark = to_hex(as_bytes(token_hash)).substr(0, 14) + std::to_string(version);
    const std::string name(display_name_bytes, static_cast<char>('a' + version % 26));
    const std::string groups = mark.substr(0, 12), roles = mark.substr(0, 4);
    const std::string sites = mark.substr(0, 3);
    if (!session.set_texts({groups, roles, mark + "u", mark + "@example.org", name, sites}))
        std::abort();
    return session;
}

/// True when `found` is what cached_session() made for this hash, in all its parts.
inline bool is_whole(const shm::CachedSession& found, const Digest& token_hash) {
    const auto made = cached_session(token_hash, found.proven_at, found.lengths[4]);
    return found.token_hash == token_hash && found.session_id == made.session_id &&
           found.user_id == made.user_id && found.last_seen_at == made.last_seen_at &&
           found.expires_at == made.expires_at && found.idle_seconds == made.idle_seconds &&
           found.facts_until == made.facts_until && found.level == made.level &&
           found.kind == made.kind && found.flags == made.flags && found.buckets == made.buckets &&
           found.texts() == made.texts();
}

}  // namespace postern::test
