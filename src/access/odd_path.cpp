// One pass over the normalised path and one over the path as sent, a byte at a time; both look for
// the same things, in what is there and in what its escapes stand for.
#include "postern/access/odd_path.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <string>

#include "postern/base/bytes.hpp"
#include "postern/model/one_line.hpp"

namespace postern::access {

namespace {

/// A set of kinds.
using Kinds = std::uint32_t;

constexpr Kinds kind_bit(OddPath kind) noexcept { return Kinds{1} << static_cast<unsigned>(kind); }

/// What a byte is odd by, wherever it stands.
constexpr std::array<Kinds, 256> kKindsOfBytes = [] {
    std::array<Kinds, 256> kinds{};
    for (std::size_t control = 0; control < 0x20; ++control)
        kinds[control] = kind_bit(OddPath::Control);
    kinds[0x7F] = kind_bit(OddPath::Control);
    kinds['%'] = kind_bit(OddPath::DoubleEncoded);
    kinds[';'] = kind_bit(OddPath::Parameter);
    kinds['\\'] = kind_bit(OddPath::Backslash);
    kinds['?'] = kind_bit(OddPath::Query);
    kinds['#'] = kind_bit(OddPath::Query);
    return kinds;
}();

/// What is odd about the bytes of a path that are given to it one after the other.
class Scan {
public:
    void see(unsigned char byte) noexcept {
        if (byte == '/') {
            end_segment();
            found_ |= is_first_ || length_ > 0 ? 0 : kind_bit(OddPath::DoubledSlash);
            is_first_ = false;
            length_ = dots_ = 0;
        } else {
            found_ |= kKindsOfBytes[byte];
            is_ascii_ &= byte < 0x80;
            dots_ += byte == '.' ? 1U : 0U;
            ++length_;
        }
        last_ = byte;
    }

    void add(OddPath kind) noexcept { found_ |= kind_bit(kind); }

    /// After the last byte.
    Kinds found() noexcept {
        end_segment();
        return found_;
    }
    bool is_ascii() const noexcept { return is_ascii_; }

private:
    void end_segment() noexcept {
        if (length_ > 0 && length_ <= 2 && dots_ == length_) add(OddPath::DotSegment);
        if (last_ == '.' || last_ == ' ') add(OddPath::TrailingDot);
    }

    Kinds found_ = 0;
    std::size_t length_ = 0;  // of the segment up to here
    std::size_t dots_ = 0;    // in it
    unsigned char last_ = 0;
    bool is_first_ = true;  // the slash that all paths begin with has not come yet
    bool is_ascii_ = true;
};

Kinds unicode_kinds(std::string_view text) noexcept {
    return is_nfc(text) ? 0 : kind_bit(OddPath::Unicode);
}

Kinds kinds_of_normalised(std::string_view uri) noexcept {
    Scan scan;
    for (const char c : uri) scan.see(static_cast<unsigned char>(c));
    return scan.found() | (scan.is_ascii() ? 0 : unicode_kinds(uri));
}

std::optional<unsigned char> hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return static_cast<unsigned char>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned char>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned char>(c - 'A' + 10);
    return std::nullopt;
}

/// The byte that the escape at the start of `text`, which begins with `%`, stands for.
std::optional<unsigned char> escaped_byte(std::string_view text) noexcept {
    if (text.size() < 3) return std::nullopt;
    const auto high = hex_value(text[1]);
    const auto low = hex_value(text[2]);
    if (!high || !low) return std::nullopt;
    return static_cast<unsigned char>(*high << 4 | *low);
}

Kinds unicode_kinds_of_sent(std::string_view path) noexcept {
    try {
        const auto decoded = percent_decode(path, false);
        return decoded ? unicode_kinds(*decoded) : kind_bit(OddPath::BadEscape);
    } catch (const std::bad_alloc&) {  // not known to be in order, so it is not
        return kind_bit(OddPath::Unicode);
    }
}

Kinds kinds_of_sent(std::string_view path) noexcept {
    Scan scan;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] != '%') {
            scan.see(static_cast<unsigned char>(path[i]));
            continue;
        }
        const auto byte = escaped_byte(path.substr(i));
        if (!byte) {
            scan.add(OddPath::BadEscape);
            continue;
        }
        if (*byte == '/' || *byte == '\\') scan.add(OddPath::EncodedSlash);
        scan.see(*byte);
        i += 2;
    }
    return scan.found() | (scan.is_ascii() ? 0 : unicode_kinds_of_sent(path));
}

bool is_path(std::string_view text) noexcept {
    return text.starts_with('/') && text.size() <= kMaxPathBytes;
}

}  // namespace

std::string_view to_text(OddPath kind) noexcept {
    using enum OddPath;
    switch (kind) {
        case None:
            return "";
        case NotAPath:
            return "not_a_path";
        case EncodedSlash:
            return "encoded_slash";
        case DoubleEncoded:
            return "double_encoded";
        case Parameter:
            return "parameter";
        case Backslash:
            return "backslash";
        case Query:
            return "query";
        case Control:
            return "control";
        case DotSegment:
            return "dot_segment";
        case DoubledSlash:
            return "doubled_slash";
        case TrailingDot:
            return "trailing_dot";
        case Unicode:
            return "unicode";
        case BadEscape:
            return "bad_escape";
    }
    std::abort();  // a value outside the enum is a bug
}

OddPath odd_path(std::string_view uri, std::string_view raw) noexcept {
    const std::string_view sent = raw.substr(0, raw.find('?'));
    if (!is_path(uri) || (!raw.empty() && !is_path(sent))) return OddPath::NotAPath;
    Kinds kinds = kinds_of_normalised(uri);
    // Most paths arrive in their normal form. With escapes, the same text means two things.
    if (sent != uri || (kinds & kind_bit(OddPath::DoubleEncoded)) != 0)
        kinds |= kinds_of_sent(sent);
    return kinds == 0 ? OddPath::None : static_cast<OddPath>(std::countr_zero(kinds));
}

}  // namespace postern::access
