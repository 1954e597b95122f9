#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/token/credential.hpp"

namespace postern::crypto {
namespace {

std::string hex(const Digest& digest) { return to_hex(as_bytes(digest)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(credential_tests)

BOOST_AUTO_TEST_CASE(digests_are_those_of_their_domain_and_text) {
    // By Python's hashlib and hmac.
    BOOST_TEST(hex(personal_token_digest("pst_x")) ==
               "e6c92baa855a018064ef2e3ee00d0f6f341bc60672c3685c918ad7b7512ff81c");
    BOOST_TEST(hex(access_token_digest("a.b.c")) ==
               "4c396af5964943adad221ecfb9e3e5f7954a670abce5b061edaab5fc6b185f33");
    BOOST_TEST(hex(family_digest("AAECAwQFBgcICQoLDA0ODw")) ==
               "f4d604613146811f1cf49e0d1c5dac075080c106434e3d0cdd27674253473747");
    BOOST_TEST(hex(token_id_digest("x")) ==
               "0ee49b7ef431e2a662f47b6d907e66d8d0877a1901352a57b34c3a8f98944cba");
    BOOST_TEST(hex(basic_digest(std::string(32, 'k'), "wiki", "ann@example.org", "secret")) ==
               "ef06be9e94b5573cd0cf563a89471957c77889624c80f55b58c6f70e1842a3e6");
}

BOOST_AUTO_TEST_CASE(a_text_of_one_kind_is_never_found_as_one_of_another) {
    for (const std::string text : {"", "x", "AAECAwQFBgcICQoLDA0ODw"}) {
        const std::set<Digest> digests{sha256(text), personal_token_digest(text),
                                       access_token_digest(text), family_digest(text),
                                       token_id_digest(text)};
        BOOST_TEST(digests.size() == 5u, text);
    }
}

BOOST_AUTO_TEST_CASE(no_part_of_basic_runs_into_the_next) {
    const std::set<Digest> digests{
        basic_digest("key", "wiki", "ann", "secret"),  basic_digest("kez", "wiki", "ann", "secret"),
        basic_digest("key", "wik", "ann", "secret"),   basic_digest("key", "wiki", "anns", "ecret"),
        basic_digest("key", "wiki", "an", "nsecret"),  basic_digest("key", "wiki", "", "annsecret"),
        basic_digest("key", "wiki", "annsecret", ""),  basic_digest("key", "wiki", "ann", "Secret"),
        basic_digest("key", "wiki", "ann6", "secret"), basic_digest("key", "", "ann", "secret")};
    BOOST_TEST(digests.size() == 10u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace postern::crypto
