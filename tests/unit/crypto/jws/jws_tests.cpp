// Keys and signatures: the answers of the RFCs, and everything that is no key or no signature.
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <vector>

#include "crypto/password/base64.hpp"
#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/jws/jws.hpp"

namespace postern::crypto {
namespace {

using json::Json;
using namespace std::string_literals;

const auto kAllAlgorithms = {SignatureAlgorithm::Es256, SignatureAlgorithm::EdDsa,
                             SignatureAlgorithm::Rs256};

// RFC 7515, appendix A.1: the payload of A.1 to A.3, with its line breaks and blanks.
constexpr std::string_view kPayload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";

// RFC 7515, appendix A.2.
constexpr std::string_view kRsaModulus =
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4"
    "QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdb"
    "BYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-D"
    "WNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
constexpr std::string_view kRsaSignature =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5ju"
    "jGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07"
    "Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipU"
    "TI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

// RFC 7515, appendix A.3.
constexpr std::string_view kEcX = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr std::string_view kEcY = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
constexpr std::string_view kEcSignature =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

// RFC 8037, appendix A.
constexpr std::string_view kEdSecret = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
constexpr std::string_view kEdX = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
constexpr std::string_view kEdInput = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
constexpr std::string_view kEdSignature =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

// The order of P-256 (SEC 2, section 2.4.2).
constexpr std::string_view kOrder =
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

std::string decode(std::string_view text) { return from_base64url(text).value(); }
std::string unhex(std::string_view hex) { return from_hex(hex).value(); }

Json::Object ec_jwk(std::string_view x = kEcX, std::string_view y = kEcY) {
    return {{"kty", "EC"}, {"crv", "P-256"}, {"x", x}, {"y", y}};
}
Json::Object ed_jwk(std::string_view x = kEdX) {
    return {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", x}};
}
Json::Object rsa_jwk(std::string_view n = kRsaModulus, std::string_view e = "AQAB") {
    return {{"kty", "RSA"}, {"n", n}, {"e", e}};
}

/// `jwk` with `member` in place of the one of that name, or behind the others.
Json with(Json::Object jwk, const std::string& name, Json value) {
    std::erase_if(jwk, [&](const auto& member) { return member.first == name; });
    jwk.emplace_back(name, std::move(value));
    return jwk;
}

Json without(Json::Object jwk, const std::string& name) {
    std::erase_if(jwk, [&](const auto& member) { return member.first == name; });
    return jwk;
}

VerificationKey key_of(Json jwk) {
    const auto key = VerificationKey::from_jwk(jwk);
    BOOST_REQUIRE(key.has_value());
    return *key;
}

/// The pair of RFC 8037, out of PKCS #8 (RFC 8410, section 7).
SigningKey rfc_8037_key() {
    const Secret der{unhex("302e020100300506032b657004220420") + decode(kEdSecret)};
    auto key = SigningKey::from_der(SignatureAlgorithm::EdDsa, der);
    BOOST_REQUIRE(key.has_value());
    return std::move(*key);
}

/// One for each algorithm, made once: RSA takes its time.
const SigningKey& key_for(SignatureAlgorithm algorithm) {
    static const SigningKey es256 = SigningKey::generate(SignatureAlgorithm::Es256);
    static const SigningKey eddsa = SigningKey::generate(SignatureAlgorithm::EdDsa);
    static const SigningKey rs256 = SigningKey::generate(SignatureAlgorithm::Rs256);
    switch (algorithm) {
        case SignatureAlgorithm::Es256:
            return es256;
        case SignatureAlgorithm::EdDsa:
            return eddsa;
        case SignatureAlgorithm::Rs256:
            return rs256;
    }
    std::abort();
}

struct Free {
    void operator()(EVP_PKEY* key) const noexcept { ::EVP_PKEY_free(key); }
};
using Pair = std::unique_ptr<EVP_PKEY, Free>;

std::string spki_of(const Pair& pair) {
    std::string der(static_cast<std::size_t>(::i2d_PUBKEY(pair.get(), nullptr)), '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    ::i2d_PUBKEY(pair.get(), &at);
    return der;
}

std::string pkcs8_of(const Pair& pair) {
    PKCS8_PRIV_KEY_INFO* info = ::EVP_PKEY2PKCS8(pair.get());
    std::string der(static_cast<std::size_t>(::i2d_PKCS8_PRIV_KEY_INFO(info, nullptr)), '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    ::i2d_PKCS8_PRIV_KEY_INFO(info, &at);
    ::PKCS8_PRIV_KEY_INFO_free(info);
    return der;
}

/// The SubjectPublicKeyInfo of RFC 7515, A.3, with another form of its point.
std::string spki_on_p256(const std::string& point) {
    const auto head = unhex("301306072a8648ce3d020106082a8648ce3d030107");
    const auto size = static_cast<char>(point.size() + 1);
    const auto bits = "\x03"s + size + '\0' + point;
    return "\x30"s + static_cast<char>(head.size() + bits.size()) + head + bits;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jws_tests)

BOOST_AUTO_TEST_CASE(rs256_agrees_with_rfc_7515_a_2) {
    const auto key = key_of(rsa_jwk());
    BOOST_TEST(key.kid() == "IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8");
    const auto input = "eyJhbGciOiJSUzI1NiJ9."s.append(kPayload);
    BOOST_TEST(key.verify(input, decode(kRsaSignature)));
    BOOST_TEST(!key.verify(input + "A", decode(kRsaSignature)));
}

BOOST_AUTO_TEST_CASE(es256_agrees_with_rfc_7515_a_3) {
    const auto key = key_of(ec_jwk());
    BOOST_TEST(key.kid() == "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
    const auto input = "eyJhbGciOiJFUzI1NiJ9."s.append(kPayload);
    BOOST_TEST(key.verify(input, decode(kEcSignature)));
    BOOST_TEST(!key.verify(input + "A", decode(kEcSignature)));
}

BOOST_AUTO_TEST_CASE(hs256_of_rfc_7515_a_1_is_neither_a_key_nor_a_token) {
    const auto secret =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    BOOST_TEST(!VerificationKey::from_jwk(Json::Object{{"kty", "oct"}, {"k", secret}}));
    const auto input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."s.append(kPayload);
    // That the vector was copied well: the MAC is right, and still nobody here takes it.
    const auto mac = hmac_sha256(decode(secret), input);
    BOOST_TEST(to_base64url(as_bytes(mac)) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    const auto token = take_apart(input + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    BOOST_REQUIRE(!token);
    BOOST_TEST(to_text(token.error()) == "bad_header");
}

BOOST_AUTO_TEST_CASE(eddsa_agrees_with_rfc_8037) {
    const auto key = rfc_8037_key();
    BOOST_TEST(key.kid() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    BOOST_TEST(key.kid() == key_of(ed_jwk()).kid());
    BOOST_TEST(to_base64url(key.sign(kEdInput)) == kEdSignature);
    BOOST_TEST(key_of(ed_jwk()).verify(kEdInput, decode(kEdSignature)));
}

BOOST_AUTO_TEST_CASE(thumbprints_agree_with_rfc_7638) {
    const auto key = key_of(rsa_jwk(
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L"
        "6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-"
        "65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLy"
        "rdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK"
        "nqDKgw"));
    BOOST_TEST(key.kid() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

BOOST_AUTO_TEST_CASE(algorithms_have_the_names_and_numbers_that_others_know_them_by) {
    BOOST_TEST(to_text(SignatureAlgorithm::Es256) == "ES256");
    BOOST_TEST(to_text(SignatureAlgorithm::EdDsa) == "EdDSA");
    BOOST_TEST(to_text(SignatureAlgorithm::Rs256) == "RS256");
    for (const std::uint64_t number : {1, 2, 3})
        BOOST_TEST((to_signature_algorithm(number) == static_cast<SignatureAlgorithm>(number)));
    for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{4}, std::uint64_t{257}})
        BOOST_TEST(!to_signature_algorithm(number).has_value());
}

BOOST_AUTO_TEST_CASE(two_thousand_signatures_of_es256_are_64_bytes_and_right) {
    const auto& key = key_for(SignatureAlgorithm::Es256);
    int short_halves = 0;
    int wrong = 0;
    for (int i = 0; i < 2000; ++i) {
        const auto input = std::to_string(i);
        const auto signature = key.sign(input);
        if (signature.size() != 64 || !key.public_key().verify(input, signature)) ++wrong;
        if (signature[0] == '\0' || signature[32] == '\0') ++short_halves;
    }
    BOOST_TEST(wrong == 0);
    // One in 128 has one: without any, this test would have shown nothing of the padding.
    BOOST_TEST(short_halves > 0);
}

BOOST_AUTO_TEST_CASE(a_key_signs_for_itself_alone) {
    for (const auto algorithm : kAllAlgorithms) BOOST_TEST_CONTEXT(to_text(algorithm)) {
            const auto& key = key_for(algorithm);
            const auto signature = key.sign("message");
            for (const auto other : kAllAlgorithms)
                BOOST_TEST(key_for(other).public_key().verify("message", signature) ==
                           (other == algorithm));
            BOOST_TEST(!key.public_key().verify("message ", signature));
            BOOST_TEST(!key.public_key().verify("", signature));
            BOOST_TEST(!key.public_key().verify("message", ""));
        }
}

BOOST_AUTO_TEST_CASE(verify_refuses_every_changed_bit_and_every_other_length) {
    for (const auto algorithm : kAllAlgorithms) BOOST_TEST_CONTEXT(to_text(algorithm)) {
            const auto& key = key_for(algorithm).public_key();
            const auto good = key_for(algorithm).sign("message");
            BOOST_TEST(key.verify("message", good));
            int taken = 0;
            for (std::size_t i = 0; i < good.size() * 8; ++i) {
                auto changed = good;
                changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << i % 8));
                if (key.verify("message", changed)) ++taken;
            }
            for (std::size_t size = 0; size < good.size(); ++size)
                if (key.verify("message", good.substr(0, size))) ++taken;
            for (const auto& longer : {good + '\0', '\0' + good, good + good})
                if (key.verify("message", longer)) ++taken;
            BOOST_TEST(taken == 0);
        }
}

BOOST_AUTO_TEST_CASE(verify_refuses_signatures_of_es256_that_are_none) {
    const auto& key = key_for(SignatureAlgorithm::Es256);
    const auto order = unhex(kOrder);
    const auto zero = std::string(32, '\0');
    const auto one = std::string(31, '\0') + '\x01';
    const auto good = key.sign("message");
    const struct {
        const char* what;
        std::string signature;
    } rows[] = {
        {"both halves are zero", zero + zero},  // CVE-2022-21449
        {"r is zero", zero + good.substr(32)},
        {"s is zero", good.substr(0, 32) + zero},
        {"both halves are the order", order + order},
        {"both halves are one", one + one},
        {"all bits are set", std::string(64, '\xFF')},
        {"the halves are swapped", good.substr(32) + good.substr(0, 32)},
        {"the form of DER",
         "\x30\x44\x02\x20"s + good.substr(0, 32) + "\x02\x20" + good.substr(32)},
    };
    for (const auto& row : rows) BOOST_TEST_CONTEXT(row.what)
    BOOST_TEST(!key.public_key().verify("message", row.signature));
}

// RFC 8032, section 5.1.7: the second half is below the order of the group.
BOOST_AUTO_TEST_CASE(verify_refuses_a_signature_of_eddsa_with_the_order_added) {
    const auto key = rfc_8037_key();
    const auto added = unhex(
        "18d0b7f5338df220d1ec7c8e820a9f59afcb5dbd480d04842e5d3a8f139efd9b"
        "4788f4cc0ce7bdce3d916b080fb96db75f189083283280c5acc05ac4a5fdc619");
    BOOST_TEST(key.sign("x").substr(0, 32) == added.substr(0, 32), "another key, or message");
    BOOST_TEST(!key.public_key().verify("x", added));
}

BOOST_AUTO_TEST_CASE(a_pair_is_read_back_from_its_own_text_and_from_no_other) {
    for (const auto algorithm : kAllAlgorithms) BOOST_TEST_CONTEXT(to_text(algorithm)) {
            const auto& key = key_for(algorithm);
            const auto again = SigningKey::from_der(algorithm, key.der());
            BOOST_REQUIRE(again.has_value());
            BOOST_TEST(again->kid() == key.kid());
            BOOST_TEST(key.public_key().verify("message", again->sign("message")));
            BOOST_TEST(again->der().reveal() == key.der().reveal());
            for (const auto other : kAllAlgorithms)
                BOOST_TEST(SigningKey::from_der(other, key.der()).has_value() ==
                           (other == algorithm));
            const std::string der{key.der().reveal()};
            int taken = 0;
            for (std::size_t size = 0; size < der.size(); ++size)
                if (SigningKey::from_der(algorithm, Secret{der.substr(0, size)})) ++taken;
            BOOST_TEST(taken == 0);
            BOOST_TEST(!SigningKey::from_der(algorithm, Secret{der + '\0'}));
            BOOST_TEST(!SigningKey::from_der(algorithm, Secret{key.public_key().der()}));
        }
}

// derive() takes in these bytes: a second text would be a second key for it.
BOOST_AUTO_TEST_CASE(from_der_takes_one_text_for_one_pair) {
    const auto taken = [](const std::string& der) {
        return SigningKey::from_der(SignatureAlgorithm::EdDsa, Secret{std::string_view{der}})
            .has_value();
    };
    const auto inner = unhex("020100300506032b657004220420") + decode(kEdSecret);
    BOOST_TEST(taken("\x30\x2E" + inner));
    BOOST_TEST(!taken("\x30\x30" + inner + "\xA0\0"s), "an empty list of attributes");
    BOOST_TEST(!taken("\x30\x81\x2E" + inner), "a length that is longer than it needs to be");
}

BOOST_AUTO_TEST_CASE(from_der_takes_no_pair_of_another_curve_or_too_few_bits) {
    const Pair p384{::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384")};
    const Pair koblitz{::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1")};
    const Pair small{::EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024})};
    const Pair x25519{::EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519")};
    const struct {
        SignatureAlgorithm algorithm;
        const Pair& pair;
    } rows[] = {{SignatureAlgorithm::Es256, p384},
                {SignatureAlgorithm::Es256, koblitz},
                {SignatureAlgorithm::Rs256, small},
                {SignatureAlgorithm::EdDsa, x25519}};
    for (const auto& row : rows) {
        BOOST_TEST(!SigningKey::from_der(row.algorithm, Secret{pkcs8_of(row.pair)}).has_value());
        BOOST_TEST(!VerificationKey::from_der(row.algorithm, spki_of(row.pair)).has_value());
    }
}

BOOST_AUTO_TEST_CASE(derive_gives_each_use_and_each_key_bytes_of_its_own) {
    const auto& key = key_for(SignatureAlgorithm::Es256);
    const std::string one{key.derive("one").reveal()};
    BOOST_TEST(one.size() == 32u);
    BOOST_TEST((key.derive("one").reveal() == one));
    BOOST_TEST((key.derive("two").reveal() != one));
    BOOST_TEST((key_for(SignatureAlgorithm::EdDsa).derive("one").reveal() != one));
    const auto again = SigningKey::from_der(SignatureAlgorithm::Es256, key.der());
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST((again->derive("one").reveal() == one), "another host derives something else");
}

BOOST_AUTO_TEST_CASE(a_public_key_is_read_back_from_der_and_jwk) {
    for (const auto algorithm : kAllAlgorithms) BOOST_TEST_CONTEXT(to_text(algorithm)) {
            const auto& key = key_for(algorithm).public_key();
            const auto signature = key_for(algorithm).sign("message");
            const auto from_der = VerificationKey::from_der(algorithm, key.der());
            const auto from_jwk = VerificationKey::from_jwk(key.jwk());
            BOOST_REQUIRE((from_der && from_jwk));
            for (const auto& again : {*from_der, *from_jwk}) {
                BOOST_TEST(again.kid() == key.kid());
                BOOST_TEST((again.algorithm() == algorithm));
                BOOST_TEST(again.der() == key.der());
                BOOST_TEST(again.jwk().dump() == key.jwk().dump());
                BOOST_TEST(again.verify("message", signature));
            }
            for (const auto other : kAllAlgorithms)
                BOOST_TEST(VerificationKey::from_der(other, key.der()).has_value() ==
                           (other == algorithm));
        }
}

BOOST_AUTO_TEST_CASE(a_jwk_has_what_readers_need_and_no_private_member) {
    BOOST_TEST(
        key_of(ec_jwk()).jwk().dump() ==
        R"({"crv":"P-256","kty":"EC","x":")"s.append(kEcX).append(R"(","y":")").append(kEcY) +
            R"(","use":"sig","alg":"ES256","kid":"oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"})");
    BOOST_TEST(
        rfc_8037_key().public_key().jwk().dump() ==
        R"({"crv":"Ed25519","kty":"OKP","x":")"s.append(kEdX) +
            R"(","use":"sig","alg":"EdDSA","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"})");
    for (const auto algorithm : kAllAlgorithms)
        for (const auto* name : {"d", "p", "q", "dp", "dq", "qi", "k", "oth"})
            BOOST_TEST((key_for(algorithm).public_key().jwk().find(name) == nullptr), name);
}

BOOST_AUTO_TEST_CASE(from_der_takes_one_text_for_one_key) {
    const auto x = decode(kEcX);
    const auto y = decode(kEcY);
    const auto taken = [](const std::string& der) {
        return VerificationKey::from_der(SignatureAlgorithm::Es256, der).has_value();
    };
    const auto good = spki_on_p256('\x04' + x + y);
    BOOST_TEST(taken(good));
    BOOST_TEST(!taken(spki_on_p256('\x03' + x)), "a compressed point");
    BOOST_TEST(!taken(spki_on_p256('\x07' + x + y)), "a hybrid point");
    BOOST_TEST(!taken(spki_on_p256("\0"s)), "the point at infinity");
    BOOST_TEST(!taken(spki_on_p256('\x04' + y + x)), "a point off the curve");
    BOOST_TEST(!taken(good + '\0'), "a byte behind it");
    for (std::size_t size = 0; size < good.size(); ++size) BOOST_TEST(!taken(good.substr(0, size)));
}

BOOST_AUTO_TEST_CASE(from_jwk_takes_the_names_that_an_algorithm_has) {
    BOOST_TEST(VerificationKey::from_jwk(with(ec_jwk(), "alg", "ES256")).has_value());
    BOOST_TEST(VerificationKey::from_jwk(with(ed_jwk(), "alg", "EdDSA")).has_value());
    BOOST_TEST(VerificationKey::from_jwk(with(ed_jwk(), "alg", "Ed25519")).has_value());
    BOOST_TEST(VerificationKey::from_jwk(with(rsa_jwk(), "alg", "RS256")).has_value());
    BOOST_TEST(VerificationKey::from_jwk(with(ec_jwk(), "use", "sig")).has_value());
    BOOST_TEST(VerificationKey::from_jwk(with(ec_jwk(), "kid", "theirs")).has_value());
}

BOOST_AUTO_TEST_CASE(from_jwk_refuses_what_is_no_public_key_for_signatures) {
    const auto ones = [](std::size_t bytes) { return to_base64url(std::string(bytes, '\xFF')); };
    const struct {
        const char* what;
        Json jwk;
    } rows[] = {
        {"no object", "P-256"},
        {"no member", Json::Object{}},
        {"no type", without(ec_jwk(), "kty")},
        {"a type of another case", with(ec_jwk(), "kty", "ec")},
        {"a symmetric key", Json::Object{{"kty", "oct"}, {"k", kEcX}}},
        {"a private key", with(ec_jwk(), "d", "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI")},
        {"a key for encryption", with(ec_jwk(), "use", "enc")},
        {"a use that is no text", with(ec_jwk(), "use", 1)},
        {"an algorithm of RSA for a point", with(ec_jwk(), "alg", "RS256")},
        {"ES384", with(ec_jwk(), "alg", "ES384")},
        {"HS256", with(ec_jwk(), "alg", "HS256")},
        {"no algorithm at all", with(ec_jwk(), "alg", "none")},
        {"an algorithm that is null", with(ec_jwk(), "alg", nullptr)},
        {"PS256", with(rsa_jwk(), "alg", "PS256")},
        {"another curve", with(ec_jwk(), "crv", "P-384")},
        {"no curve", without(ec_jwk(), "crv")},
        {"X25519", with(ed_jwk(), "crv", "X25519")},
        {"Ed448", with(ed_jwk(), "crv", "Ed448")},
        {"no x", without(ec_jwk(), "x")},
        {"no y", without(ec_jwk(), "y")},
        {"x that is no text", with(ec_jwk(), "x", 1)},
        {"a point off the curve", ec_jwk(kEcY, kEcX)},
        {"the point at zero", ec_jwk(std::string(43, 'A'), std::string(43, 'A'))},
        {"a coordinate without its leading zeros",
         ec_jwk(kEcX, to_base64url(decode(kEcY).substr(1)))},
        {"a coordinate with a zero too many", ec_jwk(to_base64url('\0' + decode(kEcX)))},
        {"padding", ec_jwk(std::string{kEcX} + "=")},
        {"bits left over", ec_jwk(std::string{kEcX.substr(0, 42)} + "V")},
        {"the alphabet of base64", ec_jwk(kEcX, "x/FEzRu9m36HLN/tue659LNpXW6pCyStikYjKIWI5a0")},
        {"31 bytes of Ed25519", ed_jwk(to_base64url(decode(kEdX).substr(1)))},
        {"33 bytes of Ed25519", ed_jwk(to_base64url(decode(kEdX) + '\0'))},
        {"no modulus", without(rsa_jwk(), "n")},
        {"no exponent", without(rsa_jwk(), "e")},
        {"an empty modulus", rsa_jwk("")},
        {"1024 bits", rsa_jwk(ones(128))},
        {"2047 bits", rsa_jwk(to_base64url("\x7F" + std::string(255, '\xFF')))},
        {"4104 bits", rsa_jwk(ones(513))},
        {"a modulus with a leading zero", rsa_jwk(to_base64url('\0' + decode(kRsaModulus)))},
        {"the exponent 1", rsa_jwk(kRsaModulus, "AQ")},
        {"the exponent 3", rsa_jwk(kRsaModulus, "Aw")},
    };
    for (const auto& row : rows) BOOST_TEST_CONTEXT(row.what)
    BOOST_TEST(!VerificationKey::from_jwk(row.jwk).has_value());
}

// With them, one signature fits many messages.
BOOST_AUTO_TEST_CASE(keys_of_ed25519_of_small_order_are_refused) {
    const auto zeros = std::string(62, '0');
    for (std::string hex : {"01" + zeros, "ec" + std::string(60, 'f') + "7f", "00" + zeros,
                            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"s,
                            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"s})
        for (const char top : {'\0', '\x80'}) {
            auto point = unhex(hex);
            point[31] = static_cast<char>(point[31] ^ top);
            BOOST_TEST(!VerificationKey::from_jwk(ed_jwk(to_base64url(point))).has_value(), hex);
            const auto spki = unhex("302a300506032b6570032100") + point;
            BOOST_TEST(!VerificationKey::from_der(SignatureAlgorithm::EdDsa, spki).has_value(),
                       hex);
        }
    const auto good = unhex("302a300506032b6570032100") + decode(kEdX);
    BOOST_TEST(VerificationKey::from_der(SignatureAlgorithm::EdDsa, good).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace postern::crypto
