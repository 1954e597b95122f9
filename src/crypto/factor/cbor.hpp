/// cbor: takes apart the little of CBOR (RFC 8949) that WebAuthn needs, strictly.
///
/// Accepts definite lengths only, every length and integer in its shortest form (section 4.2.1), no
/// key twice in a map, valid UTF-8, and at most kMaxCborDepth arrays, maps and tags inside one
/// another. Keys may come in any order. Reads in place, and allocates nothing that a length claims.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::crypto {

inline constexpr std::size_t kMaxCborDepth = 4;

/// Each `take_` takes one item off the front, or returns nothing when another item or a malformed
/// one stands there. After a refusal the position is undefined: read no further. The caller keeps
/// the bytes alive; what is returned are views into them.
class CborReader {
public:
    explicit CborReader(std::string_view bytes) : rest_{bytes} {}

    bool is_at_end() const noexcept { return rest_.empty(); }
    /// What has not been taken yet.
    std::string_view rest() const noexcept { return rest_; }

    /// The number of pairs of a map; their keys and values are the next items. Looks at none of
    /// them, so the caller refuses keys that come twice.
    std::optional<std::uint64_t> take_map();
    /// The content of a byte string.
    std::optional<std::string_view> take_bytes();
    /// The content of a text string.
    std::optional<std::string_view> take_text();
    /// An integer that fits in 64 bits with a sign.
    std::optional<std::int64_t> take_integer();
    /// Any item, in its encoded form, with all that it contains.
    std::optional<std::string_view> take_item();
    /// The same for a map.
    std::optional<std::string_view> take_whole_map();

private:
    struct Head {
        unsigned kind;  ///< the major type, 0 to 7
        unsigned info;  ///< the low five bits of the first byte
        std::uint64_t value;
    };
    std::optional<Head> take_head();
    std::optional<std::string_view> take(std::uint64_t count);
    std::optional<std::string_view> take_string(unsigned kind);
    bool skip(std::size_t depth);
    bool skip_members(std::uint64_t count, bool is_map, std::size_t depth);

    std::string_view rest_;
};

}  // namespace postern::crypto
