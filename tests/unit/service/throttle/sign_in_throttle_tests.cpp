// Who may try a password, and when, over the memory store and a real table.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <random>
#include <vector>

#include "postern/crypto/digest.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"
#include "postern/shm/shared_memory.hpp"
#include "postern/store/store_error.hpp"
#include "support/memory/stores.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::Client;
using service::SignInThrottle;
using service::ThrottleSettings;

namespace {

const EmailAddress kAnn = *EmailAddress::parse("ann@example.org");
const EmailAddress kNobody = *EmailAddress::parse("nobody@example.org");
const Client kStranger{.address = "192.0.2.7"};
constexpr std::string_view kDevice = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

Digest key_of(const EmailAddress& email) { return crypto::sha256(email.text()); }

Client at(std::string address) { return {.address = std::move(address)}; }

Client ann_at(std::string address) {
    return {.address = std::move(address), .device = std::string{kDevice}};
}

struct Throttled {
    TimePoint now = test::kNow;
    test::MemoryStores stores;
    shm::Shared<shm::AttemptTable> table;
    shm::Shared<shm::AttemptTable> table_of_other_host;
    ThrottleSettings settings{.attempts_per_address = 1000};
    User ann = *stores.users().add(test::sample_user("ann@example.org"));
    SignInThrottle throttle{*table, stores.sign_ins(), settings};
    SignInThrottle other_host{*table_of_other_host, stores.sign_ins(), settings};

    SignInThrottle with(ThrottleSettings other) { return {*table, stores.sign_ins(), other}; }

