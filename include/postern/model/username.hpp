/// Username: a short name that a user may have beside the e-mail address.
///
/// For applications that want a short stable name, and for signing in. 3 to 32 characters of a-z,
/// 0-9 and the signs `.`, `_` and `-`; begins with a letter, ends with a letter or a digit, and has
/// no two signs in a row. Unlike an e-mail address it has no '@'. No state.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern {

class Username {
public:
    static constexpr std::size_t kMinLength = 3;
    static constexpr std::size_t kMaxLength = 32;

    /// The name in lowercase, without the white space around it. Nothing when it is none.
    static std::optional<Username> parse(std::string_view text);

    const std::string& text() const noexcept { return text_; }

    /// What two names have in common that people take for each other: `rn` for `m`, `vv` for `w`,
    /// one letter for `1`, `i` and `l`, one for `0` and `o`, and one sign. After the skeletons of
    /// UTS #39, section 4, for these characters. At most twice as long as the name.
    std::string skeleton() const;

    friend bool operator==(const Username&, const Username&) = default;

private:
    explicit Username(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

/// True for names that people or programs would take for the server's own or for an office
/// (`admin`, `root`, `support`, ...), for those that look like one, and for what could be a public
/// id. Users that were given such a name before it was reserved keep it.
bool is_reserved(const Username& name);

/// A given or family name is as one_line() takes it, up to this many code points; or empty.
inline constexpr std::size_t kMaxPartOfNameCodePoints = 64;
/// The name as it is stored; nothing when it is none. Empty text is a name that is not there.
std::optional<std::string> parse_part_of_name(std::string_view text);

}  // namespace postern
