// The test vectors of the W3C, more than 80 changes of each, and what they lack: counters,
// extensions, flags, handles and bad keys.
#define BOOST_TEST_DYN_LINK
#include <openssl/evp.h>

#include <boost/test/unit_test.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "crypto/factor/cose_key.hpp"
#include "postern/base/bytes.hpp"
#include "postern/crypto/crypto_error.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/factor/webauthn.hpp"
#include "support/webauthn_cases.hpp"

using namespace postern;
using namespace std::string_literals;
using Refusal = crypto::WebauthnRefusal;
using test::expect_vector;
using test::from_hex;
using test::refusal_of_vector;
using test::stored_as;
using test::webauthn_vector;
using test::webauthn_vectors;
using test::WebauthnVector;

namespace {

/// The reason of a refusal; `accepted` without one.
std::string to_text(std::optional<Refusal> refusal) {
    return refusal ? std::string{crypto::to_text(*refusal)} : "accepted";
}

template <class T>
std::string reason(const Result<T, Refusal>& result) {
    return to_text(result ? std::nullopt : std::optional{result.error()});
}

auto create(const WebauthnVector& v, bool user_verification = false) {
    return crypto::verify_registration(expect_vector(v.create_challenge, user_verification),
                                       v.registration);
}

/// The credential that the unchanged registration made.
crypto::NewCredential credential_of(const WebauthnVector& v) {
    auto result = create(v);
    BOOST_REQUIRE(result);
    return std::move(result).value();
}

auto get(const crypto::NewCredential& made, const WebauthnVector& v,
         bool user_verification = false) {
    return crypto::verify_assertion(expect_vector(v.get_challenge, user_verification),
                                    stored_as(made), false, v.assertion);
}

/// An assertion that an Authenticator signs.
struct Answer {
    char flags = 0x05;  ///< user present and verified
    std::uint32_t count = 1;
    std::string extensions = "";
    bool needs_user_handle = false;
    std::optional<std::string> user_handle = std::nullopt;
};

constexpr char kPresent = 0x01;
constexpr char kVerified = 0x04;
constexpr char kBackupEligible = 0x08;
constexpr char kBackupState = 0x10;
constexpr char kReserved = 0x22;
constexpr char kCredential = 0x40;
constexpr char kExtensions = static_cast<char>(0x80);
constexpr char kBoth = kPresent | kVerified;

/// An authenticator with an Ed25519 key of its own.
class Authenticator {
public:
    Authenticator() : key_{::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")} {
        std::size_t size = 32;
        std::string point(size, '\0');
        ::EVP_PKEY_get_raw_public_key(key_, reinterpret_cast<unsigned char*>(point.data()), &size);
        cose_key_ = from_hex("a4010103272006215820") + point;
        made.id = std::string(32, 'i');
        made.algorithm = crypto::kCoseEdDsa;
        made.public_key = crypto::read_cose_key(cose_key_)->spki;
    }
    Authenticator(const Authenticator&) = delete;
    Authenticator& operator=(const Authenticator&) = delete;
    ~Authenticator() { ::EVP_PKEY_free(key_); }

    /// Registers itself; `extensions` follow the key.
    auto create(char flags, const std::string& extensions) const {
        const auto data = head(flags, 0) + credential() + extensions;
        const auto object = from_hex("a363666d74646e6f6e656761747453746d74a068617574684461746158") +
                            static_cast<char>(data.size()) + data;
        return crypto::verify_registration(expect_vector(kChallenge, true),
                                           {made.id, client_data("webauthn.create"), object});
    }

    auto get(const Answer& answer) const {
        crypto::AssertionResponse response{made.id, client_data("webauthn.get"), "", "",
                                           answer.user_handle};
        response.authenticator_data = head(answer.flags, answer.count) + answer.extensions;
        const auto hash = crypto::sha256(response.client_data_json);
        response.signature = sign(response.authenticator_data + std::string{as_bytes(hash)});
        auto stored = stored_as(made);
        stored.user_handle = user_handle;
        return crypto::verify_assertion(expect_vector(kChallenge, true), stored,
                                        answer.needs_user_handle, response);
    }

    /// Attested credential data.
    std::string credential() const {
        return std::string(16, '\0') + from_hex("0020") + made.id + cose_key_;
    }

    std::string sign(const std::string& message) const {
        std::string signature(64, '\0');
        std::size_t size = signature.size();
        EVP_MD_CTX* context = ::EVP_MD_CTX_new();
        ::EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key_);
        ::EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                         reinterpret_cast<const unsigned char*>(message.data()), message.size());
        ::EVP_MD_CTX_free(context);
        return signature;
    }

    crypto::NewCredential made;
    std::string user_handle = "handle";

