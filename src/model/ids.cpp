// The outside names of records.
#include "postern/model/ids.hpp"

#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"

namespace postern {

std::optional<PublicId> PublicId::parse(std::string_view text) {
    if (text.size() != kLength) return std::nullopt;
    if (!from_base64url(text)) return std::nullopt;
    return PublicId{std::string{text}};
}

PublicId PublicId::from_random(std::string_view bytes) {
    POSTERN_CHECK(bytes.size() == kBytes);
    std::string text = to_base64url(bytes);
    // A command would take one that begins with a dash for an option.
    if (const auto other = text.find_first_not_of('-'); other < kLength - 1)
        std::swap(text.front(), text[other]);
    if (text.front() == '-') text.front() = '_';
    return PublicId{std::move(text)};
}

}  // namespace postern
