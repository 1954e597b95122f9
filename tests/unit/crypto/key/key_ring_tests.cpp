// The key file, what is sealed with it, and everything that must not open.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "crypto/key/derive.hpp"
#include "crypto/password/base64.hpp"
#include "postern/base/bytes.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/crypto/system_entropy.hpp"

using namespace postern;
using namespace std::string_literals;
using crypto::KeyRing;
using crypto::OpenError;

namespace {

const std::string kFirst(43, 'A');                       // 32 zero bytes
const std::string kSecond = std::string(42, 'B') + "A";  // any other

KeyRing ring_of(const std::string& text) {
    auto ring = KeyRing::parse(Secret{std::string_view{text}});
    BOOST_REQUIRE(ring);
    return std::move(ring).value();
}

std::size_t bad_line(const std::string& text) {
    const auto ring = KeyRing::parse(Secret{std::string_view{text}});
    BOOST_REQUIRE(!ring);
    return ring.error().line;
}

std::string from_hex(std::string_view hex) { return crypto::from_hex(hex).value(); }

struct Sealed {
    crypto::SystemEntropy entropy;
    KeyRing ring = ring_of(kFirst);
    std::string blob = ring.seal(crypto::kTotpSecrets, {"user", "factor"},
                                 Secret{std::string_view{"12345678901234567890"}}, entropy);