private:
    static constexpr std::string_view kChallenge = "challenge of 32 bytes, more or less";

    static std::string client_data(const std::string& type) {
        return R"({"type":")" + type + R"(","challenge":")" + to_base64url(kChallenge) +
               R"(","origin":"https://example.org"})";
    }

    static std::string head(char flags, std::uint32_t count) {
        const auto rp_id_hash = crypto::sha256("example.org");
        std::string data = std::string{as_bytes(rp_id_hash)} + flags;
        for (int shift = 24; shift >= 0; shift -= 8)
            data += static_cast<char>(count >> shift & 0xFF);
        return data;
    }

    EVP_PKEY* key_;
    std::string cose_key_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(webauthn_tests)

BOOST_AUTO_TEST_CASE(verify_registration_accepts_or_refuses_each_vector_of_the_w3c) {
    BOOST_TEST(webauthn_vectors().size() == 15u);
    for (const auto& v : webauthn_vectors()) BOOST_TEST_CONTEXT(v.name)
    BOOST_TEST(reason(create(v)) == to_text(refusal_of_vector(v.name)));
}

BOOST_AUTO_TEST_CASE(verify_registration_returns_what_the_vectors_say) {
    const auto made = credential_of(webauthn_vector("none-es256"));
    BOOST_TEST(to_hex(made.id) ==
               "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4");
    BOOST_TEST(to_hex(made.aaguid) == "8446ccb9ab1db374750b2367ff6f3a1f");
    BOOST_TEST(made.algorithm == crypto::kCoseEs256);
    BOOST_TEST(made.sign_count == 0u);
    BOOST_TEST(!made.user_verified);
    BOOST_TEST(made.backup_eligible);
    BOOST_TEST(made.backup_state);
    BOOST_TEST(credential_of(webauthn_vector("packed-eddsa")).algorithm == crypto::kCoseEdDsa);
    BOOST_TEST(credential_of(webauthn_vector("packed-rs256")).algorithm == crypto::kCoseRs256);
}

BOOST_AUTO_TEST_CASE(verify_assertion_accepts_each_vector_whose_registration_was_accepted) {
    for (const auto& v : webauthn_vectors()) {
        if (refusal_of_vector(v.name)) continue;
        BOOST_TEST_CONTEXT(v.name) BOOST_TEST(reason(get(credential_of(v), v)) == "accepted");
    }
}

BOOST_AUTO_TEST_CASE(verify_assertion_refuses_a_frame_of_another_site) {
    auto made = credential_of(webauthn_vector("none-es256"));
    for (const auto* name : {"none-es256-crossOrigin", "none-es256-topOrigin"}) {
        const auto& v = webauthn_vector(name);
        made.id = v.assertion.raw_id;
        BOOST_TEST(reason(get(made, v)) == "cross_origin");
    }
}

BOOST_AUTO_TEST_CASE(user_verification_is_required_when_it_is_expected) {
    for (const auto& v : webauthn_vectors()) {
        if (refusal_of_vector(v.name)) continue;
        BOOST_TEST_CONTEXT(v.name) {
            const auto made = credential_of(v);
            BOOST_TEST(reason(create(v, true)) ==
                       (made.user_verified ? "accepted" : "user_verification"));
            const bool is_verified = (v.assertion.authenticator_data[32] & 0x04) != 0;
            BOOST_TEST(reason(get(made, v, true)) ==
                       (is_verified ? "accepted" : "user_verification"));
        }
    }
}

// A vector that is refused as it is must stay refused; the others must be refused for the reason
// that the change gives.
BOOST_AUTO_TEST_CASE(verify_registration_refuses_each_change_of_each_vector) {
    const auto changes = test::registration_changes();
    BOOST_TEST(changes.size() >= 60u);
    for (const auto& v : webauthn_vectors())
        for (const auto& change : changes) BOOST_TEST_CONTEXT(v.name << ", " << change.name) {
                auto changed = v;
                change.apply(changed);
                const auto said = reason(create(changed));
                if (refusal_of_vector(v.name))
                    BOOST_TEST(said != "accepted");
                else
                    BOOST_TEST(said == to_text(change.refusal));
            }
}

BOOST_AUTO_TEST_CASE(verify_assertion_refuses_each_change_of_each_vector) {
    const auto changes = test::assertion_changes();
    BOOST_TEST(changes.size() >= 60u);
    for (const auto& v : webauthn_vectors()) {
        if (refusal_of_vector(v.name)) continue;  // there is no credential to verify it with
        const auto made = credential_of(v);
        for (const auto& change : changes) BOOST_TEST_CONTEXT(v.name << ", " << change.name) {
                auto changed = v;
                change.apply(changed);
                BOOST_TEST(reason(get(made, changed)) == to_text(change.refusal));
            }
    }
}

