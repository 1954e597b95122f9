/// five_bits: base 32 in any alphabet, for keys of apps and for recovery codes.
#pragma once

#include <string_view>

#include "postern/base/secret.hpp"

namespace postern::crypto {

/// One character of `alphabet`, which has 32, for each five bits, the first bits first. Zeros fill
/// the last one up.
Secret in_five_bits(std::string_view bytes, std::string_view alphabet);

}  // namespace postern::crypto
