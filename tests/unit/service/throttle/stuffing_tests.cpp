// An attack in simulated time: very many guesses from very many addresses against very many
// accounts, and an owner who wants in meanwhile. The figures are those of docs/security.md.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "postern/service/throttle/sign_in_throttle.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/memory/stores.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::Client;
using service::SignInThrottle;

namespace {

constexpr int kAddresses = 1000;
constexpr int kAccounts = 1000;
constexpr std::string_view kDevice = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

struct Account {
    EmailAddress email;
    std::optional<UserId> user;  ///< half of the addresses have no account
    int verified = 0;            ///< guesses that were looked at
    int in_first_hour = 0;
};

struct Attack {
    TimePoint start = test::kNow;
    TimePoint now = start;
    test::MemoryStores stores;
    shm::Shared<shm::AttemptTable> table;
    SignInThrottle throttle{*table, stores.sign_ins(), {}};
    std::mt19937 random{4711};
    std::vector<Account> accounts;
    std::vector<Client> clients;

    Attack() {
        const User owner = *stores.users().add(test::sample_user("owner@example.org"));
        for (int n = 0; n < kAccounts; ++n) {
            auto email = *EmailAddress::parse("user" + std::to_string(n) + "@example.org");
            accounts.push_back({email, n % 2 == 0 ? std::optional{owner.id} : std::nullopt});
        }
        accounts.front().email = owner.email;
        for (int n = 0; n < kAddresses; ++n)
            clients.push_back(
                {.address = "198.51." + std::to_string(n / 250) + "." + std::to_string(n % 250)});
        sign_in_of_owner();
    }

    Client owners_browser() const {
        return {.address = clients.front().address, .device = std::string{kDevice}};
    }

    /// True when the owner's right password is looked at, at once.
    bool sign_in_of_owner() {
        const auto attempt =
            throttle.admit(accounts[0].email, accounts[0].user, owners_browser(), now);
        if (!attempt) return false;
        throttle.forgive(*attempt);
        throttle.remember_device(*attempt, *accounts[0].user, kDevice, now);
        return true;
    }

    void guess(Account& account, const Client& client) {
        const auto attempt = throttle.admit(account.email, account.user, client, now);
        if (!attempt) return;
        throttle.fail(*attempt, now);
        ++account.verified;
        if (now < start + 1h) ++account.in_first_hour;
    }

    /// `attempts` by anybody against `targets` accounts, spread evenly over a time. The owner keeps
    /// trying; returns how often they were refused.
    int run(int attempts, std::size_t targets, std::chrono::seconds over) {
        int refused = 0;
        for (int i = 0; i < attempts; ++i) {
            now = start + over * i / attempts;
            guess(accounts[random() % targets], clients[random() % clients.size()]);
            if (i % 1000 == 0) refused += sign_in_of_owner() ? 0 : 1;
        }
        return refused;
    }

    int most(int Account::*figure) const {
        const auto by = [&](const Account& a, const Account& b) { return a.*figure < b.*figure; };
        return (*std::ranges::max_element(accounts, by)).*figure;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stuffing_tests, Attack)

BOOST_AUTO_TEST_CASE(a_million_guesses_a_day_check_a_hundred_per_account) {
    BOOST_TEST(run(1'000'000, kAccounts, 24h) == 0);
    BOOST_TEST(most(&Account::verified) == 100);
    BOOST_TEST(most(&Account::in_first_hour) <= 70);
}

BOOST_AUTO_TEST_CASE(a_burst_against_one_account_checks_seventy_guesses_an_hour) {
    BOOST_TEST(run(100'000, 1, 1h) == 0);
    BOOST_TEST(accounts[0].verified <= 70);
    BOOST_TEST(accounts[0].verified >= 60);  // the rule is as it is documented, not stricter
}

BOOST_AUTO_TEST_CASE(a_thousand_simultaneous_addresses_check_five_guesses) {
    for (const Client& client : clients) guess(accounts[0], client);
    BOOST_TEST(accounts[0].verified == 5);
    BOOST_TEST(sign_in_of_owner());
}

BOOST_AUTO_TEST_SUITE_END()
