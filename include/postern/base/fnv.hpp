/// fnv: FNV-1a, a short hash against accidents.
///
/// Anybody can make texts that collide: where that would matter, use crypto/short_hash.hpp.
#pragma once

#include <cstdint>
#include <string_view>

namespace postern {

/// 64 bits (draft-eastlake-fnv).
constexpr std::uint64_t fnv1a(std::string_view bytes) noexcept {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
    return hash;
}

}  // namespace postern
