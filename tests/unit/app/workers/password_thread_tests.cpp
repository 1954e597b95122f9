// The thread that asks about passwords for a gate worker, and a portal that answers it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/workers/password_thread.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/workers/password_route.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/fastcgi/portal_server.hpp"
#include "postern/process/listener.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace std::chrono_literals;
using app::PasswordThread;
using app::PasswordVerdict;

namespace {

constexpr std::string_view kSecret = "0123456789abcdef";
constexpr std::string_view kUser = "AAAAAAAAAAAAAAAAAAAAAA";

/// Answers like a portal worker: `right` is right, `slow` waits until it is let go, and every other
/// password is wrong.
class Portal {
public:
    ~Portal() {
        let_go();
        eventfd_write(stop_, 1);
        thread_.join();
        close(stop_);
    }

    std::string path() const { return folder_.path() + "/portal.sock"; }
    /// The passwords it was asked about, in order.
    std::vector<std::string> asked() {
        const std::lock_guard lock{mutex_};
        return asked_;
    }
    void wait_until_it_is_slow() { slow_.wait(); }
    void let_go() {
        if (!gone_.test_and_set()) go_.count_down();
    }

private:
    std::string serve(fastcgi::RawRequest raw) {
        if (!app::is_password_question(raw.parameters, kSecret)) return {};
        const auto question = app::parse_password_question(raw.body);
        if (!question) return {};
        const std::string password{question->password.reveal()};
        {
            const std::lock_guard lock{mutex_};
            asked_.push_back(password);
        }
        if (password == "slow") {
            slow_.count_down();
            go_.wait();
        }
        if (password == "right")
            return app::to_text({PasswordVerdict::Right, *PublicId::parse(kUser)});
        return app::to_text({PasswordVerdict::Wrong});
    }

