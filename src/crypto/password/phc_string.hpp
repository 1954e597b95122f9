/// phc_string: Argon2id hashes as text, `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>`.
///
/// One text for one hash: parse_phc accepts only what to_text writes. It does not bound the cost;
/// the caller that spends it does.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "postern/crypto/password/password_hasher.hpp"

namespace postern::crypto {

struct Argon2idHash {
    Argon2idCost cost;
    std::array<unsigned char, 16> salt;
    std::array<unsigned char, 32> tag;
};

std::string to_text(const Argon2idHash& hash);

/// Nothing for any other algorithm, version, number of lanes, or length of salt or tag.
std::optional<Argon2idHash> parse_phc(std::string_view text);

}  // namespace postern::crypto
