/// DisplayName: how a person wants to be called; any script, one line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern {

class DisplayName {
public:
    static constexpr std::size_t kMaxCodePoints = 100;

    /// The name without white space at its ends. Nothing if it shows nothing (empty, or only
    /// characters without a shape), is longer than kMaxCodePoints, not UTF-8, or has a control
    /// character (C0, C1, DEL), a line or paragraph separator, a mark, embedding or override that
    /// turns the direction of writing, an annotation mark or a noncharacter, any of which could
    /// make a header, a log line or a page lie.
    static std::optional<DisplayName> parse(std::string_view text);

    const std::string& text() const noexcept { return text_; }
    friend bool operator==(const DisplayName&, const DisplayName&) = default;

private:
    explicit DisplayName(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

}  // namespace postern
