#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>
#include <vector>

#include "mail/delivery.hpp"
#include "postern/shm/shared_memory.hpp"
#include "postern/store/store_error.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::app;
using namespace std::chrono_literals;

namespace {

using mail::SendFault;
constexpr auto kGiveUpAfter = 48h;
constexpr auto kLease = 75s;

/// Takes what it is told to take.
struct ScriptedSender final : mail::MailSender {
    void send(std::string_view, const EmailAddress& to, std::string_view message) override {
        before();
        sent_to.push_back(to.text());
        messages.emplace_back(message);
    }
    void fail(const std::string& what, SendFault fault) {
        before = [what, fault] { throw mail::SendError{what, fault}; };
    }
    std::function<void()> before = [] {};
    std::vector<std::string> sent_to;
    std::vector<std::string> messages;
};

struct DeliveryFixture {
    TimePoint now = test::kNow;
    test::MemoryStores stores;
    test::CountingEntropy entropy;
    shm::Shared<shm::AttemptTable> counters;
    service::MailComposer room{stores.users(), stores.accounts(), *counters, entropy, {}};
    mail::Letters letters =
        mail::Letters::load("src/mail/templates", text::Catalogue::load("src/text/messages"),
                            {"https://auth.example.org", "en"});
    ScriptedSender sender;
    std::atomic<bool> stopping{false};
    shm::Shared<shm::Metrics> metrics;
    Delivery delivery = another();

    DeliveryFixture() { stores.users().add(test::sample_user("ann@example.org")).value(); }

