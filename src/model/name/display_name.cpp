#include "postern/model/display_name.hpp"

#include "postern/model/one_line.hpp"

namespace postern {

std::optional<DisplayName> DisplayName::parse(std::string_view text) {
    auto name = one_line(text, kMaxCodePoints);
    return name ? std::optional{DisplayName{std::move(*name)}} : std::nullopt;
}

}  // namespace postern