BOOST_AUTO_TEST_CASE(verify_assertion_refuses_a_signature_by_another_credential) {
    const auto& v = webauthn_vector("none-es256");
    auto other = credential_of(webauthn_vector("packed-es256"));
    other.id = v.assertion.raw_id;
    BOOST_TEST(reason(get(other, v)) == "signature");
}

BOOST_AUTO_TEST_CASE(verify_registration_refuses_the_rp_id_of_a_parent_domain) {
    const auto& v = webauthn_vector("none-es256");
    const crypto::WebauthnExpectation expected{v.create_challenge, "https://example.org",
                                               "auth.example.org", false};
    BOOST_TEST(reason(crypto::verify_registration(expected, v.registration)) == "rp_id");
}

BOOST_AUTO_TEST_CASE(an_empty_challenge_matches_nothing) {
    auto v = webauthn_vector("none-es256");
    auto& json = v.registration.client_data_json;
    const auto challenge = to_base64url(v.create_challenge);
    json.replace(json.find(challenge), challenge.size(), "");
    v.create_challenge.clear();
    BOOST_TEST(reason(create(v)) == "challenge");
}

// RFC 8032, section 5.1.7: S must be below the order L, or a second signature fits.
BOOST_AUTO_TEST_CASE(verify_signature_refuses_ed25519_signatures_with_l_added) {
    const Authenticator phone;
    auto signature = phone.sign("message");
    const auto verifies = [&] {
        return crypto::verify_signature(crypto::kCoseEdDsa, phone.made.public_key, "message",
                                        signature);
    };
    BOOST_REQUIRE(verifies());
    const auto order = from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    unsigned carry = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        carry +=
            static_cast<unsigned char>(signature[32 + i]) + static_cast<unsigned char>(order[i]);
        signature[32 + i] = static_cast<char>(carry & 0xFF);
        carry >>= 8;
    }
    BOOST_TEST(!verifies());
}

// As JOSE has it (RFC 7518, section 3.4).
BOOST_AUTO_TEST_CASE(verify_assertion_refuses_an_es256_signature_that_is_not_der) {
    auto v = webauthn_vector("none-es256");
    const auto made = credential_of(v);
    auto& signature = v.assertion.signature;  // 30 46, 02 21 00 r, 02 21 00 s
    BOOST_REQUIRE(signature.size() == 72u);
    signature = signature.substr(5, 32) + signature.substr(40, 32);
    BOOST_TEST(reason(get(made, v)) == "signature");
}

BOOST_AUTO_TEST_CASE(verify_assertion_says_what_to_store) {
    const Authenticator phone;
    const auto verified = phone.get({.count = 7});
    BOOST_REQUIRE(verified);
    BOOST_TEST(verified->sign_count == 7u);
    BOOST_TEST(verified->user_verified);
    BOOST_TEST(!verified->is_count_suspicious);
    BOOST_TEST(!verified->is_eligibility_changed);
}

BOOST_AUTO_TEST_CASE(verify_assertion_accepts_a_counter_that_stays_0_or_grows) {
    Authenticator phone;
    BOOST_TEST(reason(phone.get({.count = 0})) == "accepted");
    phone.made.sign_count = 5;
    BOOST_TEST(reason(phone.get({.count = 6})) == "accepted");
    BOOST_TEST(reason(phone.get({.count = 0xFFFFFFFF})) == "accepted");
}

BOOST_AUTO_TEST_CASE(verify_assertion_refuses_a_counter_that_does_not_grow) {
    Authenticator phone;
    phone.made.sign_count = 5;
    for (const std::uint32_t count : {5U, 4U, 0U})
        BOOST_TEST(reason(phone.get({.count = count})) == "counter");
    // What a clone claims does not help it.
    BOOST_TEST(reason(phone.get({.flags = kBoth | kBackupEligible, .count = 5})) == "counter");
}

BOOST_AUTO_TEST_CASE(verify_assertion_accepts_any_counter_of_a_key_that_can_be_synced) {
    Authenticator phone;
    phone.made.sign_count = 5;
    phone.made.backup_eligible = true;
    for (const std::uint32_t count : {5U, 3U, 0U}) {
        const auto verified = phone.get({.flags = kBoth | kBackupEligible, .count = count});
        BOOST_REQUIRE(verified);
        BOOST_TEST(verified->is_count_suspicious);
        BOOST_TEST(verified->sign_count == 5u);
    }
}

BOOST_AUTO_TEST_CASE(verify_assertion_checks_the_flags_of_user_and_backup) {
    const Authenticator phone;
    BOOST_TEST(reason(phone.get({.flags = kPresent})) == "user_verification");
    BOOST_TEST(reason(phone.get({.flags = kVerified})) == "user_presence");
    BOOST_TEST(reason(phone.get({.flags = kBoth | kBackupState})) == "backup_state");
    BOOST_TEST(reason(phone.get({.flags = kBoth | kReserved})) == "accepted");
}

