#include "crypto/factor/cbor.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "postern/base/bytes.hpp"

namespace postern::crypto {

namespace {

/// Major types (RFC 8949, section 3.1).
enum Kind : unsigned { kUnsigned, kNegative, kBytes, kText, kArray, kMap, kTag, kSimple };

constexpr unsigned kOneByte = 24;     ///< the value is in the next byte
constexpr unsigned kEightBytes = 27;  ///< the value is in the next eight bytes
constexpr std::uint64_t kLeastSimple = 32;

/// The least values that need one, two, four and eight bytes.
constexpr std::uint64_t kLeast[] = {24, 1U << 8, 1U << 16, std::uint64_t{1} << 32};

std::uint64_t to_value(std::string_view big_endian) noexcept {
    std::uint64_t value = 0;
    for (const char c : big_endian) value = (value << 8) | static_cast<unsigned char>(c);
    return value;
}

}  // namespace

std::optional<CborReader::Head> CborReader::take_head() {
    const auto first = take(1);
    if (!first) return std::nullopt;
    const unsigned byte = static_cast<unsigned char>(first->front());
    Head head{.kind = byte >> 5U, .info = byte & 0x1FU, .value = byte & 0x1FU};
    if (head.info < kOneByte) return head;
    if (head.info > kEightBytes) return std::nullopt;  // reserved, or of indefinite length
    const auto bytes = take(std::uint64_t{1} << (head.info - kOneByte));
    if (!bytes) return std::nullopt;
    head.value = to_value(*bytes);
    // Floats are of the kind kSimple, too, and may be longer than they need.
    if (head.kind == kSimple && head.info != kOneByte) return head;
    const auto least = head.kind == kSimple ? kLeastSimple : kLeast[head.info - kOneByte];
    if (head.value < least) return std::nullopt;
    return head;
}

std::optional<std::string_view> CborReader::take(std::uint64_t count) {
    if (count > rest_.size()) return std::nullopt;
    const auto taken = rest_.substr(0, static_cast<std::size_t>(count));
    rest_.remove_prefix(taken.size());
    return taken;
}

std::optional<std::string_view> CborReader::take_string(unsigned kind) {
    const auto head = take_head();
    if (!head || head->kind != kind) return std::nullopt;
    const auto bytes = take(head->value);
    if (!bytes || (kind == kText && !is_utf8(*bytes))) return std::nullopt;
    return bytes;
}

std::optional<std::uint64_t> CborReader::take_map() {
    const auto head = take_head();
    if (!head || head->kind != kMap) return std::nullopt;
    return head->value;
}

std::optional<std::string_view> CborReader::take_bytes() { return take_string(kBytes); }

std::optional<std::string_view> CborReader::take_text() { return take_string(kText); }

std::optional<std::int64_t> CborReader::take_integer() {
    const auto head = take_head();
    if (!head || head->kind > kNegative) return std::nullopt;
    if (head->value > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return std::nullopt;
    const auto value = static_cast<std::int64_t>(head->value);
    return head->kind == kUnsigned ? value : -1 - value;
}

std::optional<std::string_view> CborReader::take_item() {
    const auto before = rest_;
    if (!skip(0)) return std::nullopt;
    return before.substr(0, before.size() - rest_.size());
}

std::optional<std::string_view> CborReader::take_whole_map() {
    const auto before = rest_;
    if (!take_map()) return std::nullopt;
    rest_ = before;
    return take_item();
}

bool CborReader::skip(std::size_t depth) {
    const auto head = take_head();
    if (!head) return false;
    if (head->kind <= kNegative || head->kind == kSimple) return true;
    if (head->kind <= kText) {
        const auto bytes = take(head->value);
        return bytes && (head->kind == kBytes || is_utf8(*bytes));
    }
    if (depth == kMaxCborDepth) return false;
    if (head->kind == kTag) return skip(depth + 1);
    return skip_members(head->value, head->kind == kMap, depth + 1);
}

bool CborReader::skip_members(std::uint64_t count, bool is_map, std::size_t depth) {
    std::vector<std::string_view> keys;
    for (; count > 0; --count) {
        const auto before = rest_;
        if (!skip(depth)) return false;
        if (!is_map) continue;
        // Integers and texts have one form only, so equal keys are equal bytes.
        keys.push_back(before.substr(0, before.size() - rest_.size()));
        if (!skip(depth)) return false;
    }
    std::ranges::sort(keys);
    return std::ranges::adjacent_find(keys) == keys.end();
}

}  // namespace postern::crypto
