/// host_name: what e-mail domains and the hosts of web addresses have in common.
#pragma once

#include <string_view>

namespace postern {

/// True for a name of at most 253 bytes made of labels of 1-63 letters, digits and inner hyphens,
/// joined by single dots, without a dot at either end (RFC 952, RFC 1123 section 2.1).
bool is_ldh_name(std::string_view text) noexcept;

/// What follows the last dot, or all of it.
std::string_view last_label(std::string_view name) noexcept;

}  // namespace postern