    /// Tries with the wrong password; how long to wait when refused.
    std::optional<std::chrono::seconds> try_wrong(const SignInThrottle& at_host,
                                                  const Client& client = kStranger,
                                                  const EmailAddress& email = kAnn) {
        const auto attempt = at_host.admit(email, id_of(email), client, now);
        if (!attempt) return attempt.error().retry_after;
        at_host.fail(*attempt, now);
        return std::nullopt;
    }
    /// As often as is admitted at once.
    int try_wrong_at_once(const SignInThrottle& at_host, const Client& client = kStranger,
                          const EmailAddress& email = kAnn) {
        int tried = 0;
        while (!try_wrong(at_host, client, email)) ++tried;
        return tried;
    }
    /// Fails until the account is blocked; returns how often.
    int block(const Client& client = kStranger) {
        for (int tried = 0;;) {
            const auto attempt = throttle.admit(kAnn, ann.id, client, now);
            if (attempt) ++tried;
            if (attempt && throttle.fail(*attempt, now)) return tried;
            now += 1s;
        }
    }
    void sign_in(const Client& client, std::string_view device) {
        const auto attempt = throttle.admit(kAnn, ann.id, client, now);
        BOOST_REQUIRE(attempt.has_value());
        throttle.forgive(*attempt);
        throttle.remember_device(*attempt, ann.id, device, now);
    }
    bool admits(const SignInThrottle& at_host, const Client& client = kStranger) {
        const auto attempt = at_host.admit(kAnn, ann.id, client, now);
        if (attempt) at_host.withdraw(*attempt);
        return attempt.has_value();
    }
    std::optional<UserId> id_of(const EmailAddress& email) const {
        return email == kAnn ? std::optional{ann.id} : std::nullopt;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sign_in_throttle_tests, Throttled)

BOOST_AUTO_TEST_CASE(waits_grow_after_the_free_attempts) {
    BOOST_TEST(try_wrong_at_once(throttle) == 5);
    for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        BOOST_TEST((try_wrong(throttle) == wait));
        now += wait - 1s;
        BOOST_TEST((try_wrong(throttle) == 1s));
        now += 1s;
        BOOST_TEST(!try_wrong(throttle).has_value());
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_address_is_counted_the_same_way) {
    for (int round = 0; round < 200; ++round, now += 1s) {
        const auto known = throttle.admit(kAnn, ann.id, at("192.0.2.1"), now);
        const auto unknown = throttle.admit(kNobody, std::nullopt, at("192.0.2.2"), now);
        BOOST_REQUIRE(known.has_value() == unknown.has_value());
        if (!known) {
            BOOST_REQUIRE((known.error().retry_after == unknown.error().retry_after));
            BOOST_REQUIRE(known.error().blocked == unknown.error().blocked);
            continue;
        }
        BOOST_REQUIRE(throttle.fail(*known, now) == throttle.fail(*unknown, now));
    }
}

BOOST_AUTO_TEST_CASE(known_and_unknown_addresses_cost_the_same_calls_with_and_without_a_device) {
    for (const Client& client : {kStranger, ann_at("192.0.2.9")}) {
        const auto calls = [&](const EmailAddress& email) {
            const auto before = stores.state().calls;
            const auto attempt = throttle.admit(email, id_of(email), client, now);
            throttle.fail(*attempt, now);
            return stores.state().calls - before;
        };
        BOOST_TEST(calls(kAnn) == calls(kNobody));
    }
}

BOOST_AUTO_TEST_CASE(attempts_at_the_same_moment_are_counted_before_they_are_looked_at) {
    std::vector<SignInThrottle::Attempt> under_way;
    for (int i = 0; i < 50; ++i)
        if (auto attempt = throttle.admit(kAnn, ann.id, at("192.0.2." + std::to_string(i)), now))
            under_way.push_back(*attempt);
    BOOST_TEST(under_way.size() == 5u);
    for (const auto& attempt : under_way) throttle.fail(attempt, now);
    BOOST_TEST(!admits(throttle));
}

BOOST_AUTO_TEST_CASE(a_withdrawn_attempt_does_not_count) {
    for (int i = 0; i < 8; ++i) {
        while (try_wrong(throttle)) now += 1s;
    }
    now += 20s;
    for (int i = 0; i < 50; ++i) BOOST_REQUIRE(admits(throttle));
    BOOST_TEST(!try_wrong(throttle).has_value());
    BOOST_TEST((try_wrong(throttle) == 16s));
}

BOOST_AUTO_TEST_CASE(successful_attempts_never_add_up) {
    // As while the database comes and goes: a few at a time, most of them withdrawn.
    const SignInThrottle usual = with({.attempts_per_address = 20});
    constexpr std::size_t kAtOnce = 4;
    std::mt19937 random{20261121};
    std::vector<SignInThrottle::Attempt> under_way;
    for (int step = 0; step < 20'000; ++step) {
        now += std::chrono::seconds{random() % 50 == 0 ? 1 : 0};
        if (under_way.size() < kAtOnce && random() % 2 == 0) {
            const auto attempt = usual.admit(kAnn, ann.id, kStranger, now);
            BOOST_REQUIRE_MESSAGE(attempt.has_value(), "refused at step " << step);
            under_way.push_back(*attempt);
        } else if (!under_way.empty()) {
            std::swap(under_way[random() % under_way.size()], under_way.back());
            if (random() % 10 == 0)
                usual.forgive(under_way.back());
            else
                usual.withdraw(under_way.back());
            under_way.pop_back();
        }
    }
}

BOOST_AUTO_TEST_CASE(the_right_password_starts_the_count_anew) {
    try_wrong_at_once(throttle);
    now += 1s;
    sign_in(kStranger, "");
    BOOST_TEST(stores.sign_ins().find_failures(key_of(kAnn)).consecutive == 0u);
    BOOST_TEST(try_wrong_at_once(throttle) == 5);
}

BOOST_AUTO_TEST_CASE(the_owners_sign_in_does_not_help_an_attacker_elsewhere) {
    for (int i = 0; i < 9; ++i) {
        while (try_wrong(throttle, at("198.51.100.1"))) now += 1s;
    }
    now += 16s;
    sign_in(kStranger, "");
    BOOST_TEST(!try_wrong(throttle, at("198.51.100.1")).has_value());
    BOOST_TEST((try_wrong(throttle, at("198.51.100.1")) == 32s));
    BOOST_TEST(try_wrong_at_once(throttle, kStranger) == 4);
}

BOOST_AUTO_TEST_CASE(successes_cost_no_budget) {
    SignInThrottle narrow = with({.attempts_per_address = 1, .parallel_attempts = 1});
    for (int i = 0; i < 1000; ++i) {
        const auto attempt = narrow.admit(kAnn, ann.id, kStranger, now);
        BOOST_REQUIRE(attempt.has_value());
        narrow.forgive(*attempt);
    }
}

BOOST_AUTO_TEST_CASE(failures_outlive_a_restart_and_are_known_on_other_hosts) {
    BOOST_TEST(try_wrong_at_once(throttle) == 5);
    BOOST_TEST((try_wrong(other_host) == 1s));
    now += 1s;
    BOOST_TEST(!try_wrong(other_host).has_value());
    BOOST_TEST((try_wrong(throttle) == 2s));
}

BOOST_AUTO_TEST_CASE(a_sign_in_on_another_host_is_known_at_the_latest_after_a_minute) {
    try_wrong_at_once(throttle);
    now += 1s;
    const auto attempt = other_host.admit(kAnn, ann.id, at("192.0.2.8"), now);
    other_host.forgive(*attempt);
    now += 60s;
    BOOST_TEST(try_wrong_at_once(throttle, at("192.0.2.8")) == 5);
}

BOOST_AUTO_TEST_CASE(after_the_most_failures_nothing_is_admitted_for_years) {
    BOOST_TEST(block() == 100);
    for (int month = 0; month < 36; ++month, now += 24h * 30) {
        const auto refused = throttle.admit(kAnn, ann.id, kStranger, now);
        BOOST_REQUIRE(!refused.has_value());
        BOOST_TEST(refused.error().blocked);
    }
}

BOOST_AUTO_TEST_CASE(exactly_one_failure_reports_the_block) {
    block();
    const auto attempt = other_host.admit(kNobody, std::nullopt, kStranger, now);
    BOOST_TEST(!other_host.fail(*attempt, now));
    BOOST_TEST(!admits(other_host));
}

BOOST_AUTO_TEST_CASE(of_simultaneous_last_failures_one_reports_the_block) {
    for (int failed = 0; failed < 99; now += 1s) failed += try_wrong(throttle) ? 0 : 1;
    now += 60s;
    const auto here = throttle.admit(kAnn, ann.id, kStranger, now);
    const auto there = other_host.admit(kAnn, ann.id, kStranger, now);
    BOOST_TEST(throttle.fail(*here, now));
    BOOST_TEST(!other_host.fail(*there, now));
}

BOOST_AUTO_TEST_CASE(a_reset_frees_this_host_at_once_and_others_within_a_minute) {
    block();
    stores.sign_ins().clear_failures(key_of(kAnn));  // as a password reset does
    const auto elsewhere = throttle.admit(kAnn, ann.id, at("192.0.2.8"), now);
    BOOST_REQUIRE(!elsewhere.has_value());
    BOOST_TEST(!elsewhere.error().blocked);
    BOOST_TEST((elsewhere.error().retry_after <= 60s));
    throttle.forget(kAnn);
    BOOST_TEST(admits(throttle, at("192.0.2.8")));

    stores.sign_ins().add_failure(key_of(kNobody), now);
    try_wrong_at_once(other_host, kStranger, kNobody);
    stores.sign_ins().clear_failures(key_of(kNobody));
    now += 61s;
    BOOST_TEST(try_wrong_at_once(other_host, at("192.0.2.8"), kNobody) == 5);
}

BOOST_AUTO_TEST_CASE(a_known_device_has_a_budget_that_others_cannot_use_up) {
    sign_in(kStranger, kDevice);
    block(at("198.51.100.1"));
    BOOST_TEST(!admits(throttle, at("192.0.2.8")));
    BOOST_TEST(admits(throttle, ann_at("192.0.2.8")));
    BOOST_TEST(admits(throttle, ann_at("198.51.100.1")));
    BOOST_TEST(admits(other_host, ann_at("198.51.100.1")));
    BOOST_TEST(try_wrong_at_once(throttle, ann_at("198.51.100.1")) == 5);
}

BOOST_AUTO_TEST_CASE(a_known_device_passes_where_the_network_is_over_its_budget) {
    sign_in(kStranger, kDevice);
    SignInThrottle narrow = with({.attempts_per_address = 1, .parallel_attempts = 0});
    try_wrong(narrow, kStranger, kNobody);
    BOOST_TEST(!admits(narrow, kStranger));
    BOOST_TEST(admits(narrow, ann_at("192.0.2.7")));
}

BOOST_AUTO_TEST_CASE(the_budget_of_a_device_has_its_own_waits_and_end) {
    sign_in(kStranger, kDevice);
    int tried = 0;
    for (int second = 0; second < 10'000; ++second, now += 1s)
        if (!try_wrong(throttle, ann_at("192.0.2.8"))) ++tried;
    BOOST_TEST(tried == 100);
    BOOST_TEST(throttle.admit(kAnn, ann.id, ann_at("192.0.2.8"), now).error().blocked);
    BOOST_TEST(admits(throttle, at("192.0.2.8")));
}

BOOST_AUTO_TEST_CASE(a_blocked_device_is_not_reported_as_a_blocked_account) {
    sign_in(kStranger, kDevice);
    for (int second = 0; second < 10'000; ++second, now += 1s)
        if (const auto attempt = throttle.admit(kAnn, ann.id, ann_at("192.0.2.8"), now))
            BOOST_REQUIRE(!throttle.fail(*attempt, now));
}

BOOST_AUTO_TEST_CASE(a_device_of_one_account_is_unknown_to_another) {
    sign_in(kStranger, kDevice);
    const User bob = *stores.users().add(test::sample_user("bob@example.org", 2));
    const auto attempt = throttle.admit(bob.email, bob.id, ann_at("192.0.2.8"), now);
    BOOST_TEST(!attempt->by_known_device);
    BOOST_TEST(!throttle.is_new_device(*attempt, bob.id));  // bob has no device yet
    throttle.remember_device(*attempt, bob.id, kDevice, now);
    const auto other = throttle.admit(bob.email, bob.id, kStranger, now);
    BOOST_TEST(throttle.is_new_device(*other, bob.id));
}

BOOST_AUTO_TEST_CASE(a_device_remembered_again_starts_with_no_failures) {
    sign_in(kStranger, kDevice);
    for (int second = 0; second < 10'000; ++second, now += 1s) try_wrong(throttle, ann_at("::1"));
    stores.state().known_devices.clear();  // as a reset of the password does
    sign_in(ann_at("192.0.2.8"), kDevice);
    BOOST_TEST(admits(throttle, ann_at("192.0.2.8")));
}

BOOST_AUTO_TEST_CASE(an_invalid_device_cookie_is_ignored) {
    for (const char* const value : {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
        const auto before = stores.state().calls;
        const auto attempt =
            throttle.admit(kAnn, ann.id, {.address = "192.0.2.7", .device = value}, now);
        BOOST_TEST(stores.state().calls - before == 1u);
        throttle.remember_device(*attempt, ann.id, value, now);
        throttle.withdraw(*attempt);
    }
    BOOST_TEST(stores.state().known_devices.empty());
}

BOOST_AUTO_TEST_CASE(failures_from_one_network_are_bounded_over_all_accounts) {
    SignInThrottle narrow = with({.attempts_per_address = 20, .parallel_attempts = 4});
    int tried = 0;
    for (auto end = now + 600s; now < end; now += 1s)
        for (int n = 0; n < 5; ++n) {
            const auto email = EmailAddress::parse(std::to_string(tried) + "@example.org");
            if (!try_wrong(narrow, at("2001:db8::" + std::to_string(n)), *email)) ++tried;
        }
    BOOST_TEST(tried <= 200 + 24);
    BOOST_TEST(tried >= 200);
    BOOST_TEST(admits(narrow, at("2001:db8:0:1::1")));
}

BOOST_AUTO_TEST_CASE(a_refusal_by_the_account_costs_the_network_nothing) {
    SignInThrottle narrow = with({.attempts_per_address = 6, .parallel_attempts = 0});
    BOOST_TEST(try_wrong_at_once(narrow) == 5);
    for (int i = 0; i < 100; ++i) BOOST_TEST((try_wrong(narrow) == 1s));
    BOOST_TEST(!try_wrong(narrow, kStranger, kNobody).has_value());
}

BOOST_AUTO_TEST_CASE(a_refusal_by_the_account_costs_the_pair_nothing) {
    try_wrong_at_once(throttle, at("198.51.100.1"));
    for (int i = 0; i < 50; ++i) BOOST_TEST((try_wrong(throttle) == 1s));
    now += 1s;
    sign_in(at("192.0.2.9"), "");
    BOOST_TEST(try_wrong_at_once(throttle) == 5);
}

BOOST_AUTO_TEST_CASE(networks_of_one_48_share_four_budgets) {
    const SignInThrottle narrow = with({.attempts_per_address = 1, .parallel_attempts = 0});
    int admitted = 0;
    for (int n = 0; n < 12; ++n) {
        const auto client = at("2001:db8:1:" + std::to_string(n) + "::1");
        const auto email = EmailAddress::parse("user" + std::to_string(n) + "@example.org");
        const auto attempt = narrow.admit(*email, std::nullopt, client, now);
        if (attempt) narrow.fail(*attempt, now);
        admitted += attempt ? 1 : 0;
    }
    BOOST_TEST(admitted == 4);
    const auto other = EmailAddress::parse("other@example.org");
    BOOST_TEST(narrow.admit(*other, std::nullopt, at("2001:db8:2::1"), now).has_value());
    BOOST_TEST(narrow.admit(*other, std::nullopt, at("192.0.2.7"), now).has_value());
}

BOOST_AUTO_TEST_CASE(text_that_is_not_an_address_has_budgets_too_and_touches_no_account) {
    const auto admit = [&](std::string_view typed) {
        const auto attempt = throttle.admit_nobody(typed, kStranger, now);
        if (attempt) throttle.fail(*attempt, now);
        return attempt.has_value();
    };
    for (int i = 0; i < 5; ++i) BOOST_TEST(admit("ann"));
    BOOST_TEST(!admit("ann"));
    BOOST_TEST(admit("bob"));
    for (int i = 0; i < 50; ++i) admit("ann@example.org");
    BOOST_TEST(admits(throttle));
}

BOOST_AUTO_TEST_CASE(an_unreachable_database_counts_no_attempt) {
    for (int i = 0; i < 100; ++i) {
        stores.state().unavailable = true;
        BOOST_CHECK_THROW((void)throttle.admit(kAnn, ann.id, kStranger, now), store::StoreError);
        stores.state().unavailable = false;
    }
    BOOST_TEST(try_wrong_at_once(throttle) == 5);
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_keeps_no_client_waiting) {
    for (int i = 0; i < 12; ++i) {
        while (try_wrong(throttle)) now += 1s;
    }
    now -= 24h;
    BOOST_TEST(!try_wrong(throttle).has_value());
    BOOST_TEST(try_wrong(throttle, at("192.0.2.8")).value_or(0s) <= 60s);
}

BOOST_AUTO_TEST_SUITE_END()
