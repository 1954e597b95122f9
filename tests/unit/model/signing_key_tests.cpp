#include "postern/model/signing_key.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace postern {
namespace {

using enum KeyState;
using enum JwsAlgorithm;
using std::chrono::hours;
using std::chrono::seconds;

const TimePoint kStart{hours{24 * 20000}};

/// A key for tokens that begins to sign `at` after kStart.
SigningKeyRow key_at(std::string kid, hours at, JwsAlgorithm algorithm = Es256) {
    return {.kid = std::move(kid),
            .usage = KeyUsage::Token,
            .algorithm = algorithm,
            .number = 1,
            .public_jwk = "{}",
            .sealed = "",
            .created_at = kStart + at - kPublishedAhead,
            .activate_at = kStart + at,
            .made_on = "host"};
}

using Keys = std::vector<SigningKeyRow>;

std::string_view state(const Keys& keys, std::size_t which, seconds at,
                       JwsAlgorithm wanted = Es256) {
    return to_text(state_of(keys[which], keys, wanted, kStart + at));
}

/// The kid of the one that signs; `none` if there is none.
std::string active(const Keys& keys, seconds at, JwsAlgorithm wanted = Es256,
                   KeyUsage usage = KeyUsage::Token) {
    const auto* key = active_key(keys, usage, wanted, kStart + at);
    return key == nullptr ? "none" : key->kid;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(signing_key_model_tests)

BOOST_AUTO_TEST_CASE(words_are_read_back_as_written) {
    for (const KeyUsage usage : {KeyUsage::Token, KeyUsage::Assertion})
        BOOST_TEST((parse_key_usage(to_text(usage)) == usage));
    for (const JwsAlgorithm algorithm : {Es256, EdDsa, Rs256})
        BOOST_TEST((parse_jws_algorithm(to_text(algorithm)) == algorithm));
    BOOST_TEST(to_text(KeyUsage::Assertion) == "assertion");
    BOOST_TEST(to_text(EdDsa) == "EdDSA");
    BOOST_TEST(to_text(Published) == "published");
    BOOST_TEST(to_text(Removed) == "removed");
    for (const auto* word : {"", "Token", "tokens", "token "}) BOOST_TEST(!parse_key_usage(word));
    for (const auto* word : {"", "es256", "HS256", "none", "EdDSA "})
        BOOST_TEST(!parse_jws_algorithm(word));
}

BOOST_AUTO_TEST_CASE(a_key_goes_from_published_to_removed_by_time_alone) {
    const Keys keys{key_at("old", hours{0}), key_at("new", hours{100})};
    const seconds turn = hours{100};
    const seconds second{1};
    const struct {
        seconds at;
        const char* old_state;
        const char* new_state;
    } rows[] = {
        {-second, "published", "published"},
        {seconds{0}, "active", "published"},
        {turn - second, "active", "published"},
        {turn, "retired", "active"},
        {turn + kRetiredFor - second, "retired", "active"},
        {turn + kRetiredFor, "removed", "active"},
        {turn + hours{24 * 1000}, "removed", "active"},
    };
    for (const auto& row : rows) BOOST_TEST_CONTEXT(row.at.count()) {
            BOOST_TEST(state(keys, 0, row.at) == row.old_state);
            BOOST_TEST(state(keys, 1, row.at) == row.new_state);
        }
    BOOST_TEST((retired_at(keys[0], keys, Es256) == kStart + turn));
    BOOST_TEST(!retired_at(keys[1], keys, Es256).has_value());
}

BOOST_AUTO_TEST_CASE(a_key_of_the_future_does_not_sign_even_when_it_is_the_only_one) {
    const Keys keys{key_at("only", hours{1})};
    BOOST_TEST(state(keys, 0, seconds{0}) == "published");
    BOOST_TEST(active(keys, seconds{0}) == "none");
    BOOST_TEST(active(keys, hours{1}) == "only");
    BOOST_TEST(active({}, seconds{0}) == "none");
}

BOOST_AUTO_TEST_CASE(a_key_is_retired_by_the_first_of_its_successors) {
    const Keys keys{key_at("third", hours{200}), key_at("first", hours{0}),
                    key_at("second", hours{100})};
    BOOST_TEST((retired_at(keys[1], keys, Es256) == kStart + hours{100}));
    BOOST_TEST((retired_at(keys[2], keys, Es256) == kStart + hours{200}));
    BOOST_TEST(state(keys, 1, hours{150}) == "removed");
    BOOST_TEST(state(keys, 2, hours{150}) == "active");
    BOOST_TEST(state(keys, 2, hours{201}) == "retired");
    BOOST_TEST(active(keys, hours{250}) == "third");
}

BOOST_AUTO_TEST_CASE(a_revoked_key_is_nothing_else_and_succeeds_nobody) {
    Keys keys{key_at("old", hours{0}), key_at("new", hours{100})};
    keys[1].revoked_at = kStart + hours{101};
    for (const auto at : {hours{50}, hours{100}, hours{200}})
        BOOST_TEST(state(keys, 1, at) == "revoked");
    BOOST_TEST(active(keys, hours{102}) == "old");
    BOOST_TEST(state(keys, 0, hours{102}) == "active");
    keys[0].revoked_at = kStart;
    BOOST_TEST(active(keys, hours{102}) == "none");
}

BOOST_AUTO_TEST_CASE(a_key_that_was_revoked_after_its_turn_had_retired_the_one_before) {
    Keys keys{key_at("old", hours{0}), key_at("bad", hours{100}), key_at("now", hours{150})};
    keys[1].revoked_at = kStart + hours{150};
    BOOST_TEST((retired_at(keys[0], keys, Es256) == kStart + hours{100}));
    BOOST_TEST(state(keys, 0, hours{150}) == "removed");  // it does not come back
    keys[1].revoked_at = kStart + hours{99};
    BOOST_TEST((retired_at(keys[0], keys, Es256) == kStart + hours{150}));
    keys.pop_back();
    BOOST_TEST(!retired_at(keys[0], keys, Es256).has_value());
}

BOOST_AUTO_TEST_CASE(a_key_that_takes_over_at_once_retires_the_one_before_at_once) {
    Keys keys{key_at("bad", hours{0}), key_at("next", hours{90})};
    keys[0].revoked_at = kStart + hours{50};
    keys.push_back(key_at("now", hours{50}));
    BOOST_TEST(active(keys, hours{50}) == "now");
    BOOST_TEST(active(keys, hours{90}) == "next");
    BOOST_TEST(state(keys, 2, hours{91}) == "retired");
}

BOOST_AUTO_TEST_CASE(usages_know_nothing_of_each_other) {
    Keys keys{key_at("token", hours{0}), key_at("assertion", hours{10})};
    keys[1].usage = KeyUsage::Assertion;
    BOOST_TEST(active(keys, hours{20}) == "token");
    BOOST_TEST(active(keys, hours{20}, Es256, KeyUsage::Assertion) == "assertion");
    BOOST_TEST(active(keys, hours{5}, Es256, KeyUsage::Assertion) == "none");
    BOOST_TEST(!retired_at(keys[0], keys, Es256).has_value());
    BOOST_TEST(state(keys, 0, hours{20}) == "active");
}

BOOST_AUTO_TEST_CASE(another_algorithm_signs_until_there_is_a_key_of_the_wanted_one) {
    const Keys keys{key_at("es256", hours{0}), key_at("eddsa", hours{100}, EdDsa)};
    BOOST_TEST(active(keys, hours{50}, EdDsa) == "es256");
    BOOST_TEST(active(keys, hours{100}, EdDsa) == "eddsa");
    BOOST_TEST(active(keys, hours{100}, Rs256) == "eddsa", "the newest, when none is wanted");
    BOOST_TEST(state(keys, 0, hours{101}, EdDsa) == "retired");
    BOOST_TEST(state(keys, 0, hours{102}, EdDsa) == "removed");
}

// Nobody knows when the setting was changed, so nothing ends by that.
BOOST_AUTO_TEST_CASE(a_key_that_is_wanted_no_longer_stays_good_until_a_newer_one_signs) {
    Keys keys{key_at("es256", hours{0}), key_at("eddsa", hours{100}, EdDsa)};
    BOOST_TEST(active(keys, hours{1000}, Es256) == "es256");
    BOOST_TEST(state(keys, 0, hours{1000}, Es256) == "active");
    BOOST_TEST(state(keys, 1, hours{1000}, Es256) == "retired");
    keys.push_back(key_at("newer", hours{2000}));
    BOOST_TEST(state(keys, 1, hours{2001}, Es256) == "retired");
    BOOST_TEST(state(keys, 1, hours{2002}, Es256) == "removed");
    BOOST_TEST(state(keys, 0, hours{2002}, Es256) == "removed");
}

BOOST_AUTO_TEST_CASE(of_two_keys_of_one_second_all_hosts_take_the_same) {
    Keys keys{key_at("a", hours{0}), key_at("b", hours{0})};
    keys[0].number = 2;
    BOOST_TEST(active(keys, hours{1}) == "a");
    std::swap(keys[0], keys[1]);
    BOOST_TEST(active(keys, hours{1}) == "a");
    keys[0].number = keys[1].number = 1;
    BOOST_TEST(active(keys, hours{1}) == "b");
    std::swap(keys[0], keys[1]);
    BOOST_TEST(active(keys, hours{1}) == "b");
    BOOST_TEST(state(keys, 0, hours{1}) == "retired");
}

BOOST_AUTO_TEST_CASE(signatures_of_published_active_and_retired_keys_count) {
    BOOST_TEST((verifies(Published) && verifies(Active) && verifies(Retired)));
    BOOST_TEST((!verifies(Removed) && !verifies(Revoked)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace postern
