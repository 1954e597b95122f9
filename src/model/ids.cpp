// The outside names of records.
#include "postern/model/ids.hpp"

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
    return PublicId{to_base64url(bytes)};
}

}  // namespace postern
