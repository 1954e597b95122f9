/// passkey_names: what authenticators are called, by the model that they report.
#pragma once

#include <string_view>

namespace postern::service {

/// By the AAGUID, 16 bytes (W3C Web Authentication Level 3, section 6.5.1); empty for one that is
/// not known. The list is that of the public collection of passkey providers and of the makers of
/// security keys. A self-reported name: for display only.
std::string_view authenticator_name(std::string_view aaguid);

}  // namespace postern::service