    Delivery another() {
        return {stores.outbox(),    room,      letters, sender, entropy, stopping,
                metrics->writer(0), settings()};
    }
    static DeliverySettings settings() {
        return {.from = {"auth@example.org", "Postern"},
                .public_url = "https://auth.example.org",
                .lease = kLease,
                .give_up_after = kGiveUpAfter};
    }
    void ask(std::string_view to = "ann@example.org") {
        stores.state().add_mail({.kind = MailKind::ResetPassword,
                                 .user_id = std::nullopt,
                                 .to = *EmailAddress::parse(to),
                                 .language = "",
                                 .created_at = now});
    }
    Delivery::Outcome deliver() { return delivery.deliver_next(now); }
    const test::StoredMail& only_mail() { return stores.state().outbox.begin()->second; }
    std::size_t left() { return stores.state().outbox.size(); }
};

std::string header(const std::string& message, const std::string& name) {
    const auto begin = message.find(name + ": ");
    return message.substr(begin, message.find("\r\n", begin) - begin);
}

using Outcome = Delivery::Outcome;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(delivery_tests, DeliveryFixture)

BOOST_AUTO_TEST_CASE(pauses_grow_from_seconds_to_an_hour) {
    const auto pause = [](std::uint32_t attempts) {
        return pause_after(attempts, false, 1s, kGiveUpAfter, 0).value();
    };
    BOOST_TEST((pause(1) == 10s));
    BOOST_TEST((pause(2) == 30s));
    BOOST_TEST((pause(3) == 2min));
    BOOST_TEST((pause(4) == 10min));
    BOOST_TEST((pause(5) == 30min));
    for (const std::uint32_t attempts : {6u, 7u, 1000u}) BOOST_TEST((pause(attempts) == 1h));
}

BOOST_AUTO_TEST_CASE(an_unreachable_server_is_retried_within_a_minute) {
    for (const std::uint32_t attempts : {1u, 2u, 3u, 6u, 1000u}) {
        const auto pause = [&](std::uint8_t random) {
            return pause_after(attempts, true, 1h, kGiveUpAfter, random).value();
        };
        BOOST_TEST((pause(255) <= 50s));
        BOOST_TEST((pause(0) >= 10s));
    }
    ask();
    sender.fail("no mail server: refused", SendFault::Server);
    for (int attempt = 0; attempt < 20; ++attempt) {
        BOOST_TEST((deliver() == Outcome::PutOff));
        BOOST_TEST((only_mail().next_attempt_at <= now + 50s));
        now = only_mail().next_attempt_at;
    }
}

BOOST_AUTO_TEST_CASE(jitter_lengthens_pauses_by_a_quarter_at_most) {
    for (std::uint32_t attempts = 1; attempts < 10; ++attempts) {
        const auto least = pause_after(attempts, false, 1s, kGiveUpAfter, 0).value();
        for (int random = 0; random <= 255; ++random) {
            const auto pause =
                pause_after(attempts, false, 1s, kGiveUpAfter, static_cast<std::uint8_t>(random))
                    .value();
            BOOST_TEST((pause >= least && pause < least + least / 4 + 1s));
        }
        BOOST_TEST((pause_after(attempts, false, 1s, kGiveUpAfter, 255).value() > least));
    }
}

BOOST_AUTO_TEST_CASE(an_email_is_given_up_when_the_next_attempt_would_be_too_late) {
    BOOST_TEST(pause_after(20, false, kGiveUpAfter - 1h, kGiveUpAfter, 0).has_value());
    BOOST_TEST(!pause_after(20, false, kGiveUpAfter - 1h + 1s, kGiveUpAfter, 0).has_value());
    // One that an administrator had retried gets three attempts, however old it is.
    BOOST_TEST(pause_after(1, false, 10 * kGiveUpAfter, kGiveUpAfter, 0).has_value());
    BOOST_TEST(pause_after(2, false, 10 * kGiveUpAfter, kGiveUpAfter, 0).has_value());
    BOOST_TEST(!pause_after(3, false, 10 * kGiveUpAfter, kGiveUpAfter, 0).has_value());
}

BOOST_AUTO_TEST_CASE(an_accepted_email_is_removed) {
    ask();
    BOOST_TEST((deliver() == Outcome::Done));
    BOOST_TEST(sender.sent_to.at(0) == "ann@example.org");
    BOOST_TEST(left() == 0u);
    BOOST_TEST((deliver() == Outcome::NothingDue));
    BOOST_TEST(metrics->read().mails_sent == 1u);
}

BOOST_AUTO_TEST_CASE(an_email_for_nobody_is_removed_and_not_sent) {
    ask("eve@example.org");
    BOOST_TEST((deliver() == Outcome::Done));
    BOOST_TEST(sender.sent_to.empty());
    BOOST_TEST(left() == 0u);
    BOOST_TEST(metrics->read().mails_sent == 0u);
}

BOOST_AUTO_TEST_CASE(a_deferred_email_is_postponed) {
    ask();
    sender.fail("the mail server said: 451 later", SendFault::Mail);
    BOOST_TEST((deliver() == Outcome::PutOff));
    BOOST_TEST((only_mail().next_attempt_at >= now + 10s));
    BOOST_TEST((only_mail().next_attempt_at <= now + 13s));
    BOOST_TEST(only_mail().last_error == "the mail server said: 451 later");
    BOOST_TEST((deliver() == Outcome::NothingDue));
    now += 13s;
    sender.before = [] {};
    BOOST_TEST((deliver() == Outcome::Done));
    BOOST_TEST(left() == 0u);
}

BOOST_AUTO_TEST_CASE(an_email_that_is_never_accepted_is_given_up_and_kept) {
    ask();
    const auto asked = now;
    sender.fail("450 not now", SendFault::Mail);
    int attempts = 0;
    while (!only_mail().failed_at && attempts < 1000) {
        deliver();
        ++attempts;
        now = only_mail().next_attempt_at;
    }
    BOOST_TEST(attempts > 40);
    BOOST_TEST(attempts < 60);
    BOOST_TEST((only_mail().failed_at.value() > asked + kGiveUpAfter - 90min));
    BOOST_TEST((only_mail().failed_at.value() <= asked + kGiveUpAfter));
    BOOST_TEST(metrics->read().mails_failed == 1u);
}

BOOST_AUTO_TEST_CASE(a_final_refusal_is_not_retried) {
    ask();
    sender.fail("the mail server said: 550 no", SendFault::Final);
    BOOST_TEST((deliver() == Outcome::Done));
    BOOST_TEST((only_mail().failed_at == now));
    BOOST_TEST(only_mail().last_error == "the mail server said: 550 no");
    now += 24h;
    BOOST_TEST((deliver() == Outcome::NothingDue));
}

BOOST_AUTO_TEST_CASE(a_courier_that_dies_while_sending_leaves_the_email_to_the_next_one) {
    ask();
    sender.before = [] { throw std::bad_alloc{}; };  // stands for kill -9
    BOOST_CHECK_THROW(deliver(), std::bad_alloc);
    sender.before = [] {};
    Delivery next = another();
    BOOST_TEST((next.deliver_next(now + kLease - 1s) == Outcome::NothingDue));
    BOOST_TEST((next.deliver_next(now + kLease) == Outcome::Done));
    BOOST_TEST(sender.messages.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_duplicate_has_the_same_message_id_and_another_link) {
    ask();
    sender.before = [this] { stores.state().fail_next = 2; };  // the database goes meanwhile
    BOOST_CHECK_THROW(deliver(), store::StoreError);
    sender.before = [] {};
    stores.state().fail_next = 0;
    Delivery next = another();  // which knows nothing of it
    BOOST_TEST((next.deliver_next(now + kLease) == Outcome::Done));
    BOOST_REQUIRE(sender.messages.size() == 2u);
    BOOST_TEST(header(sender.messages[0], "Message-ID") ==
               header(sender.messages[1], "Message-ID"));
    BOOST_TEST(sender.messages[0] != sender.messages[1]);
}

BOOST_AUTO_TEST_CASE(a_database_lost_after_sending_causes_no_duplicate) {
    ask();
    sender.before = [this] { stores.state().unavailable = true; };
    BOOST_CHECK_THROW(deliver(), store::StoreError);
    BOOST_CHECK_THROW(deliver(), store::StoreError);
    stores.state().unavailable = false;
    sender.before = [] {};
    now += kLease;
    BOOST_TEST((deliver() == Outcome::NothingDue));
    BOOST_TEST(sender.messages.size() == 1u);
    BOOST_TEST(left() == 0u);
}

BOOST_AUTO_TEST_CASE(two_emails_have_two_message_ids) {
    ask();
    ask();
    deliver();
    deliver();
    BOOST_TEST(header(sender.messages.at(0), "Message-ID") !=
               header(sender.messages.at(1), "Message-ID"));
}

BOOST_AUTO_TEST_CASE(an_email_interrupted_by_a_stop_is_due_at_once) {
    ask();
    sender.before = [this] {
        stopping = true;
        throw mail::SendError{"no mail server: stopped", SendFault::Server};
    };
    BOOST_TEST((deliver() == Outcome::PutOff));
    BOOST_TEST((only_mail().next_attempt_at == now));
}

BOOST_AUTO_TEST_SUITE_END()
