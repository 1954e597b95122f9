// PHC strings of Argon2id, written and read.
#include "crypto/password/phc_string.hpp"

#include <sodium.h>

#include "crypto/scan.hpp"

namespace postern::crypto {

namespace {

constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

template <std::size_t Size>
std::string to_base64(const std::array<unsigned char, Size>& bytes) {
    std::array<char, sodium_base64_ENCODED_LEN(Size, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)>
        text{};
    ::sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kBase64);
    return text.data();
}

/// Exactly Size bytes, written the one way they can be.
template <std::size_t Size>
bool read_base64(std::string_view text, std::array<unsigned char, Size>& bytes) {
    std::size_t length = 0;
    const char* end = nullptr;
    if (::sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length,
                            &end, kBase64) != 0)
        return false;
    return length == bytes.size() && end == text.data() + text.size();
}

}  // namespace

std::string to_text(const Argon2idHash& hash) {
    return "$argon2id$v=19$m=" + std::to_string(hash.cost.memory_kib) +
           ",t=" + std::to_string(hash.cost.passes) + ",p=1$" + to_base64(hash.salt) + "$" +
           to_base64(hash.tag);
}

std::optional<Argon2idHash> parse_phc(std::string_view text) {
    Argon2idHash hash{};
    if (!take(text, "$argon2id$v=19$m=") || !take_number(text, ',', hash.cost.memory_kib) ||
        !take(text, "t=") || !take_number(text, ',', hash.cost.passes) || !take(text, "p=1$"))
        return std::nullopt;
    const auto salt = take_until(text, '$');
    if (!salt || !read_base64(*salt, hash.salt) || !read_base64(text, hash.tag))
        return std::nullopt;
    return hash;
}

}  // namespace postern::crypto
