// What every TokenStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "postern/crypto/token/credential.hpp"
#include "postern/store/token_store.hpp"
#include "support/sample_factors.hpp"
#include "support/sample_tokens.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::FamilyUse;
using store::FamilyWithUser;
using store::NotOpened;

namespace {

constexpr std::size_t kKept = 50;

/// Ann and Bob; Ann has the session 1.
template <class Stores>
struct Granting {
    Stores stores;
    User ann = add_user(stores);
    User bob = add_user(stores, "bob@example.org", 2);
    store::TokenStore& tokens = stores.tokens();

    Granting() { stores.sessions().add(sample_session(ann.id), {}).value(); }

    /// Nothing: it was stored.
    std::optional<NotOpened> refusal(const TokenFamily& family,
                                     const store::Spending& spending = {}, TimePoint now = kNow) {
        const auto added = tokens.add(family, spending, kKept, now);
        BOOST_TEST(tokens.find(family.public_id).has_value() == added.has_value());
        return added ? std::nullopt : std::optional{added.error()};
    }
    FamilyWithUser add(const User& user, unsigned n = 1) {
        BOOST_REQUIRE(!refusal(sample_family(user, n)).has_value());
        return find(n);
    }
    FamilyWithUser find(unsigned n = 1) {
        auto found = tokens.find(sample_id(n));
        BOOST_REQUIRE(found.has_value());
        return *found;
    }
    std::vector<store::Revocation> revocations() {
        return stores.revocations().find_after(0, 1000).revocations;
    }
    /// Whether exactly this one was written.
    bool has_told_only(const Digest& digest) {
        const auto told = revocations();
        return told.size() == 1 && told[0].token_hash == digest && !told[0].user_id;
    }
};

Digest digest_of(unsigned n) { return crypto::family_digest(sample_id(n).text()); }

FamilyUse advanced(TimePoint now, std::string address = "198.51.100.9") {
    return {.what = FamilyUse::What::Advance, .now = now, .address = std::move(address)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(add_stores_everything_about_a_family, S, AllStores) {
    Granting<S> granting;
    auto fresh = sample_family(granting.ann);
    fresh.session = sample_id(1);
    fresh.name = std::string(255, 'n');
    fresh.scopes = Scopes::parse("account:read site:a site:b-2").value();
    fresh.site = "b-2";
    fresh.address = "2001:db8:ffff:ffff:ffff:ffff:255.255.255.255";
    fresh.user_agent = "Zo\xC3\xAB/1.0";
    fresh.authentication = {.level = Level::Two,
                            .methods = {ProofMethod::Password, ProofMethod::Totp},
                            .authenticated_at = kNow - 2s,
                            .factor_at = kNow - 1s};
    fresh.counter = 7;
    fresh.counter_at = kNow + 1s;
    fresh.used_at = kNow + 2s;
    fresh.revoked_at = kNow;  // is not looked at
    const auto added = granting.tokens.add(fresh, {}, kKept, kNow);
    BOOST_REQUIRE(added.has_value());
    fresh.id = *added;
    fresh.revoked_at.reset();
    const auto found = granting.find();
    BOOST_TEST(same(found.family, fresh));
    BOOST_TEST(same(found.user, granting.ann));
    BOOST_TEST((found.is_current && found.session_lives));
    BOOST_TEST(granting.revocations().empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_stores_nothing_for_a_user_who_may_not_sign_in, S, AllStores) {
    Granting<S> granting;
    const User ann = granting.ann;
    BOOST_TEST((granting.refusal(sample_family(unknown_user(ann))) == NotOpened::UserGone));
    BOOST_REQUIRE(apply(granting.stores.accounts(), service::user_disabled(ann, sample_cause())));
    BOOST_TEST((granting.refusal(sample_family(ann)) == NotOpened::UserGone));
    BOOST_REQUIRE(apply(granting.stores.accounts(),
                        service::deletion_scheduled(granting.bob, kNow + 24h, sample_cause())));
    BOOST_TEST((granting.refusal(sample_family(granting.bob)) == NotOpened::UserGone));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_spends_what_was_shown_or_stores_nothing, S, AllStores) {
    Granting<S> granting;
    BOOST_REQUIRE(granting.stores.accounts().apply(totp_added(granting.ann)).has_value());
    auto spending = totp_used(1);
    spending.replaced_token_hash = sample_hash(9);
    BOOST_TEST((granting.refusal(sample_family(granting.ann), spending) == NotOpened::SessionGone));
    BOOST_TEST(granting.stores.factors().find_totp(granting.ann.id)->last_step == kConfirmedStep);

    spending.replaced_token_hash = sample_hash(1);
    BOOST_TEST(!granting.refusal(sample_family(granting.ann), spending).has_value());
    BOOST_TEST(granting.stores.factors().find_totp(granting.ann.id)->last_step ==
               kConfirmedStep + 1);
    BOOST_TEST(!granting.stores.sessions().find_by_token_hash(sample_hash(1)).has_value());
    BOOST_TEST(granting.has_told_only(sample_hash(1)));
    BOOST_TEST((granting.refusal(sample_family(granting.ann, 2), spending) == NotOpened::CodeUsed));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_family_beside_a_session_needs_one_that_is_live, S, AllStores) {
    Granting<S> granting;
    auto family = sample_family(granting.ann);
    family.session = sample_id(2);
    BOOST_TEST((granting.refusal(family) == NotOpened::SessionGone));
    family.session = sample_id(1);
    const TimePoint idle_end = kNow + sample_session(granting.ann.id).idle_ttl;
    BOOST_TEST((granting.refusal(family, {}, idle_end) == NotOpened::SessionGone));
    auto of_bob = sample_family(granting.bob);
    of_bob.session = sample_id(1);  // Ann's
    BOOST_TEST((granting.refusal(of_bob) == NotOpened::SessionGone));
    BOOST_TEST(!granting.refusal(family, {}, idle_end - 1s).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_family_ends_with_its_session_and_not_when_that_is_renewed, S,
                              AllStores) {
    Granting<S> granting;
    auto family = sample_family(granting.ann);
    family.session = sample_id(1);
    BOOST_REQUIRE(!granting.refusal(family).has_value());
    auto renewed = sample_session(granting.ann.id);
    renewed.token_hash = sample_hash(2);
    granting.stores.sessions().add(renewed, {.replaced_token_hash = sample_hash(1)}).value();
    BOOST_TEST(granting.find().session_lives);
    granting.stores.sessions().remove_by_token_hash(sample_hash(2));
    BOOST_TEST(!granting.find().session_lives);
    BOOST_TEST(granting.find().is_current);
    BOOST_TEST(granting.tokens.find_by_user(granting.ann.id, kNow, 10).empty());
    BOOST_TEST(granting.tokens.list(FamilyId{}, kNow, 10).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_ends_all_sessions_of_a_user_ends_their_families, S, AllStores) {
    Granting<S> granting;
    granting.add(granting.ann);
    granting.add(granting.bob, 2);
    granting.stores.sessions().remove_all_of_user(granting.ann.id, std::nullopt);
    BOOST_TEST(!granting.find(1).is_current);
    BOOST_TEST(granting.find(2).is_current);
    BOOST_TEST(granting.tokens.find_by_user(granting.ann.id, kNow, 10).empty());
    BOOST_TEST(granting.tokens.list(FamilyId{}, kNow, 10).size() == 1u);
    granting.add(granting.ann, 3);
    BOOST_TEST(granting.find(3).is_current);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(families_that_end_beside_a_kept_session_are_told, S, AllStores) {
    Granting<S> granting;
    granting.stores.sessions().remove_others_of_user(granting.ann.id, sample_id(1));
    BOOST_TEST(granting.revocations().empty());  // there was nothing to end
    granting.add(granting.ann);
    granting.stores.sessions().remove_others_of_user(granting.ann.id, sample_id(1));
    BOOST_TEST(!granting.find().is_current);
    const auto told = granting.revocations();
    BOOST_REQUIRE(told.size() == 1u);
    BOOST_TEST((told[0].user_id == granting.ann.id));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(signing_everybody_out_ends_all_families, S, AllStores) {
    Granting<S> granting;
    for (unsigned n = 1; n <= 101; ++n)
        granting.tokens.add(sample_family(n == 1 ? granting.bob : granting.ann, n), {}, 101, kNow)
            .value();
    auto& sessions = granting.stores.sessions();
    const SessionId newest = sessions.find_newest();
    BOOST_TEST(sessions.remove_some(newest) == 1u);
    BOOST_TEST(sessions.remove_some(newest) == 100u);
    BOOST_TEST(sessions.remove_some(newest) == 1u);
    BOOST_TEST(sessions.remove_some(newest) == 0u);
    BOOST_TEST(granting.tokens.list(FamilyId{}, kNow, 10).empty());
    for (const auto& told : granting.revocations()) BOOST_TEST(told.user_id.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(families_beyond_the_limit_end_and_the_oldest_first, S, AllStores) {
    Granting<S> granting;
    const auto add = [&](const User& user, unsigned n) {
        granting.tokens.add(sample_family(user, n), {}, 2, kNow).value();
    };
    add(granting.bob, 9);
    for (unsigned n = 1; n <= 3; ++n) add(granting.ann, n);
    BOOST_TEST((granting.find(1).family.revoked_at == kNow));
    BOOST_TEST(!granting.find(2).family.revoked_at.has_value());
    BOOST_TEST(!granting.find(9).family.revoked_at.has_value());
    BOOST_TEST(granting.has_told_only(digest_of(1)));
    // One that has ended takes no place.
    granting.tokens.revoke(sample_id(3), std::nullopt, FamilyEnd::Revoked, kNow, std::nullopt);
    add(granting.ann, 4);
    BOOST_TEST(!granting.find(2).family.revoked_at.has_value());
}

// --- using

BOOST_AUTO_TEST_CASE_TEMPLATE(use_shows_the_family_and_advances_it, S, AllStores) {
    Granting<S> granting;
    auto expected = granting.add(granting.ann);
    int asked = 0;
    const auto shown = granting.tokens.use(sample_id(1), [&](const FamilyWithUser& found) {
        ++asked;
        BOOST_TEST(same(found.family, expected.family));
        BOOST_TEST(same(found.user, granting.ann));
        return advanced(kNow + 1h);
    });
    BOOST_TEST(asked == 1);
    BOOST_REQUIRE(shown.has_value());
    BOOST_TEST(same(shown->family, expected.family));  // as it was before
    expected.family.counter = 1;
    expected.family.counter_at = expected.family.used_at = kNow + 1h;
    BOOST_TEST(same(granting.find().family, expected.family));
    BOOST_TEST(granting.revocations().empty());

    // A clock that was set back moves no end back.
    granting.tokens.use(sample_id(1), [](const FamilyWithUser&) { return advanced(kNow); });
    expected.family.counter = 2;
    expected.family.counter_at = kNow;
    BOOST_TEST(same(granting.find().family, expected.family));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(use_changes_nothing_when_it_is_told_so, S, AllStores) {
    Granting<S> granting;
    const auto before = granting.add(granting.ann);
    const auto nothing = [](const FamilyWithUser&) { return FamilyUse{}; };
    BOOST_TEST(granting.tokens.use(sample_id(1), nothing).has_value());
    BOOST_TEST(same(granting.find().family, before.family));
    bool asked = false;
    BOOST_TEST(!granting.tokens
                    .use(sample_id(2),
                         [&](const FamilyWithUser&) {
                             asked = true;
                             return FamilyUse{};
                         })
                    .has_value());
    BOOST_TEST(!asked);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(use_revokes_with_all_that_belongs_to_it, S, AllStores) {
    Granting<S> granting;
    granting.add(granting.ann);
    const auto effects = sample_effects(granting.ann);
    const auto revoke = [&](const FamilyWithUser&) {
        return FamilyUse{.what = FamilyUse::What::Revoke,
                         .now = kNow + 1h,
                         .end = FamilyEnd::Reused,
                         .audit = effects.audit,
                         .mails = effects.mails};
    };
    granting.tokens.use(sample_id(1), revoke);
    BOOST_TEST((granting.find().family.revoked_at == kNow + 1h));
    BOOST_TEST(granting.has_told_only(digest_of(1)));
    check_effects(granting.stores, 1);
    // Where it has ended before, its end stays.
    granting.tokens.use(sample_id(1), [&](const FamilyWithUser& found) {
        auto again = revoke(found);
        again.now = kNow + 2h;
        return again;
    });
    BOOST_TEST((granting.find().family.revoked_at == kNow + 1h));
    BOOST_TEST(granting.revocations().size() == 1u);
}

// --- listing and ending

BOOST_AUTO_TEST_CASE_TEMPLATE(find_by_user_lists_live_ones_newest_first, S, AllStores) {
    Granting<S> granting;
    for (unsigned n = 1; n <= 4; ++n) granting.add(n == 3 ? granting.bob : granting.ann, n);
    granting.tokens.revoke(sample_id(2), std::nullopt, FamilyEnd::Revoked, kNow, std::nullopt);
    auto found = granting.tokens.find_by_user(granting.ann.id, kNow, 10);
    BOOST_REQUIRE(found.size() == 2u);
    BOOST_TEST(same(found[0], granting.find(4).family));
    BOOST_TEST(same(found[1], granting.find(1).family));
    BOOST_TEST(granting.tokens.find_by_user(granting.ann.id, kNow, 1).size() == 1u);
    // One that is used lives longer, until its absolute end.
    granting.tokens.use(sample_id(1),
                        [](const FamilyWithUser&) { return advanced(kNow + 24h * 13); });
    const auto live_at = [&](TimePoint now) {
        return granting.tokens.find_by_user(granting.ann.id, now, 10).size();
    };
    BOOST_TEST(live_at(kNow + 24h * 14 - 1s) == 2u);
    BOOST_TEST(live_at(kNow + 24h * 14) == 1u);
    BOOST_TEST(live_at(kNow + 24h * 27 - 1s) == 1u);
    BOOST_TEST(live_at(kNow + 24h * 27) == 0u);
    granting.tokens.use(sample_id(1),
                        [](const FamilyWithUser&) { return advanced(kNow + 24h * 26); });
    BOOST_TEST(live_at(kNow + 24h * 30 - 1s) == 1u);
    BOOST_TEST(live_at(kNow + 24h * 30) == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(list_walks_through_live_families_by_key, S, AllStores) {
    Granting<S> granting;
    for (unsigned n = 1; n <= 5; ++n) granting.add(n % 2 == 0 ? granting.bob : granting.ann, n);
    granting.tokens.revoke(sample_id(3), std::nullopt, FamilyEnd::ByAdmin, kNow, std::nullopt);
    const auto first = granting.tokens.list(FamilyId{}, kNow, 3);
    BOOST_REQUIRE(first.size() == 3u);
    BOOST_TEST((first[1].family.public_id == sample_id(2)));
    BOOST_TEST(same(first[1].user, granting.bob));
    BOOST_TEST((first[2].family.public_id == sample_id(4)));
    const auto second = granting.tokens.list(first[2].family.id, kNow, 3);
    BOOST_REQUIRE(second.size() == 1u);
    BOOST_TEST((second[0].family.public_id == sample_id(5)));
    BOOST_TEST(granting.tokens.list(FamilyId{}, kNow + 24h * 14, 3).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(revoke_ends_a_live_family_once, S, AllStores) {
    Granting<S> granting;
    granting.add(granting.ann);
    auto& tokens = granting.tokens;
    const auto revoke = [&](std::optional<UserId> user, TimePoint now = kNow + 1min) {
        return tokens.revoke(sample_id(1), user, FamilyEnd::Revoked, now, sample_audit());
    };
    const auto audited = [&] { return granting.stores.audit().find_latest({}, 0, 100).size(); };
    const std::size_t before = audited();
    BOOST_TEST(!revoke(granting.bob.id).has_value());
    BOOST_TEST(!revoke(std::nullopt, kNow + 24h * 14).has_value());  // idle
    BOOST_TEST(!tokens.revoke(sample_id(2), std::nullopt, FamilyEnd::Revoked, kNow, std::nullopt)
                    .has_value());
    BOOST_TEST(granting.revocations().empty());
    BOOST_TEST((revoke(granting.ann.id) == granting.ann.id));
    BOOST_TEST((granting.find().family.revoked_at == kNow + 1min));
    BOOST_TEST(granting.has_told_only(digest_of(1)));
    BOOST_TEST(!revoke(granting.ann.id).has_value());
    BOOST_TEST(!revoke(std::nullopt).has_value());
    BOOST_TEST(audited() == before + 1);
    granting.add(granting.ann, 2);
    BOOST_TEST((tokens.revoke(sample_id(2), std::nullopt, FamilyEnd::ByAdmin, kNow, std::nullopt) ==
                granting.ann.id));
}

BOOST_AUTO_TEST_CASE(the_database_says_why_a_family_has_ended) {
    Granting<MysqlStores> granting;
    const auto reason = [](unsigned n) {
        return RawSql{}.value("SELECT revoked_reason FROM token_family WHERE public_id = '" +
                              sample_id(n).text() + "'");
    };
    unsigned n = 0;
    for (const auto end :
         {FamilyEnd::Revoked, FamilyEnd::Reused, FamilyEnd::Limit, FamilyEnd::ByAdmin}) {
        granting.add(granting.ann, ++n);
        BOOST_TEST(reason(n) == "");
        granting.tokens.revoke(sample_id(n), std::nullopt, end, kNow, std::nullopt);
        BOOST_TEST(reason(n) == to_text(end));
    }
}

// --- single access tokens

BOOST_AUTO_TEST_CASE_TEMPLATE(deny_denies_one_access_token_once, S, AllStores) {
    Granting<S> granting;
    auto& tokens = granting.tokens;
    const std::string id = sample_token_id(1);
    BOOST_TEST(!tokens.is_denied(id));
    BOOST_TEST(tokens.deny(id, granting.ann.id, kNow + 10min, kNow));
    BOOST_TEST(!tokens.deny(id, granting.ann.id, kNow + 10min, kNow));
    BOOST_TEST(tokens.is_denied(id));
    BOOST_TEST(!tokens.is_denied(sample_token_id(2)));
    BOOST_TEST(!tokens.is_denied(""));
    BOOST_TEST(!tokens.is_denied("\xC3\xA9"));
    BOOST_TEST(granting.has_told_only(crypto::token_id_digest(id)));
}

// --- purging

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_ended_keeps_what_ended_lately, S, AllStores) {
    Granting<S> granting;
    auto& tokens = granting.tokens;
    granting.add(granting.ann, 1);
    granting.add(granting.ann, 2);
    tokens.revoke(sample_id(2), std::nullopt, FamilyEnd::Revoked, kNow + 1h, std::nullopt);
    BOOST_TEST(tokens.remove_ended(kNow + 25h, 10) == 0u);
    BOOST_TEST(tokens.remove_ended(kNow + 25h + 1s, 10) == 1u);
    BOOST_TEST(!tokens.find(sample_id(2)).has_value());
    BOOST_TEST(tokens.remove_ended(kNow + 24h * 15, 10) == 0u);
    BOOST_TEST(tokens.remove_ended(kNow + 24h * 15 + 1s, 10) == 1u);
    BOOST_TEST(!tokens.find(sample_id(1)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_ended_removes_denials_too_and_stops_at_the_limit, S,
                              AllStores) {
    Granting<S> granting;
    auto& tokens = granting.tokens;
    for (unsigned n = 1; n <= 3; ++n) {
        granting.add(granting.ann, n);
        tokens.deny(sample_token_id(n), granting.ann.id, kNow + 10min, kNow);
    }
    BOOST_TEST(tokens.remove_ended(kNow + 11min, 10) == 0u);
    BOOST_TEST(tokens.is_denied(sample_token_id(1)));
    BOOST_TEST(tokens.remove_ended(kNow + 11min + 1s, 2) == 2u);
    BOOST_TEST(tokens.remove_ended(kNow + 24h * 40, 2) == 2u);
    BOOST_TEST(tokens.remove_ended(kNow + 24h * 40, 2) == 2u);
    BOOST_TEST(tokens.remove_ended(kNow + 24h * 40, 2) == 0u);
    BOOST_TEST(!tokens.is_denied(sample_token_id(1)));
    BOOST_TEST(tokens.list(FamilyId{}, kNow, 10).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(families_go_with_their_user, S, AllStores) {
    Granting<S> granting;
    granting.add(granting.ann);
    granting.add(granting.bob, 2);
    auto change = change_of(granting.ann);
    change.remove = true;
    BOOST_REQUIRE(granting.stores.accounts().apply(change).has_value());
    BOOST_TEST(!granting.tokens.find(sample_id(1)).has_value());
    BOOST_TEST(granting.tokens.find(sample_id(2)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
