#include "postern/model/terms.hpp"

#include <algorithm>

namespace postern {

bool is_terms_version(std::string_view text) noexcept {
    const auto is_word = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    const auto fits = [&](char c) { return is_word(c) || c == '.' || c == '_' || c == '-'; };
    return !text.empty() && text.size() <= 40 && is_word(text.front()) &&
           std::ranges::all_of(text, fits);
}

}  // namespace postern
