/// fnv: FNV-1a, a short hash against accidents.
///
/// Anybody can make texts that collide: where that would matter, use crypto/short_hash.hpp.
#pragma once

#include <cstdint>
#include <string_view>

namespace postern {

/// The hash of no byte.
inline constexpr std::uint64_t kFnv1aOfNothing = 0xcbf29ce484222325;

/// The hash of the bytes whose hash is `hash`, and one more.
constexpr std::uint64_t fnv1a_and(std::uint64_t hash, char byte) noexcept {
    return (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
}

/// 64 bits (draft-eastlake-fnv).
constexpr std::uint64_t fnv1a(std::string_view bytes) noexcept {
    std::uint64_t hash = kFnv1aOfNothing;
    for (const char byte : bytes) hash = fnv1a_and(hash, byte);
    return hash;
}

}  // namespace postern
