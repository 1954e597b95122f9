// CBOR: what the reader takes is compared with a second, plain reading of the same rules, which
// copies everything and looks for keys twice one by one.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/factor/cbor.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"

namespace {

using postern::crypto::CborReader;

/// Reads items, and says how far it came.
class PlainReader {
public:
    explicit PlainReader(std::string bytes) : bytes_{std::move(bytes)} {}

    bool read(std::size_t depth) {
        if (at_ >= bytes_.size()) return false;
        const auto first = static_cast<unsigned char>(bytes_[at_++]);
        const int kind = first / 32;
        const int info = first % 32;
        const auto value = read_value(kind, info);
        if (!value) return false;
        if (kind == 2 || kind == 3) return read_string(*value, kind == 3);
        if (kind == 4 || kind == 5) return depth < 4 && read_members(*value, kind == 5, depth + 1);
        if (kind == 6) return depth < 4 && read(depth + 1);
        return true;
    }

    std::size_t at() const { return at_; }

private:
    std::optional<std::uint64_t> read_value(int kind, int info) {
        if (info < 24) return info;
        if (info > 27) return std::nullopt;
        const std::size_t count = std::size_t{1} << (info - 24);
        if (bytes_.size() - at_ < count) return std::nullopt;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < count; ++i)
            value = value * 256 + static_cast<unsigned char>(bytes_[at_++]);
        if (kind == 7) return info == 24 && value < 32 ? std::nullopt : std::optional{value};
        const bool fits_in_half = count == 1 ? value < 24 : value >> (4 * count) == 0;
        return fits_in_half ? std::nullopt : std::optional{value};
    }

    bool read_string(std::uint64_t size, bool is_text) {
        if (bytes_.size() - at_ < size) return false;
        const auto content = bytes_.substr(at_, size);
        at_ += size;
        return !is_text || postern::is_utf8(content);
    }

    bool read_members(std::uint64_t count, bool is_map, std::size_t depth) {
        std::vector<std::string> keys;
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto start = at_;
            if (!read(depth)) return false;
            if (!is_map) continue;
            auto key = bytes_.substr(start, at_ - start);
            for (const auto& other : keys)
                if (other == key) return false;
            keys.push_back(std::move(key));
            if (!read(depth)) return false;
        }
        return true;
    }

    std::string bytes_;
    std::size_t at_ = 0;
};

/// Each typed reading fits the item, and at most one of them takes it.
void check_types(std::string_view item) {
    CborReader as_bytes{item};
    CborReader as_text{item};
    CborReader as_integer{item};
    CborReader as_map{item};
    const auto bytes = as_bytes.take_bytes();
    const auto text = as_text.take_text();
    const auto integer = as_integer.take_integer();
    const auto map = as_map.take_whole_map();
    POSTERN_CHECK(int{bytes.has_value()} + int{text.has_value()} + int{integer.has_value()} +
                      int{map.has_value()} <=
                  1);
    POSTERN_CHECK(!bytes || as_bytes.is_at_end());
    POSTERN_CHECK(!text || (as_text.is_at_end() && postern::is_utf8(*text)));
    POSTERN_CHECK(!integer || as_integer.is_at_end());
    POSTERN_CHECK(!map || *map == item);
    POSTERN_CHECK(map.has_value() == CborReader{item}.take_map().has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    if (size > 4096) return 0;  // the plain reader takes quadratic time
    CborReader reader{bytes};
    const auto item = reader.take_item();
    PlainReader plain{std::string{bytes}};
    POSTERN_CHECK(plain.read(0) == item.has_value());
    if (!item) return 0;
    POSTERN_CHECK(item->size() == plain.at() && bytes.starts_with(*item));
    POSTERN_CHECK(reader.rest() == bytes.substr(item->size()));
    check_types(*item);
    return 0;
}
