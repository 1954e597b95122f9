// The compact form: what is taken apart, and what is not.
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "postern/base/bytes.hpp"
#include "postern/crypto/jws/jws.hpp"

namespace postern::crypto {
namespace {

using namespace std::string_literals;

const auto kSome = to_base64url("some");
const auto kHeader = R"({"alg":"ES256","typ":"at+jwt","kid":"a key"})"s;

std::string with_header(const std::string& header) {
    return to_base64url(header) + "." + kSome + "." + kSome;
}

/// Why a token is refused; `taken` if it is not.
std::string reason_of(const std::string& token) {
    const auto taken = take_apart(token);
    return taken ? "taken"s : std::string{to_text(taken.error())};
}

/// A token with `size` bytes and a good header.
std::string of_size(std::size_t size) {
    auto token = with_header(kHeader);
    // 4 characters for 3 bytes: the payload grows by whole groups, the signature by what is left.
    token.insert(token.rfind('.'), std::string(size - token.size(), 'A'));
    return token;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compact_tests)

BOOST_AUTO_TEST_CASE(a_token_comes_apart_into_what_it_was_made_of) {
    const auto key = SigningKey::generate(SignatureAlgorithm::EdDsa);
    const auto payload = "\r\n{\"any\": \"bytes\"}\0\xFF"s;
    const auto text = make_compact(key, "at+jwt", payload);
    const auto token = take_apart(text);
    BOOST_REQUIRE(token);
    BOOST_TEST(token->algorithm == "EdDSA");
    BOOST_TEST(token->kid == key.kid());
    BOOST_TEST(token->typ == "at+jwt");
    BOOST_TEST((token->payload == payload));
    BOOST_TEST(token->signing_input == text.substr(0, text.rfind('.')));
    BOOST_TEST(key.public_key().verify(token->signing_input, token->signature));
    const auto header = from_base64url(text.substr(0, text.find('.'))).value();
    BOOST_TEST(header == R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + key.kid() + R"("})");
}

BOOST_AUTO_TEST_CASE(the_type_is_read_without_case_and_media_type) {
    for (const auto* typ : {"at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"}) {
        const auto token =
            take_apart(with_header(R"({"alg":"x","kid":"y","typ":")"s + typ + "\"}"));
        BOOST_REQUIRE(token);
        BOOST_TEST(token->typ == "at+jwt", typ);
    }
    const auto twice =
        take_apart(with_header(R"({"alg":"x","kid":"y","typ":"application/application/at+jwt"})"));
    BOOST_REQUIRE(twice);
    BOOST_TEST(twice->typ == "application/at+jwt");
}

BOOST_AUTO_TEST_CASE(a_token_has_at_most_4096_bytes) {
    BOOST_TEST(kMaxTokenBytes == 4096u);
    BOOST_TEST(reason_of(std::string(4096, 'A')) == "malformed");
    BOOST_TEST(reason_of(std::string(4097, 'A')) == "too_long");
    const auto least = with_header(kHeader).size();
    const auto longest = least + (kMaxTokenBytes - least) / 4 * 4;
    BOOST_TEST(reason_of(of_size(longest)) == "taken");
    BOOST_TEST(reason_of(of_size(longest + 4)) == "too_long");
    BOOST_TEST(reason_of(std::string(1'000'000, '.')) == "too_long");
}

BOOST_AUTO_TEST_CASE(a_token_has_three_parts_of_strict_base64url) {
    const auto good = with_header(kHeader);
    const auto header = to_base64url(kHeader);
    BOOST_TEST(reason_of(good) == "taken");
    const struct {
        const char* what;
        std::string token;
    } rows[] = {
        {"nothing", ""},
        {"one part", header},
        {"two parts", header + "." + kSome},
        {"four parts", good + "." + kSome},
        {"five parts, as a JWE has", good + "." + kSome + "." + kSome},
        {"only dots", ".."},
        {"no header", "." + kSome + "." + kSome},
        {"no payload", header + ".." + kSome},
        {"no signature", header + "." + kSome + "."},
        {"padding behind the signature", good + "="},
        {"padding behind the header", header + "=." + kSome + "." + kSome},
        {"a line end behind it", good + "\n"},
        {"a blank before it", " " + good},
        {"a blank behind it", good + " "},
        {"NUL behind it", good + "\0"s},
        {"plus", header + ".c29+ZQ." + kSome},
        {"slash", header + ".c29/ZQ." + kSome},
        {"a letter of another script", header + ".c29\xC3\xA4ZQ." + kSome},
        {"a character that no byte ends with", good + "AAA"},
        {"bits left over in the signature", header + "." + kSome + ".c29tZR"},
        {"bits left over in the payload", header + ".c29tZR." + kSome},
        {"the JSON form", R"({"payload":")" + kSome + R"(","signatures":[]})"},
        {"the flattened JSON form",
         R"({"protected":")" + header + R"(","payload":"","signature":""})"},
        {"JSON around the compact form", "{\"" + good + "\":1}"},
    };
    for (const auto& row : rows)
        BOOST_TEST_CONTEXT(row.what) BOOST_TEST(reason_of(row.token) == "malformed");
}

