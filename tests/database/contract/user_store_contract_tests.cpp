// What every UserStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

template <class Stores>
User add_user(Stores& stores, std::string_view email = "ann@example.org", unsigned n = 1) {
    auto added = stores.users().add(sample_user(email, n));
    BOOST_REQUIRE(added.has_value());
    return *added;
}

template <class Stores>
std::string password_of(Stores& stores, const User& user) {
    return stores.users().find_by_email(user.email)->password_hash;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(user_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(add_stores_the_user_and_their_password, S, AllStores) {
    S stores;
    const User added = add_user(stores);
    const auto found = stores.users().find_by_email(added.email);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(same(found->user, added));
    BOOST_TEST(found->password_hash == "$argon2id$first");
    BOOST_TEST(!found->user.disabled);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_refuses_an_address_that_is_taken, S, AllStores) {
    S stores;
    add_user(stores);
    const auto second = stores.users().add(sample_user("ann@example.org", 2));
    BOOST_REQUIRE(!second.has_value());
    BOOST_CHECK(second.error() == store::AddUserError::EmailTaken);
    BOOST_TEST(!stores.users().find_by_public_id(sample_id(2)).has_value());
    add_user(stores, "bob@example.org", 3);  // the refusal left nothing in the way
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_keeps_a_name_in_any_script, S, AllStores) {
    S stores;
    auto user = sample_user("ann@example.org");
    user.display_name = *DisplayName::parse("Ånn 山田 🦊 'quoted' \\ \"x\"");
    BOOST_REQUIRE(stores.users().add(user).has_value());
    const auto found = stores.users().find_by_email(user.email);
    BOOST_TEST(found->user.display_name.text() == user.display_name.text());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_keeps_the_longest_address_and_name, S, AllStores) {
    S stores;
    std::string name;
    for (std::size_t i = 0; i < DisplayName::kMaxCodePoints; ++i) name += "🦊";
    const std::string label(60, 'a');
    const std::string address =
        std::string(64, 'x') + "@" + label + "." + label + "." + label + ".org";
    auto user = sample_user(address);
    user.display_name = *DisplayName::parse(name);
    BOOST_REQUIRE(stores.users().add(user).has_value());
    const auto found = stores.users().find_by_email(user.email);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->user.display_name.text() == name);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_keeps_a_time_after_2038, S, AllStores) {
    S stores;
    auto user = sample_user("ann@example.org");
    user.created_at = kNow + std::chrono::years{60};
    BOOST_REQUIRE(stores.users().add(user).has_value());
    const auto found = stores.users().find_by_public_id(user.public_id);
    BOOST_TEST((found->created_at == user.created_at));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_keeps_language_time_zone_and_confirmation, S, AllStores) {
    S stores;
    add_user(stores, "first@example.org", 1);  // with no confirmation, before and after one with it
    auto user = sample_user("ann@example.org", 2);
    user.language = "de-AT";
    user.time_zone = "America/Argentina/ComodRivadavia";
    user.email_verified_at = kNow + 5s;
    user.disabled = true;
    const auto added = stores.users().add(user);
    BOOST_REQUIRE(added.has_value());
    add_user(stores, "last@example.org", 3);
    const auto found = stores.users().find_by_public_id(user.public_id);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(same(*found, *added));
    BOOST_TEST(found->language == "de-AT");
    BOOST_TEST(found->time_zone == user.time_zone);
    BOOST_TEST((found->email_verified_at == kNow + 5s));
    BOOST_TEST(found->disabled);
    for (const unsigned n : {1u, 3u}) {
        const auto other = stores.users().find_by_public_id(sample_id(n));
        BOOST_REQUIRE(other.has_value());
        BOOST_TEST(!other->email_verified_at.has_value());
        BOOST_TEST(!other->delete_at.has_value());
        BOOST_TEST(!other->disabled);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_by_email_finds_nothing_for_an_unknown_address, S, AllStores) {
    S stores;
    BOOST_TEST(!stores.users().find_by_email(*EmailAddress::parse("no@example.org")).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_by_public_id_finds_the_user_by_exact_case, S, AllStores) {
    S stores;
    const User added = add_user(stores);
    const auto found = stores.users().find_by_public_id(added.public_id);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(same(*found, added));
    std::string other = added.public_id.text();
    other[1] = other[1] == 'w' ? 'W' : 'w';
    const auto other_case = PublicId::parse(other);
    BOOST_REQUIRE(other_case.has_value());
    BOOST_TEST(!stores.users().find_by_public_id(*other_case).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_page_walks_through_all_users_by_key, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 5; ++n)
        add_user(stores, "user" + std::to_string(n) + "@example.org", n);
    const auto first = stores.users().find_page(UserId{0}, 3);
    BOOST_REQUIRE(first.size() == 3u);
    const auto second = stores.users().find_page(first.back().id, 3);
    BOOST_REQUIRE(second.size() == 2u);
    BOOST_TEST(second.back().email.text() == "user5@example.org");
    BOOST_TEST(stores.users().find_page(second.back().id, 3).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(list_walks_through_the_users_that_match, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 5; ++n)
        add_user(stores, "user" + std::to_string(n) + "@example.org", n);
    const User ann = add_user(stores, "ann@example.com", 6);
    const auto first = stores.users().list({.search = "USER"}, UserId{0}, 3);
    BOOST_REQUIRE(first.found.size() == 3u);
    BOOST_TEST(!first.complete);
    const auto second = stores.users().list({.search = "USER"}, first.last, 3);
    BOOST_REQUIRE(second.found.size() == 2u);
    BOOST_TEST(second.complete);
    BOOST_TEST(second.found.back().email.text() == "user5@example.org");

    BOOST_TEST(stores.users().list({}, UserId{0}, 10).found.size() == 6u);
    BOOST_TEST(stores.users().list({.search = "example.com"}, UserId{0}, 10).found.size() == 1u);
    const auto by_id = stores.users().list({.search = ann.public_id.text()}, UserId{0}, 10);
    BOOST_TEST(by_id.found.size() == 1u);
    BOOST_TEST(stores.users().list({.only_disabled = true}, UserId{0}, 10).found.empty());
    // No character has a meaning of its own.
    for (const char* const search : {"%", "_", "user?@", "\\", "'", "ü"})
        BOOST_TEST(stores.users().list({.search = search}, UserId{0}, 10).found.empty(), search);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_password_hash_replaces_the_hash, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    BOOST_TEST(stores.users().set_password_hash(user.id, "$new", kNow + 1s, std::nullopt));
    BOOST_TEST(password_of(stores, user) == "$new");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_password_changed_at_tells_a_new_password_from_a_new_hash, S,
                              AllStores) {
    S stores;
    const User user = add_user(stores);
    auto& users = stores.users();
    BOOST_TEST((users.find_password_changed_at(user.id) == user.created_at));
    BOOST_TEST(users.set_password_hash(user.id, "$rehashed", kNow + 1s, "$argon2id$first"));
    BOOST_TEST((users.find_password_changed_at(user.id) == user.created_at));
    BOOST_TEST(users.set_password_hash(user.id, "$new", kNow + 2s, std::nullopt));
    BOOST_TEST((users.find_password_changed_at(user.id) == kNow + 2s));
    BOOST_TEST(!users.find_password_changed_at(UserId{4711}).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_password_hash_returns_true_for_the_same_hash, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    BOOST_TEST(stores.users().set_password_hash(user.id, "$argon2id$first", kNow, std::nullopt));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_password_hash_leaves_a_hash_that_has_changed, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    BOOST_TEST(!stores.users().set_password_hash(user.id, "$new", kNow, "$ARGON2id$first"));
    BOOST_TEST(password_of(stores, user) == "$argon2id$first");
    BOOST_TEST(stores.users().set_password_hash(user.id, "$new", kNow, "$argon2id$first"));
    BOOST_TEST(password_of(stores, user) == "$new");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_password_hash_returns_false_for_an_unknown_user, S, AllStores) {
    S stores;
    BOOST_TEST(!stores.users().set_password_hash(UserId{4711}, "$new", kNow, std::nullopt));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_keeps_the_names_of_a_user, S, AllStores) {
    S stores;
    auto user = sample_user("ann@example.org");
    user.username = Username::parse("ann");
    user.given_name = "Ånn 山田";
    user.family_name = std::string(64, 'x');
    const auto added = stores.users().add(user);
    BOOST_REQUIRE(added.has_value());
    const auto found = stores.users().find_by_username(*user.username);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->user.username == user.username));
    BOOST_TEST(found->user.given_name == user.given_name);
    BOOST_TEST(found->user.family_name == user.family_name);
    BOOST_TEST(found->password_hash == "$argon2id$first");
    BOOST_TEST((stores.users().find_row("ANN")->id == added->id));
    BOOST_TEST(!stores.users().find_by_username(*Username::parse("anna")).has_value());
    BOOST_TEST(stores.users().list({.search = "nn"}, UserId{0}, 10).found.size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_refuses_a_username_that_is_taken_or_looks_so, S, AllStores) {
    S stores;
    auto ann = sample_user("bob@example.org");
    ann.username = Username::parse("bob.m");
    BOOST_REQUIRE(stores.users().add(ann).has_value());
    unsigned n = 1;
    for (const auto* name : {"bob.m", "b0b.m", "bob-rn"}) {
        auto other = sample_user("other@example.org", ++n);
        other.username = Username::parse(name);
        const auto refused = stores.users().add(other);
        BOOST_REQUIRE_MESSAGE(!refused.has_value(), name);
        BOOST_CHECK(refused.error() == store::AddUserError::UsernameTaken);
    }
    add_user(stores, "other@example.org", 2);  // the refusals left nothing in the way
    add_user(stores, "third@example.org", 3);  // any number of users have none
}

BOOST_AUTO_TEST_SUITE_END()
