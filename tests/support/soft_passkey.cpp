#include "support/soft_passkey.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::test {

namespace {

std::string text_of(std::string_view text) {  // of up to 23 bytes
    return static_cast<char>(0x60 + text.size()) + std::string{text};
}

std::string bytes_of(std::string_view bytes) {  // of 24 to 255 bytes
    return std::string{'\x58', static_cast<char>(bytes.size())}.append(bytes);
}

std::string big_endian(std::uint64_t number, std::size_t size) {
    std::string bytes(size, '\0');
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, number >>= 8)
        *byte = static_cast<char>(number & 0xFF);
    return bytes;
}

}  // namespace

struct SoftPasskey::Key {
    EVP_PKEY* pkey = EVP_EC_gen("P-256");
    Key() = default;
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    ~Key() { EVP_PKEY_free(pkey); }

    /// `04`, x, y.
    std::string point() const {
        std::array<unsigned char, 65> bytes{};
        std::size_t size = 0;
        if (EVP_PKEY_get_octet_string_param(pkey, "pub", bytes.data(), bytes.size(), &size) != 1 ||
            size != bytes.size())
            throw std::runtime_error{"no point"};
        return {bytes.begin(), bytes.end()};
    }

    std::string sign(std::string_view message) const {
        std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free};
        std::array<unsigned char, 80> bytes{};
        std::size_t size = bytes.size();
        const auto* const data = reinterpret_cast<const unsigned char*>(message.data());
        if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pkey) != 1 ||
            EVP_DigestSign(context.get(), bytes.data(), &size, data, message.size()) != 1)
            throw std::runtime_error{"no signature"};
        return {bytes.begin(), bytes.begin() + static_cast<long>(size)};
    }
};

SoftPasskey::SoftPasskey(unsigned n)
    : id_{as_bytes(crypto::sha256("credential " + std::to_string(n)))},
      key_{std::make_unique<Key>()} {}
SoftPasskey::~SoftPasskey() = default;
SoftPasskey::SoftPasskey(SoftPasskey&&) noexcept = default;

std::string SoftPasskey::client_data(std::string_view type, std::string_view challenge) const {
    return std::string{R"({"type":"webauthn.)"}
        .append(type)
        .append(R"(","challenge":")")
        .append(to_base64url(challenge))
        .append(R"(","origin":")")
        .append(origin)
        .append(R"(","crossOrigin":)")
        .append(cross_origin ? "true}" : "false}");
}

std::string SoftPasskey::authenticator_data(bool with_credential) const {
    const int flags = (present ? 0x01 : 0) | (verified ? 0x04 : 0) | (eligible ? 0x08 : 0) |
                      (backed_up ? 0x10 : 0) | (with_credential ? 0x40 : 0);
    std::string data{as_bytes(crypto::sha256(rp_id))};
    data += static_cast<char>(flags);
    data += big_endian(count, 4);
    if (!with_credential) return data;
    const std::string point = key_->point();
    data += std::string(16, '\0') + big_endian(id_.size(), 2) + id_;
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y} (RFC 9052, section 7)
    return data + "\xA5\x01\x02\x03\x26\x20\x01\x21" + bytes_of(point.substr(1, 32)) + "\x22" +
           bytes_of(point.substr(33));
}

crypto::RegistrationResponse SoftPasskey::create(std::string_view challenge) const {
    return {.raw_id = id_,
            .client_data_json = client_data("create", challenge),
            .attestation_object = "\xA3" + text_of("fmt") + text_of("none") + text_of("attStmt") +
                                  "\xA0" + text_of("authData") +
                                  bytes_of(authenticator_data(true))};
}

crypto::AssertionResponse SoftPasskey::get(std::string_view challenge) const {
    crypto::AssertionResponse answer{
        .raw_id = id_,
        .client_data_json = client_data("get", challenge),
        .authenticator_data = authenticator_data(false),
        .signature = {},
        .user_handle = user_handle.empty() ? std::nullopt : std::optional{user_handle}};
    const auto hash = crypto::sha256(answer.client_data_json);
    const std::string message = answer.authenticator_data + std::string{as_bytes(hash)};
    answer.signature = key_->sign(good_signature ? message : message + '!');
    return answer;
}

}  // namespace postern::test
