#include "crypto/password/base64.hpp"

#include <sodium.h>

#include <algorithm>

namespace postern::crypto {

namespace {

std::optional<std::string> from_base64(std::string_view text, int variant) {
    std::string bytes(text.size(), '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (::sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                            text.data(), text.size(), nullptr, &length, &end, variant) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    bytes.resize(length);
    return bytes;
}

std::string to_base64(std::string_view bytes) {
    constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    ::sodium_bin2base64(text.data(), text.size(),
                        reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                        kVariant);
    text.pop_back();  // the NUL
    return text;
}

}  // namespace

std::optional<std::string> from_plain_base64(std::string_view text) {
    return from_base64(text, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

std::optional<std::string> from_padded_base64(std::string_view text) {
    return from_base64(text, sodium_base64_VARIANT_ORIGINAL);
}

std::optional<std::string> from_adapted_base64(std::string_view text) {
    std::string plain{text};
    std::ranges::replace(plain, '.', '+');
    return from_plain_base64(plain);
}

std::optional<std::string> from_hex(std::string_view text) {
    std::string bytes(text.size() / 2, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (::sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                         text.size(), nullptr, &length, &end) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    return bytes;
}

std::string to_plain_base64(std::string_view bytes) { return to_base64(bytes); }

std::string to_adapted_base64(std::string_view bytes) {
    std::string text = to_base64(bytes);
    std::ranges::replace(text, '+', '.');
    return text;
}

}  // namespace postern::crypto
