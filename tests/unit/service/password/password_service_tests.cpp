// Which new passwords are refused, and why.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/password/any_password_hasher.hpp"
#include "service/password/password_rules.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using service::PasswordProblem;
using Problems = std::vector<PasswordProblem>;

namespace {

constexpr service::PasswordOwner kAnn{"annabelle.smith@quetzal.example", "Annabelle Smith"};

struct PasswordFixture : test::ServiceFixture {
    crypto::CommonPasswords common = crypto::CommonPasswords::load("share/common-passwords.txt");

    service::PasswordService with(std::size_t min_length, std::uint32_t classes = 0,
                                  int min_strength = 3) {
        return {hasher,
                slots,
                {.needs = {min_length, classes},
                 .min_strength = min_strength,
                 .service_words = {"postern", "portal.example.org"}},
                {.common = &common}};
    }
    Problems check(std::string_view typed) { return with(8).check_new(typed, kAnn); }
};

bool is(const Problems& found, const Problems& expected) { return found == expected; }

bool has(const Problems& found, PasswordProblem problem) {
    return std::ranges::find(found, problem) != found.end();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(password_service_tests, PasswordFixture)

BOOST_AUTO_TEST_CASE(check_new_accepts_long_passwords_that_are_hard_to_guess) {
    for (const char* good :
         {"correct horse battery", "xk 7 vorpal blades", "zmV7!kqP3#xa", "tangerine-Mosaic-kelp",
          "\u043a\u043e\u0440\u043e\u0432\u0430 \u043f\u043b\u044f\u0448\u0435\u0442"})
        BOOST_TEST(is(check(good), {}), good);
}

BOOST_AUTO_TEST_CASE(check_new_counts_characters_of_the_normal_form) {
    const auto rules = with(15, 0, 0);
    const std::string decomposed = "a\u0308";
    std::string text;
    for (int i = 0; i < 14; ++i) text += decomposed;  // 28 code points typed, 14 counted
    BOOST_TEST(is(rules.check_new(text, {}), {PasswordProblem::TooShort}));
    BOOST_TEST(is(rules.check_new(text + "x", {}), {}));
}

BOOST_AUTO_TEST_CASE(check_new_reports_only_that_the_text_cannot_be_a_password) {
    BOOST_TEST(is(check(std::string(1025, 'x')), {PasswordProblem::TooLong}));
    BOOST_TEST(is(check("\xFF\xFF"), {PasswordProblem::NotUtf8}));
}

BOOST_AUTO_TEST_CASE(check_new_names_several_problems_at_once) {
    BOOST_TEST(is(with(15, 3).check_new("Password1", kAnn),
                  {PasswordProblem::TooShort, PasswordProblem::Common}));
    BOOST_TEST(is(with(15, 3).check_new("smith", kAnn),
                  {PasswordProblem::TooShort, PasswordProblem::MissingClasses,
                   PasswordProblem::ContainsContext}));
}

BOOST_AUTO_TEST_CASE(check_new_asks_for_classes_only_where_they_are_required) {
    BOOST_TEST(is(with(8, 0).check_new("correct horse battery", {}), {}));
    BOOST_TEST(
        is(with(8, 3).check_new("correct horse battery", {}), {PasswordProblem::MissingClasses}));
    BOOST_TEST(is(with(8, 3).check_new("Correct horse battery", {}), {}));
}

BOOST_AUTO_TEST_CASE(check_new_refuses_common_passwords_in_any_case) {
    for (const char* common_one : {"password", "PassWord", "qwertyuiop", "1qaz2wsx", "Trustno1"})
        BOOST_TEST(has(check(common_one), PasswordProblem::Common), common_one);
}

// ASVS 6.2.4: the 3000 most common that fit the policy. With no strength asked for, the list alone.
BOOST_AUTO_TEST_CASE(check_new_refuses_every_password_of_the_list) {
    const auto rules = with(8, 0, 0);
    std::ifstream file{"share/common-passwords.txt"};
    for (std::string line; std::getline(file, line);)
        BOOST_REQUIRE(has(rules.check_new(line, {}), PasswordProblem::Common));
}

// ASVS 6.2.11.
BOOST_AUTO_TEST_CASE(check_new_refuses_little_more_than_known_names) {
    for (const char* known :
         {"annabelle", "AnnabelleSmith", "annabelle.smith@quetzal.example", "smith-annabelle-1984",
          "htims ellebanna", "annabelle2026!", "quetzal quetzal", "postern-admin", "Postern2026",
          "portal.example.org", "ANNABELLE\u00df", "smithsmithsmithsmith"})
        BOOST_TEST(has(check(known), PasswordProblem::ContainsContext), known);
}

BOOST_AUTO_TEST_CASE(check_new_accepts_a_password_that_merely_contains_a_known_name) {
    for (const char* good :
         {"smith juggles eleven newts", "annabelle-8472-9381-0472-5566", "vorpal quetzal sonata"})
        BOOST_TEST(is(check(good), {}), good);
}

BOOST_AUTO_TEST_CASE(check_new_needs_no_owner_and_accepts_any) {
    const auto rules = with(8);
    const std::string long_name(100'000, 'n');
    for (const service::PasswordOwner& context :
         {service::PasswordOwner{}, service::PasswordOwner{"@", "@@"},
          service::PasswordOwner{"\xFF@\xFF", "\xFF"}, service::PasswordOwner{"a@b", "a b c d"},
          service::PasswordOwner{"no address", long_name}})
        BOOST_TEST(is(rules.check_new("correct horse battery", context), {}));
}

BOOST_AUTO_TEST_CASE(check_new_refuses_guessable_passwords_unless_any_strength_is_allowed) {
    for (const char* weak : {"aaaaaaaaaaaaaaaaaaaa", "abcdefghijklmnopqrst", "passwordpassword",
                             "123456789 123456789", "zxcvbnm,./asdfghjkl"}) {
        BOOST_TEST(is(with(15).check_new(weak, {}), {PasswordProblem::Guessable}), weak);
        BOOST_TEST(is(with(15, 0, 0).check_new(weak, {}), {}), weak);
    }
}

BOOST_AUTO_TEST_CASE(check_new_refuses_breached_passwords) {
    std::string path =
        (std::filesystem::temp_directory_path() / "postern-breached-XXXXXX").string();
    ::close(::mkstemp(path.data()));
    std::ofstream{path} << to_hex(crypto::sha1_for_lists("correct horse battery")) << ":3\n";
    const auto breached = crypto::BreachedPasswords::open(path);
    std::filesystem::remove(path);
    const service::PasswordService rules{hasher, slots, {}, {.breached = &breached}};
    BOOST_TEST(is(rules.check_new("correct horse battery", {}), {PasswordProblem::Breached}));
    BOOST_TEST(is(rules.check_new("Correct horse battery", {}), {}));
}

BOOST_AUTO_TEST_CASE(hash_new_returns_nothing_when_no_slot_is_free) {
    BOOST_TEST(passwords.hash_new(test::kGoodPassword).has_value());
    const auto taken = slots.acquire(std::chrono::milliseconds{0});
    BOOST_TEST(!passwords.hash_new(test::kGoodPassword).has_value());
}

// Other systems hashed what was typed; our own hashes are of the normal form (NFC).
BOOST_AUTO_TEST_CASE(verify_tries_the_text_as_typed_against_a_hash_of_another_system) {
    crypto::AnyPasswordHasher any{{.memory_kib = 64, .passes = 1}};
    const service::PasswordService rules{any, slots, {}};
    const std::string composed = "l\u00e8tmein";
    const std::string decomposed = "le\u0300tmein";
    const std::string of_composed =
        "pbkdf2_sha256$1000$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=";
    const std::string of_decomposed =
        "pbkdf2_sha256$1000$seasalt$ZHl463Q4amVR6YZ6PuKthUk+BB/1Z1PJC7mTVKdrVLc=";
    using service::Verdict;
    BOOST_TEST((rules.verify(composed, of_composed) == Verdict::Right));
    BOOST_TEST((rules.verify(decomposed, of_composed) == Verdict::Right));
    BOOST_TEST((rules.verify(decomposed, of_decomposed) == Verdict::Right));
    BOOST_TEST((rules.verify(composed, of_decomposed) == Verdict::Wrong));
    const auto rehashed = rules.rehash_if_needed(decomposed, of_decomposed);
    BOOST_REQUIRE(rehashed.has_value());
    BOOST_TEST((rules.verify(composed, *rehashed) == Verdict::Right));
    BOOST_TEST((rules.verify(decomposed, *rehashed) == Verdict::Right));
}

BOOST_AUTO_TEST_CASE(owner_words_are_few_and_not_too_short) {
    const auto words = service::owner_words({"al.b@c.example.org", "Bo Al-Rashid"}, {"postern"});
    const std::vector<std::string> expected{"boalrashid", "cexample", "example",
                                            "postern",    "rashid",   "alb"};
    BOOST_TEST(words == expected, boost::test_tools::per_element());
    std::string many;
    for (int i = 0; i < 1000; ++i) many += "word" + std::to_string(i) + ' ';
    BOOST_TEST(service::owner_words({"", many}, {}).size() == 16u);
}

BOOST_AUTO_TEST_CASE(code_of_differs_for_each_problem) {
    std::set<std::string_view> codes;
    for (int i = 0; i <= static_cast<int>(PasswordProblem::Breached); ++i)
        codes.insert(service::code_of(static_cast<PasswordProblem>(i)));
    BOOST_TEST(codes.size() == static_cast<std::size_t>(PasswordProblem::Breached) + 1);
}

BOOST_AUTO_TEST_SUITE_END()
