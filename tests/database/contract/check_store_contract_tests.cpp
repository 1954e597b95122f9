// What every CheckStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"
#include "support/sample_changes.hpp"

using namespace postern;
using namespace postern::test;
using store::CheckKey;

namespace {

/// Two users, a session for each of 1..count (odd: ann), two sites.
template <class Stores>
class Checked {
public:
    explicit Checked(unsigned count) {
        for (const char* name : {"app", "wiki"})
            stores.sites().add(sample_site(name), sample_audit()).value();
        const User ann = *stores.users().add(sample_user("ann@example.org", 1));
        const User bob = *stores.users().add(sample_user("bob@example.org", 2));
        for (unsigned n = 1; n <= count; ++n)
            BOOST_REQUIRE(
                stores.sessions().add(sample_session(n % 2 == 1 ? ann.id : bob.id, n), {}));
    }

    store::CheckRow find(std::string_view site, std::optional<Digest> hash) {
        const CheckKey key{site, hash};
        const auto rows = stores.checks().find({&key, 1});
        BOOST_REQUIRE(rows.size() == 1u);
        return rows[0];
    }

    Stores stores;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(check_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(find_answers_with_site_session_and_user, S, AllStores) {
    Checked<S> checked{1};
    const auto row = checked.find("wiki", sample_hash(1));
    BOOST_REQUIRE(row.site.has_value());
    BOOST_TEST(same(*row.site, *checked.stores.sites().find_by_name("wiki")));
    const auto session = checked.stores.sessions().find_by_token_hash(sample_hash(1));
    BOOST_REQUIRE(row.session.has_value());
    BOOST_TEST(same(row.session->session, session->session));
    BOOST_TEST(same(row.session->user, session->user));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_leaves_out_what_does_not_exist, S, AllStores) {
    Checked<S> checked{1};
    const auto unknown_site = checked.find("mail", sample_hash(1));
    BOOST_TEST(!unknown_site.site.has_value());
    BOOST_TEST(unknown_site.session.has_value());
    BOOST_TEST(!checked.find("wiki", sample_hash(2)).session.has_value());
    BOOST_TEST(!checked.find("wiki", std::nullopt).session.has_value());
    BOOST_TEST(checked.find("wiki", std::nullopt).site.has_value());
    BOOST_TEST(!checked.find("", std::nullopt).site.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_reads_the_profile_of_those_alone_who_are_asked_for, S,
                              AllStores) {
    Checked<S> checked{2};
    const auto session = checked.stores.sessions().find_by_token_hash(sample_hash(1));
    BOOST_REQUIRE(session.has_value());
    store::AccountChange change{
        .user = session->user.id, .now = kNow, .effects = {sample_audit(), {}}};
    change.profile_values = ProfileValues{{"phone", "+4930901820"}, {"team", "Rot & Grün"}};
    BOOST_REQUIRE(checked.stores.accounts().apply(change));
    const std::vector<CheckKey> keys{
        {.site_name = "wiki", .token_hash = sample_hash(1), .wants_profile = true},
        {.site_name = "wiki", .token_hash = sample_hash(2), .wants_profile = true},
        {.site_name = "wiki", .token_hash = sample_hash(1)},
        {.site_name = "wiki", .token_hash = sample_hash(3), .wants_profile = true}};
    const auto rows = checked.stores.checks().find(keys);
    BOOST_REQUIRE(rows.size() == 4u);
    BOOST_TEST((rows[0].profile == change.profile_values));
    BOOST_TEST((rows[1].profile == ProfileValues{}));
    BOOST_TEST(!rows[2].profile.has_value());
    BOOST_TEST(!rows[3].profile.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_answers_each_key_of_a_batch_in_order, S, AllStores) {
    Checked<S> checked{70};
    for (const unsigned size : {1u, 2u, 4u, 5u, 16u, 17u, 63u, 64u, 65u, 140u}) {
        BOOST_TEST_CONTEXT("batch of " << size) {
            std::vector<CheckKey> keys;
            for (unsigned n = 1; n <= size; ++n) {
                std::optional<Digest> hash;
                if (n % 5 != 0) hash = sample_hash(n);  // 71 and more do not exist
                keys.push_back({n % 3 == 0 ? "wiki" : "app", hash});
            }
            const auto rows = checked.stores.checks().find(keys);
            BOOST_REQUIRE(rows.size() == size);
            for (unsigned n = 1; n <= size; ++n) {
                BOOST_TEST_CONTEXT("key " << n) {
                    const auto& row = rows[n - 1];
                    BOOST_REQUIRE(row.site.has_value());
                    BOOST_TEST(row.site->name == (n % 3 == 0 ? "wiki" : "app"));
                    BOOST_REQUIRE(row.session.has_value() == (n % 5 != 0 && n <= 70));
                    if (!row.session) continue;
                    BOOST_TEST((row.session->session.public_id == sample_id(n)));
                    BOOST_TEST(row.session->user.email.text() ==
                               (n % 2 == 1 ? "ann@example.org" : "bob@example.org"));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_answers_the_same_key_twice, S, AllStores) {
    Checked<S> checked{1};
    const CheckKey keys[] = {{"wiki", sample_hash(1)}, {"app", sample_hash(1)}};
    const auto rows = checked.stores.checks().find(keys);
    BOOST_TEST((rows[0].session.has_value() && rows[1].session.has_value()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_sees_an_ended_session_at_once, S, AllStores) {
    Checked<S> checked{1};
    BOOST_TEST(checked.find("wiki", sample_hash(1)).session.has_value());
    checked.stores.sessions().remove_by_token_hash(sample_hash(1));
    BOOST_TEST(!checked.find("wiki", sample_hash(1)).session.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_sees_a_disabled_user_at_once, S, AllStores) {
    Checked<S> checked{1};
    const auto before = checked.find("wiki", sample_hash(1));
    apply(checked.stores.accounts(), service::user_disabled(before.session->user, sample_cause()));
    const auto after = checked.find("wiki", sample_hash(1));
    BOOST_TEST((!after.session.has_value() || after.session->user.disabled));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_sees_an_added_and_a_removed_site_at_once, S, AllStores) {
    Checked<S> checked{1};
    BOOST_TEST(!checked.find("mail", std::nullopt).site.has_value());
    checked.stores.sites().add(sample_site("mail"), sample_audit()).value();
    BOOST_TEST(checked.find("mail", std::nullopt).site.has_value());
    checked.stores.sites().remove("wiki", sample_audit());
    BOOST_TEST(!checked.find("wiki", sample_hash(1)).site.has_value());
    for (const char* name : {"app", "mail"}) checked.stores.sites().remove(name, sample_audit());
    BOOST_TEST(!checked.find("app", sample_hash(1)).site.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
