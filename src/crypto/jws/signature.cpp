#include "crypto/jws/signature.hpp"

#include <array>
#include <cstdlib>

#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

namespace {

constexpr std::array kAlgorithms{SignatureAlgorithm::Es256, SignatureAlgorithm::EdDsa,
                                 SignatureAlgorithm::Rs256};
constexpr int kHalfBytes = 32;  // r and s on P-256
constexpr std::size_t kRawBytes = 2 * kHalfBytes;
constexpr std::size_t kMaxDerBytes = 2 + 2 * (2 + kHalfBytes + 1);

void require(bool worked) {
    if (!worked) throw CryptoError{"OpenSSL cannot sign"};
}

/// Ed25519 hashes by itself and takes none. For the others, nullptr would be OpenSSL's own choice.
const EVP_MD* digest_of(SignatureAlgorithm algorithm) noexcept {
    return algorithm == SignatureAlgorithm::EdDsa ? nullptr : find_sha256();
}

bool can_work(SignatureAlgorithm algorithm) noexcept {
    return algorithm == SignatureAlgorithm::EdDsa || find_sha256() != nullptr;
}

/// Both halves at their full size: one in 128 signatures has a half that is shorter as a number.
std::string to_raw(std::string_view der) {
    const unsigned char* at = as_unsigned(der);
    const Owned<ECDSA_SIG> both{::d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
    require(both != nullptr && at == as_unsigned(der) + der.size());
    std::string raw(kRawBytes, '\0');
    auto* out = as_unsigned(raw);
    require(::BN_bn2binpad(::ECDSA_SIG_get0_r(both.get()), out, kHalfBytes) == kHalfBytes &&
            ::BN_bn2binpad(::ECDSA_SIG_get0_s(both.get()), out + kHalfBytes, kHalfBytes) ==
                kHalfBytes);
    return raw;
}

struct DerSignature {
    std::array<char, kMaxDerBytes> bytes{};
    std::size_t size = 0;  ///< 0: there is none
};

/// REQUIRES: raw.size() == kRawBytes.
DerSignature to_der(std::string_view raw) noexcept {
    const auto half = [raw](std::size_t at) {
        return Owned<BIGNUM>{::BN_bin2bn(as_unsigned(raw.substr(at)), kHalfBytes, nullptr)};
    };
    auto r = half(0);
    auto s = half(kHalfBytes);
    const Owned<ECDSA_SIG> both{::ECDSA_SIG_new()};
    if (r == nullptr || s == nullptr || both == nullptr ||
        ::ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1)
        return {};
    static_cast<void>(r.release());  // `both` owns them now
    static_cast<void>(s.release());
    const int size = ::i2d_ECDSA_SIG(both.get(), nullptr);
    DerSignature der;
    if (size <= 0 || static_cast<std::size_t>(size) > der.bytes.size()) return {};
    auto* at = reinterpret_cast<unsigned char*>(der.bytes.data());
    der.size = static_cast<std::size_t>(::i2d_ECDSA_SIG(both.get(), &at));
    return der;
}

}  // namespace

std::string_view to_text(SignatureAlgorithm algorithm) noexcept {
    switch (algorithm) {
        case SignatureAlgorithm::Es256:
            return "ES256";
        case SignatureAlgorithm::EdDsa:
            return "EdDSA";
        case SignatureAlgorithm::Rs256:
            return "RS256";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<SignatureAlgorithm> to_signature_algorithm(std::uint64_t number) noexcept {
    for (const SignatureAlgorithm algorithm : kAlgorithms)
        if (static_cast<std::uint64_t>(algorithm) == number) return algorithm;
    return std::nullopt;
}

std::string sign_raw(SignatureAlgorithm algorithm, EVP_PKEY* key, std::string_view input) {
    const ErrorsGone errors;
    const Owned<EVP_MD_CTX> context{::EVP_MD_CTX_new()};
    std::size_t size = 0;
    require(can_work(algorithm) && context != nullptr &&
            ::EVP_DigestSignInit(context.get(), nullptr, digest_of(algorithm), nullptr, key) == 1 &&
            ::EVP_DigestSign(context.get(), nullptr, &size, as_unsigned(input), input.size()) == 1);
    std::string signature(size, '\0');
    require(::EVP_DigestSign(context.get(), as_unsigned(signature), &size, as_unsigned(input),
                             input.size()) == 1);
    signature.resize(size);  // ECDSA announces the longest one, and is shorter
    return algorithm == SignatureAlgorithm::Es256 ? to_raw(signature) : signature;
}

bool verify_raw(SignatureAlgorithm algorithm, EVP_PKEY* key, std::string_view input,
                std::string_view signature) noexcept {
    const ErrorsGone errors;
    if (!can_work(algorithm)) return false;
    const auto* digest = digest_of(algorithm);
    if (algorithm == SignatureAlgorithm::Rs256)
        return is_signature(key, digest, input, signature) == true;
    if (signature.size() != kRawBytes) return false;
    if (algorithm == SignatureAlgorithm::EdDsa)
        return is_signature(key, digest, input, signature) == true;
    const DerSignature der = to_der(signature);
    return der.size != 0 && is_signature(key, digest, input, {der.bytes.data(), der.size}) == true;
}

}  // namespace postern::crypto