    bool is_damaged(const std::string& changed) const {
        const auto opened = ring.open(crypto::kTotpSecrets, {"user", "factor"}, changed);
        return !opened && opened.error() == OpenError::Damaged;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(key_ring_tests)

// RFC 5869, appendix A.3: no salt, no info; and A.1 would need a salt.
BOOST_AUTO_TEST_CASE(hkdf_agrees_with_rfc_5869) {
    BOOST_TEST(to_hex(crypto::hkdf_sha256(std::string(22, '\x0b'), "", 42).reveal()) ==
               "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
               "9d201395faa4b61a96c8");
}

// McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16.
BOOST_AUTO_TEST_CASE(encrypt_agrees_with_the_vector_of_the_authors_of_gcm) {
    const Secret key{from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")};
    const auto nonce = from_hex("cafebabefacedbaddecaf888");
    const auto additional = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    const auto plaintext = from_hex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449"
        "a6b525b16aedf5aa0de657ba637b39");
    const auto sealed = crypto::encrypt(key, nonce, additional, plaintext);
    BOOST_TEST(
        to_hex(sealed) ==
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056"
        "828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b");
    const auto opened = crypto::decrypt(key, nonce, additional, sealed);
    BOOST_REQUIRE(opened);
    BOOST_TEST((opened->reveal() == plaintext));
}

BOOST_FIXTURE_TEST_CASE(open_returns_what_was_sealed, Sealed) {
    BOOST_TEST(blob.size() == 53u);
    const auto opened = ring.open(crypto::kTotpSecrets, {"user", "factor"}, blob);
    BOOST_REQUIRE(opened);
    BOOST_TEST(opened->reveal() == "12345678901234567890");
}

BOOST_FIXTURE_TEST_CASE(seal_never_makes_the_same_blob_twice, Sealed) {
    BOOST_TEST((blob != ring.seal(crypto::kTotpSecrets, {"user", "factor"},
                                  Secret{std::string_view{"12345678901234567890"}}, entropy)));
}

BOOST_FIXTURE_TEST_CASE(seal_takes_an_empty_secret_and_a_long_one, Sealed) {
    for (const std::size_t size : {0, 1, 16, 5000}) {
        const std::string text(size, 'x');
        const auto sealed =
            ring.seal(crypto::kSigningKeys, {"id"}, Secret{std::string_view{text}}, entropy);
        BOOST_TEST(sealed.size() == size + crypto::kSealOverhead);
        const auto opened = ring.open(crypto::kSigningKeys, {"id"}, sealed);
        BOOST_REQUIRE(opened);
        BOOST_TEST(opened->reveal() == text);
    }
}

BOOST_FIXTURE_TEST_CASE(open_refuses_every_changed_bit, Sealed) {
    for (std::size_t i = 0; i < blob.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::string changed = blob;
            changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
            const auto opened = ring.open(crypto::kTotpSecrets, {"user", "factor"}, changed);
            BOOST_REQUIRE(!opened);
            const bool is_key_id = i >= 1 && i <= 4;
            BOOST_TEST(
                (opened.error() == (is_key_id ? OpenError::UnknownKey : OpenError::Damaged)));
        }
}

BOOST_FIXTURE_TEST_CASE(open_refuses_every_cut_and_every_addition, Sealed) {
    for (std::size_t size = 0; size < blob.size(); ++size)
        BOOST_TEST(is_damaged(blob.substr(0, size)));
    BOOST_TEST(is_damaged(blob + '\0'));
}

BOOST_FIXTURE_TEST_CASE(open_refuses_a_blob_of_another_row_user_or_purpose, Sealed) {
    BOOST_TEST(!ring.open(crypto::kTotpSecrets, {"user", "other"}, blob));
    BOOST_TEST(!ring.open(crypto::kTotpSecrets, {"other", "factor"}, blob));
    BOOST_TEST(!ring.open(crypto::kTotpSecrets, {"userfactor"}, blob));
    BOOST_TEST(!ring.open(crypto::kTotpSecrets, {"user", "factor", ""}, blob));
    BOOST_TEST(!ring.open(crypto::kClientSecrets, {"user", "factor"}, blob));
}

BOOST_FIXTURE_TEST_CASE(open_tells_an_unknown_key_from_a_damaged_blob, Sealed) {
    const auto opened = ring_of(kSecond).open(crypto::kTotpSecrets, {"user", "factor"}, blob);
    BOOST_REQUIRE(!opened);
    BOOST_TEST((opened.error() == OpenError::UnknownKey));
}

BOOST_FIXTURE_TEST_CASE(the_first_key_seals_and_every_key_opens, Sealed) {
    const auto rotated = ring_of("# new\n" + kSecond + "\n\n# old\r\n" + kFirst + "\r\n");
    BOOST_TEST(rotated.open(crypto::kTotpSecrets, {"user", "factor"}, blob).has_value());
    const auto sealed = rotated.seal(crypto::kTotpSecrets, {"user", "factor"},
                                     Secret{std::string_view{"new"}}, entropy);
    BOOST_TEST(crypto::sealed_by(sealed).value_or(0) == rotated.first());
    BOOST_TEST(crypto::sealed_by(blob).value_or(0) == ring.first());
    BOOST_TEST(rotated.ids().size() == 2u);
    BOOST_TEST(rotated.ids().back() == ring.first());
}

BOOST_AUTO_TEST_CASE(to_text_shows_all_eight_digits_of_an_id) {
    BOOST_TEST(crypto::to_text(0x00ab01ff) == "00ab01ff");
}

BOOST_AUTO_TEST_CASE(parse_key_id_reads_what_to_text_gives_and_nothing_else) {
    for (const crypto::KeyId id : {0U, 0x00ab01ffU, 0xffffffffU})
        BOOST_TEST(crypto::parse_key_id(crypto::to_text(id)).value() == id);
    for (const std::string bad : {"", "00ab01f", "00ab01fff", "00AB01FF", "0x00ab01", "00ab01f "})
        BOOST_TEST(!crypto::parse_key_id(bad), bad);
}

BOOST_AUTO_TEST_CASE(derive_gives_each_purpose_and_each_key_bytes_of_its_own) {
    const auto ring = ring_of(kFirst + "\n" + kSecond);
    const auto derived = [&](crypto::KeyPurpose purpose, crypto::KeyId id) {
        const auto bytes = ring.derive(purpose, id);
        BOOST_REQUIRE(bytes);
        BOOST_TEST(bytes->size() == 32u);
        return to_hex(bytes->reveal());
    };
    const auto one = derived(crypto::kPasskeyChallenges, ring.first());
    BOOST_TEST(one == derived(crypto::kPasskeyChallenges, ring.first()));
    BOOST_TEST(one != derived(crypto::kTotpSecrets, ring.first()));
    BOOST_TEST(one != derived(crypto::kPasskeyChallenges, ring.ids().back()));
    BOOST_TEST(!ring.derive(crypto::kTotpSecrets, 1));
}

BOOST_AUTO_TEST_CASE(parse_names_the_line_that_is_no_key) {
    BOOST_TEST(bad_line("") == 0u);
    BOOST_TEST(bad_line("# nothing\n\n") == 0u);
    BOOST_TEST(bad_line(kFirst + "\n" + kFirst) == 2u);
    for (const auto& line : {kFirst + "=", kFirst.substr(1), kFirst + "A", " " + kFirst,
                             kFirst + " ", std::string(42, 'A') + "B", std::string(42, 'A') + "+",
                             "1:" + kFirst, std::string(32, '\0')})
        BOOST_TEST_CONTEXT(line) BOOST_TEST(bad_line(kSecond + "\n" + line + "\n") == 2u);
}

BOOST_AUTO_TEST_CASE(parse_refuses_more_keys_than_anybody_needs) {
    crypto::SystemEntropy entropy;
    std::string text;
    for (std::size_t i = 0; i < crypto::kMaxMasterKeys; ++i)
        text += crypto::make_key_line(entropy).reveal();
    BOOST_TEST(ring_of(text).ids().size() == crypto::kMaxMasterKeys);
    BOOST_TEST(bad_line(text + kFirst) == crypto::kMaxMasterKeys + 1);
}

BOOST_AUTO_TEST_SUITE_END()