BOOST_AUTO_TEST_CASE(a_header_is_one_json_object) {
    BOOST_TEST(reason_of(with_header(" { \"kid\" : \"k\" ,\n\"alg\":\"a\",\"typ\":\"t\" } ")) ==
               "taken");
    const struct {
        const char* what;
        std::string header;
    } rows[] = {
        {"a list", "[]"},
        {"a text", "\"alg\""},
        {"null", "null"},
        {"no JSON", "alg=ES256"},
        {"cut", kHeader.substr(0, kHeader.size() - 1)},
        {"a second object", kHeader + "{}"},
        {"NUL and more behind it", kHeader + "\0{}"s},
        {"a byte order mark", "\xEF\xBB\xBF" + kHeader},
        {"a member twice", R"({"alg":"ES256","alg":"ES256","typ":"at+jwt","kid":"k"})"},
        {"a member twice, once escaped",
         R"({"alg":"ES256","\u0061lg":"none","typ":"t","kid":"k"})"},
        {"bytes that are no UTF-8", "{\"alg\":\"ES256\",\"typ\":\"t\",\"kid\":\"\xFF\"}"},
        {"half of a surrogate pair", R"({"alg":"ES256","typ":"t","kid":"\ud800"})"},
        {"NUL by an escape", R"({"alg":"ES256","typ":"t","kid":"\u0000"})"},
        {"a nested object", R"({"alg":"ES256","typ":"t","kid":{}})"},
        {"a nested list", R"({"alg":["ES256"],"typ":"t","kid":"k"})"},
        {"a comment", "{/**/\"alg\":\"ES256\",\"typ\":\"t\",\"kid\":\"k\"}"},
        {"a comma too many", R"({"alg":"ES256","typ":"t","kid":"k",})"},
    };
    for (const auto& row : rows)
        BOOST_TEST_CONTEXT(row.what) BOOST_TEST(reason_of(with_header(row.header)) == "malformed");
}

BOOST_AUTO_TEST_CASE(a_header_has_three_texts_and_nothing_else) {
    const auto with = [](const std::string& member) {
        return kHeader.substr(0, kHeader.size() - 1) + "," + member + "}";
    };
    const struct {
        const char* what;
        std::string header;
    } rows[] = {
        {"no members", "{}"},
        {"no algorithm", R"({"typ":"t","kid":"k"})"},
        {"no type", R"({"alg":"ES256","kid":"k"})"},
        {"no key", R"({"alg":"ES256","typ":"t"})"},
        {"another member in place of the key", R"({"alg":"ES256","typ":"t","x5t":"k"})"},
        {"an algorithm that is a number", R"({"alg":256,"typ":"t","kid":"k"})"},
        {"an algorithm that is null", R"({"alg":null,"typ":"t","kid":"k"})"},
        {"a key that is a number", R"({"alg":"ES256","typ":"t","kid":1})"},
        {"a key that is null", R"({"alg":"ES256","typ":"t","kid":null})"},
        {"a type that is true", R"({"alg":"ES256","typ":true,"kid":"k"})"},
        {"crit", with(R"("crit":1)")},
        {"b64", with(R"("b64":false)")},
        {"zip", with(R"("zip":"DEF")")},
        {"enc", with(R"("enc":"A128GCM")")},
        {"cty", with(R"("cty":"JWT")")},
        {"jku", with(R"("jku":"https://attacker.example/")")},
        {"x5u", with(R"("x5u":"https://attacker.example/")")},
        {"x5t", with(R"("x5t":"AA")")},
        {"x5t#S256", with(R"("x5t#S256":"AA")")},
        {"p2c", with(R"("p2c":1000000000)")},
        {"nonce", with(R"("nonce":"n")")},
        {"a member that nobody knows", with(R"("other":"x")")},
        {"a name in another case", R"({"Alg":"ES256","typ":"t","kid":"k"})"},
        {"513 bytes", kHeader + std::string(513 - kHeader.size(), ' ')},
    };
    for (const auto& row : rows)
        BOOST_TEST_CONTEXT(row.what) BOOST_TEST(reason_of(with_header(row.header)) == "bad_header");
    BOOST_TEST(reason_of(with_header(kHeader + std::string(512 - kHeader.size(), ' '))) == "taken");
    // Lists and objects as values are refused before their name is read.
    for (const auto* member : {R"("crit":["b64"])", R"("jwk":{"kty":"EC"})", R"("x5c":["MII"])"})
        BOOST_TEST(reason_of(with_header(with(member))) == "malformed", member);
}

BOOST_AUTO_TEST_CASE(each_problem_has_a_word_of_its_own) {
    std::set<std::string_view> words;
    constexpr int kCount = static_cast<int>(TokenProblem::NotYet) + 1;
    for (int i = 0; i < kCount; ++i) words.insert(to_text(static_cast<TokenProblem>(i)));
    BOOST_TEST(words.size() == static_cast<std::size_t>(kCount));
    BOOST_TEST(to_text(TokenProblem::WrongMac) == "wrong_mac");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace postern::crypto
