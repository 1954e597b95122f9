/// enrolment_code: the code that is mailed before an account gets its first second factor.
///
/// 40 random bits in the alphabet of the recovery codes. That is enough for what is good for
/// minutes only, while wrong attempts are counted.
#pragma once

#include <optional>
#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/base/entropy.hpp"
#include "postern/base/secret.hpp"

namespace postern::crypto {

/// A fresh code, as it is shown: `xxxx-xxxx`.
Secret make_enrolment_code(Entropy& entropy);

/// The 8 characters of a typed code, in lowercase and without spaces and hyphens; `o` counts as 0,
/// `i` and `l` as 1. Nothing when that can't be a code.
std::optional<Secret> normalize_enrolment_code(std::string_view typed);

/// What is stored of a code: SHA-256, bound to the user by their public id. REQUIRES: `normalized`
/// is what normalize_enrolment_code() returned.
Digest hash_enrolment_code(const Secret& normalized, std::string_view user);

}  // namespace postern::crypto