BOOST_AUTO_TEST_CASE(verify_assertion_reports_a_changed_backup_eligibility) {
    Authenticator phone;
    const auto synced = phone.get({.flags = kBoth | kBackupEligible | kBackupState});
    BOOST_REQUIRE(synced);
    BOOST_TEST(synced->backup_eligible);
    BOOST_TEST(synced->backup_state);
    BOOST_TEST(synced->is_eligibility_changed);
    phone.made.backup_eligible = true;
    const auto bound = phone.get({});
    BOOST_REQUIRE(bound);
    BOOST_TEST(bound->is_eligibility_changed);
}

// `credProtect` and `hmac-secret`, which browsers send unasked.
BOOST_AUTO_TEST_CASE(extensions_are_ignored_when_they_are_well_formed) {
    const Authenticator phone;
    const auto protect = from_hex("a16b6372656450726f7465637402");
    const auto secret = from_hex("a16b686d61632d736563726574f5");
    const char flags = kBoth | kExtensions;
    BOOST_TEST(reason(phone.get({.flags = flags, .extensions = secret})) == "accepted");
    BOOST_TEST(reason(phone.create(flags | kCredential, protect)) == "accepted");
    for (const auto* hex : {"", "80", "a000", "a1", "bfff", "a2616100616100"}) {
        const auto bad = from_hex(hex);
        BOOST_TEST_CONTEXT(hex) {
            BOOST_TEST(reason(phone.get({.flags = flags, .extensions = bad})) ==
                       "authenticator_data");
            BOOST_TEST(reason(phone.create(flags | kCredential, bad)) == "authenticator_data");
        }
    }
    BOOST_TEST(reason(phone.get({.extensions = secret})) == "authenticator_data");
}

BOOST_AUTO_TEST_CASE(verify_assertion_compares_the_user_handle) {
    const Authenticator phone;
    BOOST_TEST(reason(phone.get({.needs_user_handle = true, .user_handle = "handle"})) ==
               "accepted");
    BOOST_TEST(reason(phone.get({.user_handle = "handle"})) == "accepted");
    BOOST_TEST(reason(phone.get({})) == "accepted");
    BOOST_TEST(reason(phone.get({.needs_user_handle = true})) == "user_handle");
    for (const auto* handle : {"", "handl", "another"})
        BOOST_TEST(reason(phone.get({.user_handle = handle})) == "user_handle");
}

BOOST_AUTO_TEST_CASE(verify_assertion_refuses_an_empty_user_handle_even_if_it_is_stored) {
    Authenticator phone;
    phone.user_handle.clear();
    BOOST_TEST(reason(phone.get({.user_handle = ""})) == "user_handle");
}

BOOST_AUTO_TEST_CASE(verify_assertion_refuses_more_than_16_kib_of_authenticator_data) {
    const Authenticator phone;
    const auto of_size = [&](std::size_t size) {
        const auto extensions = from_hex("a1616159") + static_cast<char>(size >> 8) +
                                static_cast<char>(size & 0xFF) + std::string(size, 'a');
        return reason(phone.get({.flags = kBoth | kExtensions, .extensions = extensions}));
    };
    const std::size_t room = crypto::kMaxAttestationBytes - 37 - 6;
    BOOST_TEST(of_size(room) == "accepted");
    BOOST_TEST(of_size(room + 1) == "authenticator_data");
}

BOOST_AUTO_TEST_CASE(verify_assertion_refuses_a_credential_in_it) {
    const Authenticator phone;
    BOOST_TEST(reason(phone.get({.flags = kBoth | kCredential,
                                 .extensions = phone.credential()})) == "authenticator_data");
}

BOOST_AUTO_TEST_CASE(verify_assertion_throws_when_the_stored_key_is_damaged) {
    Authenticator phone;
    const auto good = phone.made.public_key;
    for (const auto& bad : {good.substr(0, good.size() - 1), good + '\0', ""s}) {
        phone.made.public_key = bad;
        BOOST_CHECK_THROW(static_cast<void>(phone.get({})), crypto::CryptoError);
    }
    phone.made.public_key = good;
    phone.made.algorithm = crypto::kCoseEs256;
    BOOST_CHECK_THROW(static_cast<void>(phone.get({})), crypto::CryptoError);
}

BOOST_AUTO_TEST_CASE(to_text_has_a_word_of_its_own_for_each_refusal) {
    std::set<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(Refusal::Counter); ++i)
        words.insert(crypto::to_text(static_cast<Refusal>(i)));
    BOOST_TEST(words.size() == static_cast<std::size_t>(Refusal::Counter) + 1);
    BOOST_TEST(words.count("unknown") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
