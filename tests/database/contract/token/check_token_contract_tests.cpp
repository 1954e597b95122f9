// What every CheckStore does about tokens and passwords, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "postern/store/signing_key_store.hpp"
#include "postern/store/token_store.hpp"
#include "support/sample_tokens.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::CheckedToken;
using store::CheckKey;

namespace {

/// Ann and Bob, the session 1 of Ann, a key that signs, and a site.
template <class Stores>
struct Checking {
    Stores stores;
    User ann = add_user(stores);
    User bob = add_user(stores, "bob@example.org", 2);
    store::AccessTokenKey access{
        .kid = sample_kid(1), .id = sample_token_id(1), .family = sample_id(1).text()};

    Checking() {
        stores.sites().add(sample_site("wiki"), sample_audit()).value();
        stores.sessions().add(sample_session(ann.id), {}).value();
        BOOST_REQUIRE(stores.signing_keys().add(sample_signing_key(1), std::nullopt));
    }

    void grant(const TokenFamily& family) { stores.tokens().add(family, {}, 50, kNow).value(); }
    void grant() { grant(sample_family(ann)); }

    std::optional<CheckedToken> find(const CheckKey& key) {
        const auto rows = stores.checks().find({&key, 1});
        BOOST_REQUIRE(rows.size() == 1u);
        BOOST_TEST(rows[0].site.has_value());
        BOOST_TEST(!rows[0].session.has_value());
        return rows[0].token;
    }
    std::optional<CheckedToken> find_access() {
        return find({.site_name = "wiki", .access = &access});
    }
    std::optional<CheckedToken> find_personal(unsigned n = 1) {
        return find({.site_name = "wiki", .personal = sample_hash(n)});
    }
    std::optional<CheckedToken> find_user(const PublicId& id) {
        return find({.site_name = "wiki", .user = id});
    }
    void make_personal(const User& user, unsigned n = 1) {
        BOOST_REQUIRE((stores.personal_tokens().add(sample_personal_token(user, n), sample_hash(n),
                                                    50, {.audit = sample_audit()}) ==
                       store::PersonalTokenStore::Added::Yes));
    }

