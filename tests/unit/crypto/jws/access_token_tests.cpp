// Access tokens: the good ones, and every forgery that somebody has got through somewhere.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/jws/access_token.hpp"
#include "unit/crypto/jws/forged_access_tokens.hpp"

namespace postern::crypto {
namespace {

using namespace forging;
using namespace std::string_literals;

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

struct Row {
    const char* what;
    std::string token;
    std::string reason;
};

void check(const std::vector<Row>& rows) {
    for (const auto& row : rows)
        BOOST_TEST_CONTEXT(row.what) BOOST_TEST(reason_of(row.token) == row.reason);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(access_token_tests)

BOOST_AUTO_TEST_CASE(a_token_is_read_back_as_it_was_made) {
    for (const auto* pair : {&es256(), &eddsa(), &rs256()}) {
        auto claims = claims_by(*pair);
        claims.audience = {"https://wiki.example.org", std::string{kIssuer}};
        const auto text = make_compact(pair->key, kAccessTokenType, to_payload(claims));
        BOOST_TEST(text.size() < 1500u);
        const auto token = read_access_token(text, find_key, kIssuer, kNow);
        BOOST_REQUIRE(token);
        BOOST_TEST(is_signed(*token, pair->trusted));
        BOOST_TEST(!is_signed(*token, stranger().trusted));
        BOOST_TEST(token->kid == pair->key.kid());
        const auto& read = token->claims;
        BOOST_TEST(read.issuer == claims.issuer);
        BOOST_TEST(read.subject == claims.subject);
        BOOST_TEST(read.audience == claims.audience, boost::test_tools::per_element());
        BOOST_TEST(read.client_id == claims.client_id);
        BOOST_TEST(read.scope == claims.scope);
        BOOST_TEST(read.id == claims.id);
        BOOST_TEST(read.family == claims.family);
        BOOST_TEST(read.issued_at == claims.issued_at);
        BOOST_TEST(read.expires_at == claims.expires_at);
        BOOST_TEST(read.auth_time == claims.auth_time);
        BOOST_TEST(read.level == claims.level);
        BOOST_TEST(read.amr == claims.amr, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_signature_counts_for_the_key_that_the_token_names) {
    auto token = read_access_token(good_token(), find_key, kIssuer, kNow);
    BOOST_REQUIRE(token);
    BOOST_TEST(is_signed(*token, es256().trusted));
    token->kid = eddsa().key.kid();
    BOOST_TEST(!is_signed(*token, es256().trusted));
}

// RFC 9068, section 2.2.
BOOST_AUTO_TEST_CASE(a_payload_has_the_claims_that_readers_know) {
    auto claims = claims_by(es256());
    claims.id = "an-id";
    BOOST_TEST(to_payload(claims) ==
               R"({"iss":"https://auth.example.org","sub":"EBESExQVFhcYGRobHB0eHw",)"
               R"("aud":"https://auth.example.org","client_id":"postern","exp":1800000600,)"
               R"("iat":1800000000,"jti":"an-id","sid":"AAECAwQFBgcICQoLDA0ODw",)"
               R"("scope":"account:read site:wiki","auth_time":1799996400,"acr":"2",)"
               R"("amr":["pwd","otp","mfa"]})");
    claims.audience = {"https://a.example", "https://b.example"};
    claims.amr.clear();
    BOOST_TEST(to_payload(claims).find(R"("aud":["https://a.example","https://b.example"],)") !=
               std::string::npos);
    BOOST_TEST(to_payload(claims).ends_with(R"("amr":[]})"));
}

BOOST_AUTO_TEST_CASE(a_token_id_is_random_and_carries_a_mac_of_its_place) {
    Repeated entropy{'r'};
    const Secret key{std::string(32, 'k')};
    // By Python's hmac.
    const auto id = make_token_id(key, "kid", "family", entropy);
    BOOST_TEST(id == "cnJycnJycnJycnJyXyXUgvrF3tVtyXso");
    BOOST_TEST(id.size() == 32u);
    BOOST_TEST(make_token_id(key, "other", "family", entropy) != id);
    BOOST_TEST(make_token_id(key, "kid", "other", entropy) != id);
    BOOST_TEST(make_token_id(Secret{std::string(32, 'K')}, "kid", "family", entropy) != id);
    BOOST_TEST(make_token_id(key, "kidf", "amily", entropy) != id, "no border between the parts");
    Repeated other{'R'};
    BOOST_TEST(make_token_id(key, "kid", "family", other) != id);
}

BOOST_AUTO_TEST_CASE(good_tokens_are_taken) {
    check({
        {"of ES256", good_token(), "taken"},
        {"of EdDSA", good_token(eddsa()), "taken"},
        {"of RS256", good_token(rs256()), "taken"},
        {"made member by member", with_payload(Draft::payload().text()), "taken"},
        {"the type as a media type", with_header("typ", "\"application/at+jwt\""), "taken"},
        {"the type in capitals", with_header("typ", "\"AT+JWT\""), "taken"},
        {"blanks in the JSON", with_payload(" " + Draft::payload().text() + "\r\n"), "taken"},
        {"no scope in the list", with_claim("scope", "\"\""), "taken"},
        {"no method in the list", with_claim("amr", "[]"), "taken"},
        {"the audience as a list", with_claim("aud", R"(["https://a.example"])"), "taken"},
        {"a claim that is new", with_claim("new", R"({"of":["a","later"],"version":1.5})"),
         "taken"},
        {"good since now", with_claim("nbf", std::to_string(kNow)), "taken"},
        {"a clock that is half a minute ahead", with_claim("iat", std::to_string(kNow + 30)),
         "taken"},
        {"its last second", with_claim("exp", std::to_string(kNow + 1)), "taken"},
    });
}

BOOST_AUTO_TEST_CASE(forged_signatures_are_refused) {
    const auto zeros = std::string(64, '\0');
    const auto der = with_signature([](const auto& input) { return der_by_the_key(input); });
    const auto own = with_signature([](const auto& input) { return es256().key.sign(input); });
    check({
        {"the good one, made like the others", own, "taken"},
        {"no signature", with_signature(""s), "malformed"},                // CVE-2020-28042
        {"a signature of zeros", with_signature(zeros), "bad_signature"},  // CVE-2022-21449
        {"all bits set", with_signature(std::string(64, '\xFF')), "bad_signature"},
        {"DER", der, "bad_signature"},
        {"63 bytes", with_signature([](const auto& i) { return es256().key.sign(i).substr(1); }),
         "bad_signature"},
        {"65 bytes", with_signature([](const auto& i) { return es256().key.sign(i) + '\0'; }),
         "bad_signature"},
        {"twice",
         with_signature([](const auto& i) { return es256().key.sign(i) + es256().key.sign(i); }),
         "bad_signature"},
        {"another key of the same curve",
         with_signature([](const auto& i) { return stranger().key.sign(i); }), "bad_signature"},
        {"P-384", with_signature([](const auto& i) { return signature_on("P-384", 48, i); }),
         "bad_signature"},
        {"secp256k1",
         with_signature([](const auto& i) { return signature_on("secp256k1", 32, i); }),
         "bad_signature"},
        {"Ed25519", with_signature([](const auto& i) { return eddsa().key.sign(i); }),
         "bad_signature"},
        {"RSA", with_signature([](const auto& i) { return rs256().key.sign(i); }), "bad_signature"},
        {"of another token", with_signature(es256().key.sign("another.token")), "bad_signature"},
        {"a MAC by the PEM of the key", with_mac_by(public_pem(), Draft::header()),
         "bad_signature"},
    });
}

BOOST_AUTO_TEST_CASE(the_header_chooses_neither_algorithm_nor_key) {
    const auto hs256 = Draft::header().with("alg", "\"HS256\"");
    const auto stranger_signs = [](const auto& input) { return stranger().key.sign(input); };
    const auto jwk = stranger().key.public_key().jwk().dump();
    const auto unsigned_input =
        input_of(Draft::header().with("alg", "\"none\"").text(), Draft::payload().text());
    check({
        {"none, without a signature", unsigned_input + ".", "malformed"},  // CVE-2015-2951
        {"none, without the last dot", unsigned_input, "malformed"},
        {"none, with a right signature", with_header("alg", "\"none\""), "wrong_algorithm"},
        {"None", with_header("alg", "\"None\""), "wrong_algorithm"},
        {"NONE", with_header("alg", "\"NONE\""), "wrong_algorithm"},
        {"nOnE", with_header("alg", "\"nOnE\""), "wrong_algorithm"},
        {"an empty name", with_header("alg", "\"\""), "wrong_algorithm"},
        {"es256 in small letters", with_header("alg", "\"es256\""), "wrong_algorithm"},
        {"ES256 with a blank", with_header("alg", "\"ES256 \""), "wrong_algorithm"},
        {"ES256K", with_header("alg", "\"ES256K\""), "wrong_algorithm"},
        {"EdDSA for a key of ES256", with_header("alg", "\"EdDSA\""), "wrong_algorithm"},
        {"RS256 for a key of ES256", with_header("alg", "\"RS256\""), "wrong_algorithm"},
        {"Ed25519 for a key of EdDSA",
         signed_by(eddsa(), Draft::header(eddsa()).with("alg", "\"Ed25519\"").text(),
                   Draft::payload(eddsa()).text()),
         "wrong_algorithm"},
        {"PS256 for a key of RS256",
         signed_by(rs256(), Draft::header(rs256()).with("alg", "\"PS256\"").text(),
                   Draft::payload(rs256()).text()),
         "wrong_algorithm"},
        // CVE-2016-10555, CVE-2024-37568
        {"HS256 with the PEM as secret", with_mac_by(public_pem(), hs256), "wrong_algorithm"},
        {"HS256 with the JWK as secret", with_mac_by(es256().key.public_key().jwk().dump(), hs256),
         "wrong_algorithm"},
        {"HS256 with the point as secret", with_mac_by(public_point(), hs256), "wrong_algorithm"},
        {"HS256 with an empty secret", with_mac_by("", hs256), "wrong_algorithm"},
        {"a key in the header", with_signature(stranger_signs, Draft::header().with("jwk", jwk)),
         "malformed"},  // CVE-2018-0114; nested, so it is not even read
        {"a key in the header, as a text",
         with_signature(stranger_signs, Draft::header().with("jwk", Json{jwk}.dump())),
         "bad_header"},
        {"a link to keys",
         with_signature(stranger_signs, Draft::header().with("jku", "\"https://x.example/\"")),
         "bad_header"},
        {"a link to a certificate",
         with_signature(stranger_signs, Draft::header().with("x5u", "\"https://x.example/\"")),
         "bad_header"},
        {"a certificate", with_signature(stranger_signs, Draft::header().with("x5c", "[\"MII\"]")),
         "malformed"},
        {"crit", with_header(Draft::header().with("crit", R"(["b64"])").with("b64", "false")),
         "malformed"},
        {"b64", with_header("b64", "false"), "bad_header"},
        {"zip", with_header("zip", "\"DEF\""), "bad_header"},
        {"the algorithm twice", with_header(Draft::header().and_also("alg", "\"none\"")),
         "malformed"},
        {"the algorithm twice, once escaped",
         with_header(Draft::header().and_also("\\u0061lg", "\"none\"")), "malformed"},
    });
}

BOOST_AUTO_TEST_CASE(a_key_is_found_by_its_exact_name_or_not_at_all) {
    const auto kid = es256().key.kid();
    const auto other_case = [&] {
        auto changed = kid;
        const auto letter =
            std::ranges::find_if(changed, [](char c) { return c >= 'a' && c <= 'z'; });
        *letter = static_cast<char>(*letter - 'a' + 'A');
        return changed;
    }();
    const auto with_kid = [](const std::string& name) {
        return with_header("kid", Json{name}.dump());
    };
    check({
        {"a key that nobody trusts", good_token(stranger()), "unknown_key"},
        {"a path", with_kid("../../../dev/null"), "unknown_key"},
        {"SQL", with_kid("' OR 1=1 --"), "unknown_key"},
        {"nothing", with_kid(""), "unknown_key"},
        {"one character less", with_kid(kid.substr(1)), "unknown_key"},
        {"one character more", with_kid(kid + "A"), "unknown_key"},
        {"another case", with_kid(other_case), "unknown_key"},
        {"a line end behind it", with_kid(kid + "\n"), "unknown_key"},
        {"far too long", with_kid(std::string(2000, 'k')), "bad_header"},
        {"a number", with_header("kid", "1"), "bad_header"},
        {"null", with_header("kid", "null"), "bad_header"},
        {"a list", with_header("kid", "[\"" + kid + "\"]"), "malformed"},
        {"missing", with_header(Draft::header().without("kid")), "bad_header"},
        {"that of another trusted key",
         with_header(Draft::header().with("kid", Json{eddsa().key.kid()}.dump())),
         "wrong_algorithm"},
    });
}

BOOST_AUTO_TEST_CASE(tokens_of_other_kinds_are_refused) {
    check({
        {"an ID token, or an assertion", with_header("typ", "\"JWT\""), "wrong_type"},
        {"a logout token", with_header("typ", "\"logout+jwt\""), "wrong_type"},
        {"a type of nothing", with_header("typ", "\"\""), "wrong_type"},
        {"only the media type", with_header("typ", "\"application/\""), "wrong_type"},
        {"a type with more behind it", with_header("typ", "\"at+jwt \""), "wrong_type"},
        {"another media type", with_header("typ", "\"text/at+jwt\""), "wrong_type"},
        {"no type", with_header(Draft::header().without("typ")), "bad_header"},
        {"a list of types", with_header("typ", "[\"at+jwt\"]"), "malformed"},
        {"five parts, as a JWE has", good_token() + ".AA.AA", "malformed"},
        {"the JSON form", R"({"payload":"","signatures":[{"protected":"","signature":""}]})",
         "malformed"},
        {"JSON around a good one", "{\"" + good_token() + "\":0}", "malformed"},  // CVE-2022-39227
        {"padding behind a good one", good_token() + "=", "malformed"},
        {"a line end behind a good one", good_token() + "\n", "malformed"},
        {"a blank before a good one", " " + good_token(), "malformed"},
        {"two good ones", good_token() + "," + good_token(), "malformed"},
        {"a megabyte", std::string(1 << 20, 'e'), "too_long"},
    });
}

BOOST_AUTO_TEST_CASE(a_forged_id_is_refused_before_the_signature_is_looked_at) {
    const auto with_id = [](const std::string& id) {
        auto token = with_claim("jti", Json{id}.dump());
        return token.substr(0, token.rfind('.')) + ".AAAA";
    };
    auto changed = id_by(es256());
    changed.back() = changed.back() == 'A' ? 'B' : 'A';
    check({
        {"the right one", with_id(id_by(es256())), "bad_signature"},
        {"made with another key's secret", with_id(id_by(stranger())), "wrong_mac"},
        {"made with the secret of another trusted key", with_id(id_by(eddsa())), "wrong_mac"},
        {"made for another family", with_id(id_by(es256(), kSubject)), "wrong_mac"},
        {"its MAC changed", with_id(changed), "wrong_mac"},
        {"its random part changed", with_id("AAAA" + id_by(es256()).substr(4)), "wrong_mac"},
        {"without its MAC", with_id(id_by(es256()).substr(0, 16)), "wrong_mac"},
        {"with more behind it", with_id(id_by(es256()) + "AAAA"), "wrong_mac"},
        {"no base64url", with_id(std::string(33, 'A')), "wrong_mac"},
        {"32 times A", with_id(std::string(32, 'A')), "wrong_mac"},
        {"empty", with_id(""), "bad_claims"},
        {"SQL", with_id("' OR 1=1 --"), "bad_claims"},
        {"a number", with_claim("jti", "1"), "bad_claims"},
        {"missing", without_claim("jti"), "bad_claims"},
        {"no family", without_claim("sid"), "bad_claims"},
        {"another family with the same id", with_claim("sid", Json{kSubject}.dump()), "wrong_mac"},
    });
}

BOOST_AUTO_TEST_CASE(a_payload_is_one_strict_json_object) {
    const auto good = Draft::payload().text();
    check({
        {"a list", with_payload("[]"), "malformed"},
        {"a text", with_payload("\"x\""), "malformed"},
        {"nothing but a blank", with_payload(" "), "malformed"},
        {"no JSON", with_payload("sub=ann"), "malformed"},
        {"two objects", with_payload("{}{}"), "malformed"},
        {"one more behind it", with_payload(good + "{}"), "malformed"},
        {"NUL and one more behind it", with_payload(good + "\0{}"s), "malformed"},
        {"a byte order mark", with_payload("\xEF\xBB\xBF" + good), "malformed"},
        {"bytes that are no UTF-8", with_claim("sub", "\"\xC3\x28\""), "malformed"},
        {"half of a surrogate pair", with_claim("sub", "\"\\ud800\""), "malformed"},
        {"NUL in the subject", with_claim("sub", "\"a\\u0000b\""), "malformed"},
        {"the subject twice",
         with_payload(Draft::payload().and_also("sub", Json{kFamily}.dump()).text()), "malformed"},
        {"the subject twice, once escaped",
         with_payload(Draft::payload().and_also("s\\u0075b", Json{kFamily}.dump()).text()),
         "malformed"},
        {"a number that is none", with_claim("exp", "1e"), "malformed"},
        {"five levels", with_claim("new", nested(4)), "malformed"},
        {"a thousand levels", with_claim("new", nested(1000)), "malformed"},
        {"a number beyond doubles", with_claim("exp", "1e400"), "malformed"},
        {"a number beyond 64 bits", with_claim("exp", "9223372036854775808"), "malformed"},
        {"NaN", with_claim("exp", "NaN"), "malformed"},
    });
}

BOOST_AUTO_TEST_CASE(a_claim_that_is_missing_or_of_another_form_is_refused) {
    for (const auto* name : {"iss", "sub", "aud", "client_id", "exp", "iat", "jti", "sid", "scope",
                             "auth_time", "acr", "amr"})
        for (const auto& token : {without_claim(name), with_claim(name, "null"),
                                  with_claim(name, "true"), with_claim(name, "{}")})
            BOOST_TEST_CONTEXT(name) BOOST_TEST(reason_of(token) == "bad_claims");
    for (const auto* name : {"exp", "iat", "auth_time", "nbf"})
        for (const auto* value : {"\"1800000600\"", "1800000600.5", "1800000600.0", "1.8e9", "-1",
                                  "0", "-0", "9007199254740992", "9223372036854775807", "[1]"})
            BOOST_TEST_CONTEXT(name << " " << value)
    BOOST_TEST(reason_of(with_claim(name, value)) == "bad_claims");
    check({
        {"a subject of another alphabet", with_claim("sub", "\"ann@example.org\""), "bad_claims"},
        {"an empty subject", with_claim("sub", "\"\""), "bad_claims"},
        {"a subject that is too long", with_claim("sub", "\"" + std::string(65, 'a') + "\""),
         "bad_claims"},
        {"an empty client", with_claim("client_id", "\"\""), "bad_claims"},
        {"no audience in the list", with_claim("aud", "[]"), "bad_claims"},
        {"a list in the list of audiences", with_claim("aud", R"([["https://a.example"]])"),
         "bad_claims"},
        {"a number in the list of audiences", with_claim("aud", R"(["https://a.example",1])"),
         "bad_claims"},
        {"an empty audience", with_claim("aud", "\"\""), "bad_claims"},
        {"nine audiences", with_claim("aud", R"(["a","b","c","d","e","f","g","h","i"])"),
         "bad_claims"},
        {"a scope with a quote", with_claim("scope", R"("a\"b")"), "bad_claims"},
        {"a scope with a line end", with_claim("scope", R"("a\nb")"), "bad_claims"},
        {"a scope as a list", with_claim("scope", R"(["account:read"])"), "bad_claims"},
        {"level 0", with_claim("acr", "\"0\""), "bad_claims"},
        {"level 4", with_claim("acr", "\"4\""), "bad_claims"},
        {"level 22", with_claim("acr", "\"22\""), "bad_claims"},
        {"a level that is a number", with_claim("acr", "2"), "bad_claims"},
        {"a method that is a number", with_claim("amr", "[1]"), "bad_claims"},
        {"an empty method", with_claim("amr", R"([""])"), "bad_claims"},
        {"methods as one text", with_claim("amr", "\"pwd\""), "bad_claims"},
        {"an end before its beginning",
         with_payload(Draft::payload().with("exp", "1799999999").text()), "bad_claims"},
        {"an end at its beginning", with_payload(Draft::payload().with("exp", "1800000000").text()),
         "bad_claims"},
        {"a life of an hour and a second",
         with_payload(Draft::payload().with("exp", "1800003601").text()), "bad_claims"},
        {"a life of a year", with_claim("iat", std::to_string(kNow - 365 * 86400)), "bad_claims"},
    });
    BOOST_TEST(reason_of(with_claim("exp", std::to_string(kNow + kMaxAccessTokenLife))) == "taken");
}

BOOST_AUTO_TEST_CASE(tokens_of_another_issuer_are_refused) {
    for (const auto* issuer :
         {"http://auth.example.org", "https://auth.example.org/", "https://AUTH.example.org",
          "https://auth.example.org:443", "https://auth.example.org.attacker.example",
          "auth.example.org", "https://auth.example.or", "https://localhost"})
        BOOST_TEST(reason_of(with_claim("iss", Json{issuer}.dump())) == "wrong_issuer", issuer);
}

BOOST_AUTO_TEST_CASE(a_token_is_good_from_its_issue_until_before_its_end) {
    const auto token = good_token();
    BOOST_TEST(reason_of(token, kNow - 31) == "not_yet");
    BOOST_TEST(reason_of(token, kNow - 30) == "taken");
    BOOST_TEST(reason_of(token, kNow) == "taken");
    BOOST_TEST(reason_of(token, kNow + 599) == "taken");
    BOOST_TEST(reason_of(token, kNow + 600) == "expired");
    BOOST_TEST(reason_of(token, kNow + 601) == "expired");
    const auto later = with_claim("nbf", std::to_string(kNow + 100));
    BOOST_TEST(reason_of(later, kNow + 69) == "not_yet");
    BOOST_TEST(reason_of(later, kNow + 70) == "taken");
}

// Whose they are to serve is for the caller to know; the list must be what the token says.
BOOST_AUTO_TEST_CASE(audiences_are_given_as_they_stand) {
    const auto audience_of = [](const std::string& value) {
        const auto token = read_access_token(with_claim("aud", value), find_key, kIssuer, kNow);
        BOOST_REQUIRE(token);
        return token->claims.audience;
    };
    using Texts = std::vector<std::string>;
    BOOST_TEST((audience_of(R"("https://a.example/")") == Texts{"https://a.example/"}));
    BOOST_TEST((audience_of(R"(["https://a.example","https://B.example"])") ==
                Texts{"https://a.example", "https://B.example"}));
    BOOST_TEST((audience_of(R"(["a","b","c","d","e","f","g","h"])").size() == 8));
}

BOOST_AUTO_TEST_CASE(every_changed_bit_is_refused) {
    const auto good = good_token();
    BOOST_TEST(reason_of(good) == "taken");
    std::vector<std::size_t> taken;
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            auto changed = good;
            changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
            if (reason_of(changed) == "taken") taken.push_back(i);
        }
    BOOST_TEST(taken == std::vector<std::size_t>{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_other_last_character_is_refused) {
    const auto good = good_token();
    int taken = 0;
    for (const char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"s)
        if (c != good.back() && reason_of(good.substr(0, good.size() - 1) + c) == "taken") ++taken;
    BOOST_TEST(taken == 0);
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_addition_is_refused) {
    const auto good = good_token();
    int taken = 0;
    for (std::size_t size = 0; size < good.size(); ++size) {
        if (reason_of(good.substr(0, size)) == "taken") ++taken;  // CVE-2026-27840
        if (size > 0 && reason_of(good.substr(size)) == "taken") ++taken;
    }
    for (const auto* more : {"A", "AA", "AAAA", ".", "=", "\n", " ", "%00"})
        if (reason_of(good + more) == "taken") ++taken;
    BOOST_TEST(taken == 0);
}

BOOST_AUTO_TEST_CASE(a_token_says_whose_it_is_before_any_key_is_known) {
    const auto says = [](std::string_view typ, std::string_view payload) {
        const auto text = make_compact(stranger().key, typ, payload);
        const auto token = take_apart(text);
        return token && says_it_is_from(*token, kIssuer);
    };
    const auto payload = to_payload(claims_by(stranger()));
    BOOST_TEST(says("at+jwt", payload));
    BOOST_TEST(says("application/AT+JWT", payload));
    BOOST_TEST(says("at+jwt", R"({"iss":"https://auth.example.org"})"));
    BOOST_TEST(!says("JWT", payload));
    for (const auto* other :
         {R"({"iss":"https://auth.example.org/"})", R"({"iss":["https://auth.example.org"]})",
          R"({"sub":"https://auth.example.org"})", R"("https://auth.example.org")", "{}",
          "rubbish"})
        BOOST_TEST(!says("at+jwt", other), other);
}

BOOST_AUTO_TEST_CASE(keys_are_looked_for_only_when_the_form_is_right_and_once) {
    int count = 0;
    const auto counting = [&count](std::string_view kid) {
        ++count;
        return find_key(kid);
    };
    for (const auto& bad : {""s, good_token() + "=", with_header("jku", "\"https://x.example/\"")})
        BOOST_TEST(!read_access_token(bad, counting, kIssuer, kNow).has_value());
    BOOST_TEST(count == 0);
    BOOST_TEST(read_access_token(good_token(), counting, kIssuer, kNow).has_value());
    BOOST_TEST(count == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace postern::crypto
