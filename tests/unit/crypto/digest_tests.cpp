#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"

using namespace postern;
using namespace std::string_literals;

namespace {

std::string sha256_hex(const std::string& bytes) { return to_hex(as_bytes(crypto::sha256(bytes))); }

std::string hmac_hex(const std::string& key, const std::string& message) {
    return to_hex(as_bytes(crypto::hmac_sha256(key, message)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(digest_tests)

// NIST, "Examples with Intermediate Values" for FIPS 180-4, and the million a's of its predecessor.
BOOST_AUTO_TEST_CASE(sha256_agrees_with_the_examples_of_nist) {
    BOOST_TEST(sha256_hex("") ==
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    BOOST_TEST(sha256_hex("abc") ==
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    BOOST_TEST(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    BOOST_TEST(sha256_hex(std::string(1'000'000, 'a')) ==
               "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

BOOST_AUTO_TEST_CASE(sha256_includes_bytes_after_a_nul) {
    BOOST_TEST(sha256_hex("a\0b"s) != sha256_hex("a"));
}

// RFC 4231, sections 4.2, 4.3, 4.4 and 4.7.
BOOST_AUTO_TEST_CASE(hmac_sha256_agrees_with_rfc_4231) {
    BOOST_TEST(hmac_hex(std::string(20, '\x0b'), "Hi There") ==
               "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    BOOST_TEST(hmac_hex("Jefe", "what do ya want for nothing?") ==
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    BOOST_TEST(hmac_hex(std::string(20, '\xaa'), std::string(50, '\xdd')) ==
               "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    BOOST_TEST(hmac_hex(std::string(131, '\xaa'),
                        "Test Using Larger Than Block-Size Key - Hash Key First") ==
               "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// Wikipedia, "HMAC", examples; also what `openssl dgst -sha256 -hmac ''` prints for nothing.
BOOST_AUTO_TEST_CASE(hmac_sha256_accepts_an_empty_key) {
    crypto::hmac_sha256("an earlier key", "an earlier message");
    BOOST_TEST(crypto::hmac_sha256({}, {}) == crypto::hmac_sha256("", ""), "null and empty differ");
    BOOST_TEST(hmac_hex("", "") ==
               "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

BOOST_AUTO_TEST_CASE(equal_constant_time_compares_all_bytes) {
    using crypto::equal_constant_time;
    BOOST_TEST(equal_constant_time("", ""));
    BOOST_TEST(equal_constant_time("abc", "abc"));
    BOOST_TEST(!equal_constant_time("abc", "abd"));
    BOOST_TEST(!equal_constant_time("abc", "xbc"));
    BOOST_TEST(!equal_constant_time("abc", "ab"));
    BOOST_TEST(!equal_constant_time("abc", "ABC"));
    BOOST_TEST(!equal_constant_time("a\0b"s, "a\0c"s));
    BOOST_TEST(!equal_constant_time("", "\0"s));
}

BOOST_AUTO_TEST_SUITE_END()