    test::TemporaryFolder folder_;
    process::Listener listener_ = process::Listener::bind({.path = path(), .group = {}});
    int stop_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    std::mutex mutex_;
    std::vector<std::string> asked_;
    std::latch slow_{1};
    std::latch go_{1};
    std::atomic_flag gone_{};
    std::thread thread_{[this] {
        fastcgi::run_portal_server(
            {.listen_fd = listener_.fd(), .stop_fd = stop_, .peers = {geteuid()}},
            [this](fastcgi::RawRequest raw) { return serve(std::move(raw)); });
    }};
};

PasswordThread::Asked question(std::uint64_t ticket, const std::string& password) {
    gate::Question question{.site_name = "wiki",
                            .token_hash = std::nullopt,
                            .visit = {},
                            .started = std::chrono::steady_clock::now()};
    question.credential.emplace();
    question.credential->key = crypto::sha256(password);
    question.credential->password = gate::TypedPassword{.user = "ann@example.org",
                                                        .password = Secret{password},
                                                        .address = "192.0.2.7",
                                                        .user_agent = "DAVx5"};
    return {ticket, std::move(question)};
}

void ask(PasswordThread& thread, std::uint64_t ticket, const std::string& password) {
    std::vector<PasswordThread::Asked> questions;
    questions.push_back(question(ticket, password));
    thread.ask(std::move(questions));
}

/// So many answers, as they come.
std::vector<PasswordThread::Answered> answers(PasswordThread& thread, std::size_t count) {
    std::vector<PasswordThread::Answered> all;
    while (all.size() < count) {
        pollfd watched{thread.answered_fd(), POLLIN, 0};
        BOOST_REQUIRE(poll(&watched, 1, 10'000) == 1);
        for (auto& answer : thread.take()) all.push_back(std::move(answer));
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(password_thread_tests)

BOOST_AUTO_TEST_CASE(a_right_password_comes_back_with_its_user_and_its_question) {
    Portal portal;
    PasswordThread thread{portal.path(), std::string{kSecret}};
    ask(thread, 7, "right");
    const auto all = answers(thread, 1);
    BOOST_TEST(all[0].ticket == 7u);
    BOOST_TEST((all[0].verdict == PasswordVerdict::Right));
    BOOST_REQUIRE(all[0].user.has_value());
    BOOST_TEST(all[0].user->text() == kUser);
    BOOST_TEST(all[0].question.site_name == "wiki");
    BOOST_TEST(all[0].question.credential.has_value());
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_wrong_and_names_nobody) {
    Portal portal;
    PasswordThread thread{portal.path(), std::string{kSecret}};
    ask(thread, 1, "guess");
    const auto all = answers(thread, 1);
    BOOST_TEST((all[0].verdict == PasswordVerdict::Wrong));
    BOOST_TEST(!all[0].user.has_value());
}

BOOST_AUTO_TEST_CASE(those_with_the_same_key_wait_for_the_answer_of_the_first) {
    Portal portal;
    PasswordThread thread{portal.path(), std::string{kSecret}};
    ask(thread, 1, "slow");
    portal.wait_until_it_is_slow();
    ask(thread, 2, "slow");
    ask(thread, 3, "right");
    ask(thread, 4, "slow");
    portal.let_go();
    auto all = answers(thread, 4);
    BOOST_TEST((portal.asked() == std::vector<std::string>{"slow", "right"}));
    std::vector<std::uint64_t> tickets;
    for (const auto& answer : all) {
        tickets.push_back(answer.ticket);
        const bool right = answer.verdict == PasswordVerdict::Right;
        BOOST_TEST(right == (answer.ticket == 3));
    }
    BOOST_TEST((tickets == std::vector<std::uint64_t>{1, 2, 4, 3}));
}

BOOST_AUTO_TEST_CASE(many_at_once_are_asked_for_once_each) {
    Portal portal;
    PasswordThread thread{portal.path(), std::string{kSecret}};
    std::vector<PasswordThread::Asked> questions;
    for (std::uint64_t ticket = 0; ticket < 60; ++ticket)
        questions.push_back(question(ticket, "guess " + std::to_string(ticket % 3)));
    thread.ask(std::move(questions));
    for (const auto& answer : answers(thread, 60))
        BOOST_TEST((answer.verdict == PasswordVerdict::Wrong));
    BOOST_TEST(portal.asked().size() == 3u);
}

BOOST_AUTO_TEST_CASE(without_a_portal_the_answer_is_busy) {
    std::string gone;
    {
        const Portal portal;
        gone = portal.path();
    }
    PasswordThread thread{gone, std::string{kSecret}};
    ask(thread, 1, "right");
    BOOST_TEST((answers(thread, 1)[0].verdict == PasswordVerdict::Busy));
}

BOOST_AUTO_TEST_CASE(a_portal_that_does_not_know_the_secret_answers_nothing) {
    Portal portal;
    PasswordThread thread{portal.path(), "another secret"};
    ask(thread, 1, "right");
    BOOST_TEST((answers(thread, 1)[0].verdict == PasswordVerdict::Busy));
    BOOST_TEST(portal.asked().empty());
}

BOOST_AUTO_TEST_CASE(what_has_waited_too_long_is_busy_and_not_asked) {
    Portal portal;
    PasswordThread thread{portal.path(), std::string{kSecret}};
    std::vector<PasswordThread::Asked> questions;
    questions.push_back(question(1, "right"));
    questions.back().question.started -= 1h;
    thread.ask(std::move(questions));
    BOOST_TEST((answers(thread, 1)[0].verdict == PasswordVerdict::Busy));
    BOOST_TEST(portal.asked().empty());
}

BOOST_AUTO_TEST_CASE(it_ends_while_questions_wait) {
    Portal portal;
    {
        PasswordThread thread{portal.path(), std::string{kSecret}};
        ask(thread, 1, "slow");
        portal.wait_until_it_is_slow();
        ask(thread, 2, "right");
        portal.let_go();
    }
    BOOST_TEST(portal.asked().front() == "slow");
}

BOOST_AUTO_TEST_SUITE_END()