    /// As the gate reads a user.
    static bool is(const User& found, const User& user) {
        return found.id == user.id && found.public_id == user.public_id &&
               found.email == user.email && found.display_name == user.display_name &&
               !found.disabled;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(check_token_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(an_access_token_is_what_its_family_is, S, AllStores) {
    Checking<S> checking;
    auto family = sample_family(checking.ann);
    family.scopes = Scopes::parse("account:read site:a site:wiki").value();
    family.site = "wiki";
    family.authentication = {.level = Level::Two,
                             .methods = {ProofMethod::Password, ProofMethod::Totp},
                             .authenticated_at = kNow,
                             .factor_at = kNow - 1h};
    checking.grant(family);
    const auto found = checking.find_access();
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(checking.is(found->user, checking.ann));
    BOOST_TEST((found->scopes == family.scopes));
    BOOST_TEST(found->site == "wiki");
    BOOST_TEST((found->assurance == Assurance{Level::Two, kNow - 1h}));
    BOOST_TEST((found->expires_at == family.expires_at));
    BOOST_TEST((!found->id && !found->session_hash));
    BOOST_TEST((found->facts.groups.empty() && found->facts.roles.empty()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_access_token_needs_its_key, S, AllStores) {
    Checking<S> checking;
    checking.grant();
    checking.access.kid = sample_kid(2);
    BOOST_TEST(!checking.find_access().has_value());
    auto assertion = sample_signing_key(2);
    assertion.usage = KeyUsage::Assertion;
    BOOST_REQUIRE(checking.stores.signing_keys().add(assertion, std::nullopt));
    BOOST_TEST(!checking.find_access().has_value());
    checking.access.kid = sample_kid(1);
    BOOST_TEST(checking.find_access().has_value());
    BOOST_REQUIRE(checking.stores.signing_keys().revoke(sample_kid(1), kNow, sample_audit()));
    BOOST_TEST(!checking.find_access().has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_access_token_needs_its_family_and_no_denial, S, AllStores) {
    Checking<S> checking;
    BOOST_TEST(!checking.find_access().has_value());
    checking.grant();
    BOOST_TEST(checking.find_access().has_value());
    auto& tokens = checking.stores.tokens();
    BOOST_REQUIRE(tokens.deny(sample_token_id(1), checking.ann.id, kNow + 10min, kNow));
    BOOST_TEST(!checking.find_access().has_value());
    checking.access.id = sample_token_id(2);
    BOOST_TEST(checking.find_access().has_value());
    tokens.revoke(sample_id(1), std::nullopt, FamilyEnd::Revoked, kNow, std::nullopt);
    BOOST_TEST(!checking.find_access().has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_text_of_a_token_is_an_error, S, AllStores) {
    Checking<S> checking;
    checking.grant();
    const auto good = checking.access;
    for (const std::string& odd : {std::string{}, std::string{"\xC3\xA9"}, std::string(43, '\''),
                                   std::string(22, '\xFF'), std::string("a\0b", 3)}) {
        for (std::string store::AccessTokenKey::*part :
             {&store::AccessTokenKey::kid, &store::AccessTokenKey::family}) {
            checking.access = good;
            checking.access.*part = odd;
            BOOST_TEST(!checking.find_access().has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_access_token_ends_with_the_sessions_of_its_user, S, AllStores) {
    Checking<S> checking;
    checking.grant();
    checking.stores.sessions().remove_by_token_hash(sample_hash(1));
    BOOST_TEST(checking.find_access().has_value());  // it was not granted beside that one
    checking.stores.sessions().remove_all_of_user(checking.ann.id, std::nullopt);
    BOOST_TEST(!checking.find_access().has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_access_token_beside_a_session_ends_with_that, S, AllStores) {
    Checking<S> checking;
    auto family = sample_family(checking.ann);
    family.session = sample_id(1);
    checking.grant(family);
    BOOST_TEST((checking.find_access()->session_hash == sample_hash(1)));
    auto renewed = sample_session(checking.ann.id);
    renewed.token_hash = sample_hash(2);
    checking.stores.sessions().add(renewed, {.replaced_token_hash = sample_hash(1)}).value();
    BOOST_TEST((checking.find_access()->session_hash == sample_hash(2)));
    checking.stores.sessions().remove_by_token_hash(sample_hash(2));
    BOOST_TEST(!checking.find_access().has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_personal_token_is_what_was_made, S, AllStores) {
    Checking<S> checking;
    BOOST_TEST(!checking.find_personal().has_value());
    checking.make_personal(checking.ann);
    const auto token = sample_personal_token(checking.ann);
    const auto found = checking.find_personal();
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(checking.is(found->user, checking.ann));
    BOOST_TEST((found->scopes == token.scopes));
    BOOST_TEST(found->site == "");
    BOOST_TEST((found->assurance == Assurance{token.level, token.created_at}));
    BOOST_TEST((found->expires_at == token.expires_at));
    BOOST_TEST((found->id == checking.stores.personal_tokens().find(sample_hash(1))->token.id));
    BOOST_TEST(!found->session_hash.has_value());
    BOOST_TEST(!checking.find_personal(2).has_value());
    checking.stores.personal_tokens().remove(sample_id(1), std::nullopt, sample_audit());
    BOOST_TEST(!checking.find_personal().has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(who_knows_the_password_is_the_user_at_level_1, S, AllStores) {
    Checking<S> checking;
    const auto found = checking.find_user(checking.ann.public_id);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(checking.is(found->user, checking.ann));
    BOOST_TEST(found->scopes.has_all_sites());
    BOOST_TEST(found->site == "");
    BOOST_TEST((found->assurance == Assurance{Level::One, std::nullopt}));
    BOOST_TEST((found->expires_at > kNow + std::chrono::years{1000}));
    BOOST_TEST((!found->id && !found->session_hash));
    BOOST_TEST(!checking.find_user(sample_id(9)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_of_a_user_who_may_not_sign_in_stands, S, AllStores) {
    Checking<S> checking;
    checking.make_personal(checking.ann);
    checking.make_personal(checking.bob, 2);
    auto& accounts = checking.stores.accounts();
    BOOST_REQUIRE(
        apply(accounts, service::deletion_scheduled(checking.ann, kNow + 24h, sample_cause())));
    BOOST_TEST(!checking.find_personal(1).has_value());
    BOOST_TEST(!checking.find_user(checking.ann.public_id).has_value());
    BOOST_REQUIRE(apply(accounts, service::user_disabled(checking.bob, sample_cause())));
    BOOST_TEST(!checking.find_personal(2).has_value());
    BOOST_TEST(!checking.find_user(checking.bob.public_id).has_value());
    BOOST_REQUIRE(apply(accounts, service::user_enabled(checking.bob, sample_cause())));
    BOOST_TEST(checking.find_personal(2).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_family_of_a_disabled_user_does_not_stand_when_enabled, S,
                              AllStores) {
    Checking<S> checking;
    checking.grant();
    auto& accounts = checking.stores.accounts();
    BOOST_REQUIRE(apply(accounts, service::user_disabled(checking.ann, sample_cause())));
    BOOST_TEST(!checking.find_access().has_value());
    BOOST_REQUIRE(apply(accounts, service::user_enabled(checking.ann, sample_cause())));
    BOOST_TEST(!checking.find_access().has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_batch_of_every_kind_is_answered_in_order, S, AllStores) {
    Checking<S> checking;
    checking.grant();
    checking.make_personal(checking.bob);
    const CheckKey keys[] = {{.site_name = "wiki", .token_hash = sample_hash(1)},
                             {.site_name = "wiki", .access = &checking.access},
                             {.site_name = "wiki", .personal = sample_hash(1)},
                             {.site_name = "wiki", .personal = sample_hash(2)},
                             {.site_name = "nowhere", .user = checking.bob.public_id},
                             {.site_name = "wiki"}};
    const auto rows = checking.stores.checks().find(keys);
    BOOST_REQUIRE(rows.size() == 6u);
    BOOST_TEST((rows[0].session.has_value() && !rows[0].token.has_value()));
    BOOST_TEST((rows[1].token->user.id == checking.ann.id && !rows[1].session.has_value()));
    BOOST_TEST((rows[2].token->user.id == checking.bob.id));
    BOOST_TEST(!rows[3].token.has_value());
    BOOST_TEST((rows[4].token->user.id == checking.bob.id && !rows[4].site.has_value()));
    BOOST_TEST((!rows[5].token.has_value() && rows[5].site.has_value()));
}

BOOST_AUTO_TEST_CASE(groups_and_roles_are_told_as_with_a_session) {
    Checking<MysqlStores> checking;
    checking.grant();
    checking.make_personal(checking.ann);
    RawSql{}.run("INSERT INTO user_group (name, created_at) VALUES ('staff', '2026-11-21')");
    RawSql{}.run(
        "INSERT INTO group_member (user_id, group_id, granted_at, granted_by)"
        " SELECT u.id, g.id, '2026-11-21', 'admin:0' FROM user u JOIN user_group g"
        " WHERE u.email = 'ann@example.org'");
    RawSql{}.run(
        "INSERT INTO access_grant (public_id, user_id, role_id, granted_at, granted_by)"
        " SELECT u.public_id, u.id, r.id, '2026-11-21', 'admin:0' FROM user u JOIN role r"
        " WHERE u.email = 'ann@example.org'");
    const CheckKey by_session{.site_name = "wiki", .token_hash = sample_hash(1)};
    const auto facts = checking.stores.checks().find({&by_session, 1})[0].facts;
    BOOST_REQUIRE((facts.groups.size() == 1u && facts.roles.size() == 1u));
    const auto is_told = [&](const std::optional<CheckedToken>& found) {
        return found && found->facts.groups.size() == 1 && found->facts.roles.size() == 1 &&
               found->facts.groups[0].id == facts.groups[0].id &&
               found->facts.roles[0].id == facts.roles[0].id;
    };
    BOOST_TEST(is_told(checking.find_access()));
    BOOST_TEST(is_told(checking.find_personal()));
    BOOST_TEST(is_told(checking.find_user(checking.ann.public_id)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_profile_of_a_tokens_user_comes_with_it, S, AllStores) {
    Checking<S> checking;
    store::AccountChange change{
        .user = checking.ann.id, .now = kNow, .effects = {sample_audit(), {}}};
    change.profile_values = ProfileValues{{"phone", "+4930901820"}};
    BOOST_REQUIRE(checking.stores.accounts().apply(change));
    checking.make_personal(checking.ann);
    BOOST_TEST(!checking.find_personal()->profile.has_value());
    CheckKey key{.site_name = "wiki", .personal = sample_hash(1), .wants_profile = true};
    BOOST_TEST((checking.find(key)->profile == change.profile_values));
    key = {.site_name = "wiki", .user = checking.bob.public_id, .wants_profile = true};
    BOOST_TEST((checking.find(key)->profile == ProfileValues{}));
}

BOOST_AUTO_TEST_SUITE_END()
