/// email_domains: whose e-mail addresses may register.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postern/model/email_address.hpp"

namespace postern {

/// True for a domain as canonical addresses have it (lowercase ASCII, `xn--` for others), and for
/// one with `*.` in front of it: all that is below it, but not the domain itself.
bool is_domain_pattern(std::string_view text);

/// The domain of `example.org` in canonical form; empty when it is none: `BÜCHER.example` gives
/// `xn--bcher-kva.example`. Keeps a `*.`.
std::string canonical_domain_pattern(std::string_view text);

/// Whether the domain of the address, what follows its last '@', is one of `patterns`. Without
/// patterns every address is. Pure.
bool is_allowed_domain(const EmailAddress& email, const std::vector<std::string>& patterns);

}  // namespace postern
