/// password_rules: when a password is little more than what others know of its owner.
///
/// Pure functions over folded texts (crypto::fold_case).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postern/service/password/password_service.hpp"

namespace postern::service {

/// Names and parts of names that a guesser tries first: of the address, of the display name, and
/// `service_words`. Folded, longest first, at most 16, none shorter than three characters.
std::vector<std::string> owner_words(const PasswordOwner& owner,
                                     const std::vector<std::string>& service_words);

/// True when the words, also written backwards, make up the password but for a few characters.
bool is_little_more_than(const std::vector<std::string>& words, std::string_view folded);

}  // namespace postern::service
