// What every TransferStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"

using namespace postern;
using namespace postern::test;

namespace {

std::string address(unsigned n) { return "user" + std::to_string(n) + "@example.org"; }

std::vector<NewUser> users(unsigned first, unsigned count) {
    std::vector<NewUser> all;
    for (unsigned n = first; n < first + count; ++n) {
        auto user = sample_user(address(n), n);
        user.password_hash = "$2b$12$" + std::to_string(n);
        user.disabled = n % 7 == 0;
        user.language = n % 2 == 0 ? "de" : "";
        if (n % 3 == 0) user.email_verified_at = kNow;
        if (n % 4 == 0) user.waiting_since = kNow;
        if (n % 5 == 0) user.profile = {{"phone", "+49301234567"}, {"size", std::to_string(n)}};
        all.push_back(std::move(user));
    }
    return all;
}

template <class Stores>
std::vector<store::UserWithPassword> everybody(Stores& stores, std::size_t page_size) {
    std::vector<store::UserWithPassword> all;
    for (UserId last{};;) {
        const auto page = stores.transfers().list(last, page_size);
        all.insert(all.end(), page.found.begin(), page.found.end());
        if (page.complete) return all;
        last = page.last;
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(add_all_adds_every_user_with_their_own_password, S, AllStores) {
    for (const unsigned count : {1u, 99u, 100u, 101u, 250u}) {
        S stores;
        const auto given = users(1, count);
        BOOST_TEST(stores.transfers().add_all(given) == count);
        const auto found = everybody(stores, 64);
        BOOST_REQUIRE(found.size() == count);
        for (const auto& user : given) {
            const auto one = stores.users().find_by_email(user.email);
            BOOST_REQUIRE(one.has_value());
            BOOST_TEST(one->password_hash == user.password_hash);
            BOOST_TEST(one->user.disabled == user.disabled);
            BOOST_TEST(one->user.language == user.language);
            BOOST_CHECK(one->user.email_verified_at == user.email_verified_at);
            BOOST_CHECK(one->user.waiting_since == user.waiting_since);
            const auto listed =
                std::ranges::find_if(found, [&](const store::UserWithPassword& other) {
                    return other.user.public_id == user.public_id;
                });
            BOOST_REQUIRE((listed != found.end()));
            BOOST_CHECK((listed->profile == user.profile));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_all_leaves_existing_users_unchanged, S, AllStores) {
    S stores;
    stores.transfers().add_all(users(50, 10));
    auto again = users(1, 200);
    for (auto& user : again) user.password_hash = "$2b$12$other";
    BOOST_TEST(stores.transfers().add_all(again) == 190u);
    const auto kept = stores.users().find_by_email(*EmailAddress::parse(address(55)));
    BOOST_TEST(kept->password_hash == "$2b$12$55");
    BOOST_TEST(stores.transfers().add_all(again) == 0u);
    BOOST_TEST(everybody(stores, 1000).size() == 200u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_all_does_not_give_an_id_to_a_second_user, S, AllStores) {
    S stores;
    stores.transfers().add_all(users(5, 1));
    auto others = users(1, 100);
    for (auto& user : others) user.email = *EmailAddress::parse("x" + user.email.text());
    BOOST_TEST(stores.transfers().add_all(others) == 99u);
    BOOST_TEST(!stores.users().find_by_email(*EmailAddress::parse("x" + address(5))).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_all_of_no_users_adds_none, S, AllStores) {
    S stores;
    BOOST_TEST(stores.transfers().add_all({}) == 0u);
    BOOST_TEST(stores.transfers().list(UserId{}, 10).found.empty());
}

BOOST_AUTO_TEST_SUITE_END()
