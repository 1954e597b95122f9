/// find_by_text: the way back from the text of an enumerator.
#pragma once

#include <optional>
#include <string_view>

namespace postern {

/// The one of `values` whose to_text() is `text`.
template <class Values>
constexpr std::optional<typename Values::value_type> find_by_text(const Values& values,
                                                                  std::string_view text) noexcept {
    for (const auto& value : values)
        if (to_text(value) == text) return value;
    return std::nullopt;
}

}  // namespace postern
