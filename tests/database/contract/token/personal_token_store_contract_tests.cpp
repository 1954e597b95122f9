// What every PersonalTokenStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "postern/store/personal_token_store.hpp"
#include "support/sample_factors.hpp"
#include "support/sample_tokens.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using Added = store::PersonalTokenStore::Added;

namespace {

constexpr std::size_t kMost = 50;

template <class Stores>
struct Making {
    Stores stores;
    User ann = add_user(stores);
    User bob = add_user(stores, "bob@example.org", 2);
    store::PersonalTokenStore& tokens = stores.personal_tokens();

    Added add(const PersonalToken& token, unsigned n = 1, std::size_t most = kMost) {
        const Added added =
            tokens.add(token, sample_hash(n), most, {.audit = sample_audit(), .mails = {}});
        BOOST_TEST(tokens.find(sample_hash(n)).has_value() == (added == Added::Yes));
        return added;
    }
    Added add(const User& user, unsigned n = 1) { return add(sample_personal_token(user, n), n); }

    PersonalToken find(unsigned n = 1) {
        const auto found = tokens.find(sample_hash(n));
        BOOST_REQUIRE(found.has_value());
        return found->token;
    }
    std::optional<store::PersonalTokenWithUser> remove(unsigned n,
                                                       std::optional<UserId> user = {}) {
        return tokens.remove(sample_id(n), user, sample_audit());
    }
    std::size_t audited() { return stores.audit().find_latest({}, 0, 100).size(); }
    std::vector<store::Revocation> revocations() {
        return stores.revocations().find_after(0, 100).revocations;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(personal_token_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(add_stores_everything_and_what_belongs_to_it, S, AllStores) {
    Making<S> making;
    auto fresh = sample_personal_token(making.ann);
    std::string longest;
    for (std::size_t i = 0; i < kMaxTokenNameCodePoints; ++i) longest += "\xF0\x9F\x94\x91";
    fresh.name = longest;
    fresh.scopes = Scopes::parse("account:read admin:write site:*").value();
    fresh.address = "2001:db8:ffff:ffff:ffff:ffff:255.255.255.255";
    fresh.last_used_at = kNow;  // is not looked at
    BOOST_TEST((making.tokens.add(fresh, sample_hash(1), kMost, sample_effects(making.ann)) ==
                Added::Yes));
    const auto found = making.tokens.find(sample_hash(1));
    BOOST_REQUIRE(found.has_value());
    fresh.id = found->token.id;
    fresh.last_used_at.reset();
    BOOST_TEST(same(found->token, fresh));
    BOOST_TEST(same(found->user, making.ann));
    check_effects(making.stores, 1);
    BOOST_TEST(making.revocations().empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_stores_nothing_for_a_user_who_may_not_sign_in, S, AllStores) {
    Making<S> making;
    BOOST_TEST((making.add(unknown_user(making.ann)) == Added::UserGone));
    auto& accounts = making.stores.accounts();
    BOOST_REQUIRE(apply(accounts, service::user_disabled(making.ann, sample_cause())));
    BOOST_REQUIRE(
        apply(accounts, service::deletion_scheduled(making.bob, kNow + 24h, sample_cause())));
    const std::size_t before = making.audited();
    BOOST_TEST((making.add(making.ann) == Added::UserGone));
    BOOST_TEST((making.add(making.bob) == Added::UserGone));
    BOOST_TEST(making.audited() == before);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_refuses_more_than_the_most_that_have_not_expired, S, AllStores) {
    Making<S> making;
    const auto add = [&](const User& user, unsigned n, TimePoint now) {
        auto token = sample_personal_token(user, n);
        token.created_at = now;
        token.expires_at = now + 24h;
        return making.add(token, n, 2);
    };
    BOOST_TEST((add(making.ann, 1, kNow) == Added::Yes));
    BOOST_TEST((add(making.ann, 2, kNow + 1h) == Added::Yes));
    BOOST_TEST((add(making.ann, 3, kNow + 24h - 1s) == Added::TooMany));
    BOOST_TEST(making.audited() == 2u);
    BOOST_TEST((add(making.bob, 4, kNow) == Added::Yes));
    BOOST_TEST((add(making.ann, 5, kNow + 24h) == Added::Yes));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_compares_every_byte_and_finds_expired_ones, S, AllStores) {
    Making<S> making;
    auto token = sample_personal_token(making.ann);
    token.expires_at = kNow - 24h;
    making.add(token);
    for (std::size_t i = 0; i < Digest{}.size(); ++i) {
        Digest other = sample_hash(1);
        other[i] = static_cast<std::uint8_t>(other[i] ^ 0x20);
        BOOST_TEST(!making.tokens.find(other).has_value());
    }
    BOOST_TEST((making.find().expires_at == kNow - 24h));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_shows_a_user_who_was_disabled, S, AllStores) {
    Making<S> making;
    making.add(making.ann);
    BOOST_REQUIRE(
        apply(making.stores.accounts(), service::user_disabled(making.ann, sample_cause())));
    BOOST_TEST(making.tokens.find(sample_hash(1))->user.disabled);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_by_user_lists_the_newest_first_without_expired_ones, S,
                              AllStores) {
    Making<S> making;
    for (unsigned n = 1; n <= 4; ++n) making.add(n == 3 ? making.bob : making.ann, n);
    const auto found = making.tokens.find_by_user(making.ann.id, kNow);
    BOOST_REQUIRE(found.size() == 3u);
    BOOST_TEST(same(found[0], making.find(4)));
    BOOST_TEST(same(found[2], making.find(1)));
    BOOST_TEST(making.tokens.find_by_user(making.ann.id, kNow + 24h * 90 - 1s).size() == 3u);
    BOOST_TEST(making.tokens.find_by_user(making.ann.id, kNow + 24h * 90).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(list_walks_by_key_and_finds_those_that_nobody_uses, S, AllStores) {
    Making<S> making;
    for (unsigned n = 1; n <= 4; ++n) making.add(n % 2 == 0 ? making.bob : making.ann, n);
    const auto ids = [&](PersonalTokenId after, std::optional<TimePoint> unused_since,
                         TimePoint now = kNow, std::size_t limit = 10) {
        std::vector<PublicId> found;
        for (const auto& one : making.tokens.list(after, unused_since, now, limit))
            found.push_back(one.token.public_id);
        return found;
    };
    BOOST_TEST((ids({}, {}, kNow, 3) == std::vector{sample_id(1), sample_id(2), sample_id(3)}));
    BOOST_TEST((ids(making.find(3).id, {}) == std::vector{sample_id(4)}));
    BOOST_TEST(same(making.tokens.list(PersonalTokenId{}, {}, kNow, 10)[1].user, making.bob));
    BOOST_TEST(ids({}, {}, kNow + 24h * 90).empty());

    const store::PersonalTokenUse use{making.find(2).id, kNow + 24h};
    making.tokens.set_last_used({&use, 1});
    BOOST_TEST(ids({}, kNow).empty());
    BOOST_TEST((ids({}, kNow + 1s) == std::vector{sample_id(1), sample_id(3), sample_id(4)}));
    BOOST_TEST(ids({}, kNow + 24h + 1s).size() == 4u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_ends_a_token_with_its_revocation_and_an_entry, S, AllStores) {
    Making<S> making;
    making.add(making.ann);
    making.add(making.ann, 2);
    const PersonalToken token = making.find();
    const std::size_t before = making.audited();
    BOOST_TEST(!making.remove(1, making.bob.id).has_value());
    BOOST_TEST(!making.remove(3).has_value());
    BOOST_TEST(making.audited() == before);
    BOOST_TEST(making.revocations().empty());

    const auto removed = making.remove(1, making.ann.id);
    BOOST_REQUIRE(removed.has_value());
    BOOST_TEST(same(removed->token, token));
    BOOST_TEST(same(removed->user, making.ann));
    BOOST_TEST(!making.tokens.find(sample_hash(1)).has_value());
    BOOST_TEST(making.audited() == before + 1);
    const auto told = making.revocations();
    BOOST_REQUIRE(told.size() == 1u);
    BOOST_TEST((told[0].token_hash == sample_hash(1)));
    BOOST_TEST(!told[0].user_id.has_value());
    BOOST_TEST(!making.remove(1, making.ann.id).has_value());
    BOOST_TEST(making.remove(2).has_value());  // an administrator
}

BOOST_AUTO_TEST_CASE_TEMPLATE(signing_out_everywhere_ends_no_personal_token, S, AllStores) {
    Making<S> making;
    making.add(making.ann);
    making.stores.sessions().remove_all_of_user(making.ann.id, std::nullopt);
    BOOST_TEST(making.stores.sessions().remove_some(SessionId{0}) == 0u);
    BOOST_TEST(making.tokens.find(sample_hash(1)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_last_used_moves_forward_only, S, AllStores) {
    Making<S> making;
    for (unsigned n = 1; n <= 12; ++n) making.add(making.ann, n);
    std::vector<store::PersonalTokenUse> uses{{PersonalTokenId{4711}, kNow}};
    for (unsigned n = 1; n <= 11; ++n) uses.push_back({making.find(n).id, kNow + n * 1min});
    uses.push_back({making.find(1).id, kNow});  // twice: the later one counts
    making.tokens.set_last_used(uses);
    for (unsigned n = 1; n <= 11; ++n) BOOST_TEST((making.find(n).last_used_at == kNow + n * 1min));
    BOOST_TEST(!making.find(12).last_used_at.has_value());
    const store::PersonalTokenUse earlier{making.find(5).id, kNow};
    making.tokens.set_last_used({&earlier, 1});
    BOOST_TEST((making.find(5).last_used_at == kNow + 5min));
    making.tokens.set_last_used({});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_expired_removes_old_ones_up_to_the_limit, S, AllStores) {
    Making<S> making;
    for (unsigned n = 1; n <= 3; ++n) making.add(making.ann, n);
    BOOST_TEST(making.tokens.remove_expired(kNow + 24h * 90, 10) == 0u);
    BOOST_TEST(making.tokens.remove_expired(kNow + 24h * 90 + 1s, 2) == 2u);
    BOOST_TEST(making.tokens.remove_expired(kNow + 24h * 90 + 1s, 2) == 1u);
    BOOST_TEST(making.revocations().empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(personal_tokens_go_with_their_user, S, AllStores) {
    Making<S> making;
    making.add(making.ann);
    making.add(making.bob, 2);
    auto change = change_of(making.ann);
    change.remove = true;
    BOOST_REQUIRE(making.stores.accounts().apply(change).has_value());
    BOOST_TEST(!making.tokens.find(sample_hash(1)).has_value());
    BOOST_TEST(making.tokens.find(sample_hash(2)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
