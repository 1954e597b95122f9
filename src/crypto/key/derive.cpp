#include "crypto/key/derive.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <memory>

#include "postern/base/check.hpp"
#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

namespace {

struct Free {
    void operator()(EVP_KDF_CTX* context) const noexcept { ::EVP_KDF_CTX_free(context); }
    void operator()(EVP_CIPHER_CTX* context) const noexcept { ::EVP_CIPHER_CTX_free(context); }
};

const unsigned char* as_unsigned(std::string_view bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* as_unsigned(std::string& bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

/// OpenSSL takes it without const, and only reads it.
OSSL_PARAM octets(const char* name, std::string_view bytes) {
    return ::OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
}

void require(bool worked, const char* what) {
    if (!worked) throw CryptoError{std::string{what} + " failed"};
}

const EVP_CIPHER* aes_256_gcm() {
    static const EVP_CIPHER* const cipher = ::EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    require(cipher != nullptr, "OpenSSL's AES-256-GCM");
    return cipher;
}

/// One operation of AES-256-GCM, with its additional data taken in.
class Gcm {
public:
    Gcm(bool encrypts, const Secret& key, std::string_view nonce, std::string_view additional)
        : context_{::EVP_CIPHER_CTX_new()} {
        POSTERN_CHECK(key.size() == 32 && nonce.size() == kNonceBytes);
        require(context_ != nullptr &&
                    ::EVP_CipherInit_ex2(context_.get(), aes_256_gcm(), as_unsigned(key.reveal()),
                                         as_unsigned(nonce), encrypts ? 1 : 0, nullptr) == 1,
                "AES-256-GCM");
        int count = 0;
        require(::EVP_CipherUpdate(context_.get(), nullptr, &count, as_unsigned(additional),
                                   static_cast<int>(additional.size())) == 1,
                "AES-256-GCM");
    }

    /// `out` has the size of `in`.
    void update(std::string_view in, std::string& out) {
        int count = 0;
        if (in.empty()) return;
        require(::EVP_CipherUpdate(context_.get(), as_unsigned(out), &count, as_unsigned(in),
                                   static_cast<int>(in.size())) == 1,
                "AES-256-GCM");
    }

    bool finish() {
        std::array<unsigned char, 16> nothing{};
        int count = 0;
        return ::EVP_CipherFinal_ex(context_.get(), nothing.data(), &count) == 1;
    }

    std::string tag() {
        std::string tag(kTagBytes, '\0');
        require(::EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes,
                                      tag.data()) == 1,
                "AES-256-GCM");
        return tag;
    }

    void expect(std::string tag) {
        require(::EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes,
                                      tag.data()) == 1,
                "AES-256-GCM");
    }

private:
    std::unique_ptr<EVP_CIPHER_CTX, Free> context_;
};

}  // namespace

Secret hkdf_sha256(std::string_view key, std::string_view info, std::size_t size) {
    static EVP_KDF* const method = ::EVP_KDF_fetch(nullptr, "HKDF", nullptr);
    require(method != nullptr, "OpenSSL's HKDF");
    const std::unique_ptr<EVP_KDF_CTX, Free> context{::EVP_KDF_CTX_new(method)};
    std::array<char, 7> digest{"SHA256"};
    const std::array<OSSL_PARAM, 4> parameters{
        ::OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        octets(OSSL_KDF_PARAM_KEY, key), octets(OSSL_KDF_PARAM_INFO, info),
        ::OSSL_PARAM_construct_end()};
    std::string bytes(size, '\0');
    require(context != nullptr && ::EVP_KDF_derive(context.get(), as_unsigned(bytes), bytes.size(),
                                                   parameters.data()) == 1,
            "HKDF-SHA256");
    return Secret{std::move(bytes)};
}

std::string encrypt(const Secret& key, std::string_view nonce, std::string_view additional,
                    std::string_view plaintext) {
    Gcm gcm{true, key, nonce, additional};
    std::string ciphertext(plaintext.size(), '\0');
    gcm.update(plaintext, ciphertext);
    require(gcm.finish(), "AES-256-GCM");
    return ciphertext + gcm.tag();
}

std::optional<Secret> decrypt(const Secret& key, std::string_view nonce,
                              std::string_view additional, std::string_view sealed) {
    POSTERN_CHECK(sealed.size() >= kTagBytes);
    const auto ciphertext = sealed.substr(0, sealed.size() - kTagBytes);
    Gcm gcm{false, key, nonce, additional};
    std::string plaintext(ciphertext.size(), '\0');
    gcm.update(ciphertext, plaintext);
    gcm.expect(std::string{sealed.substr(ciphertext.size())});
    const bool fits = gcm.finish();
    Secret opened{std::move(plaintext)};
    if (!fits) return std::nullopt;
    return opened;
}

}  // namespace postern::crypto
