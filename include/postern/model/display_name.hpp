/// DisplayName: how a person wants to be called; any script, one line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern {

class DisplayName {
public:
    static constexpr std::size_t kMaxCodePoints = 100;

    /// The name as one_line() takes it, up to kMaxCodePoints.
    static std::optional<DisplayName> parse(std::string_view text);

    const std::string& text() const noexcept { return text_; }
    friend bool operator==(const DisplayName&, const DisplayName&) = default;

private:
    explicit DisplayName(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

}  // namespace postern
