/// password_strength: how hard a password is to guess for somebody who knows how people choose.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postern::crypto {

/// zxcvbn's score: 0 (fewer than 10^3 guesses), 1 (10^6), 2 (10^8), 3 (10^10), 4 (more). `words`,
/// see fold_case(), are known to the guesser, too. Looks at the first 100 bytes; at most about
/// 10 ms of CPU. Works on copies that libzxcvbn frees without wiping them.
int password_strength(std::string_view password, const std::vector<std::string>& words);

}  // namespace postern::crypto
