#include "app/workers/lookup_thread.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <exception>
#include <iterator>
#include <system_error>
#include <utility>

#include "postern/base/clock.hpp"
#include "postern/base/log.hpp"

namespace postern::app {

LookupThread::LookupThread(store::mysql::ConnectionSettings settings, const shm::KeyDirectory& keys)
    : database_{std::move(settings)},
      trusted_{keys},
      event_fd_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)},
      connected_{connect()} {
    if (event_fd_ < 0) throw std::system_error{errno, std::generic_category(), "eventfd"};
    thread_ = std::thread{[this] { run(); }};
}

LookupThread::~LookupThread() {
    {
        const std::lock_guard lock{mutex_};
        over_ = true;
    }
    asked_or_over_.notify_one();
    thread_.join();
    close(event_fd_);
}

bool LookupThread::connect() noexcept {
    try {
        database_.ping();
        return true;
    } catch (const std::exception&) {
        return false;  // which the connection has logged; the first question tries again
    }
}

void LookupThread::ask(std::vector<Asked> questions) {
    {
        const std::lock_guard lock{mutex_};
        std::move(questions.begin(), questions.end(), std::back_inserter(asked_));
    }
    asked_or_over_.notify_one();
}

std::vector<LookupThread::Answered> LookupThread::take() {
    std::uint64_t count = 0;
    (void)!read(event_fd_, &count, sizeof count);  // only empties it
    const std::lock_guard lock{mutex_};
    return std::exchange(answered_, {});
}

void LookupThread::run() {
    for (;;) {
        std::vector<Asked> questions;
        {
            std::unique_lock lock{mutex_};
            asked_or_over_.wait(lock, [this] { return over_ || !asked_.empty(); });
            if (over_) return;
            questions = std::exchange(asked_, {});
        }
        std::vector<Answered> answers;
        drop_forged(questions, answers);
        if (!questions.empty())
            for (auto& answer : look_up(std::move(questions))) answers.push_back(std::move(answer));
        hand_over(std::move(answers));
    }
}

/// Takes out the questions that are about a forged token alone; one that is also about a cookie
/// goes on without the token.
void LookupThread::drop_forged(std::vector<Asked>& questions, std::vector<Answered>& answers) {
    const auto now = SystemClock{}.now().time_since_epoch().count();
    std::vector<Asked> rest;
    for (auto& asked : questions) {
        auto& credential = asked.question.credential;
        const bool is_forged =
            credential && credential->access && !trusted_.is_signed(*credential->access, now);
        if (is_forged) credential->access.reset();
        if (is_forged && !asked.question.token_hash)
            answers.push_back({asked.ticket, std::move(asked.question), std::nullopt, true});
        else
            rest.push_back(std::move(asked));
    }
    questions = std::move(rest);
}

/// REQUIRES: !questions.empty().
std::vector<LookupThread::Answered> LookupThread::look_up(std::vector<Asked> questions) {
    std::vector<store::AccessTokenKey> access(questions.size());
    std::vector<store::CheckKey> keys;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        keys.push_back(gate::key_of(questions[i].question, access[i]));
        keys.back().user = questions[i].user;
    }
    std::vector<store::CheckRow> rows;
    try {
        rows = database_.checks().find(keys);
    } catch (const std::exception& error) {
        if (const auto count = failures_.admit(std::chrono::steady_clock::now()))
            log::error("gate_unavailable", {{"reason", error.what()}, {"count", *count}});
        rows.clear();
    }
    std::vector<Answered> answers;
    for (std::size_t i = 0; i < questions.size(); ++i)
        answers.push_back({questions[i].ticket, std::move(questions[i].question),
                           rows.empty() ? std::nullopt : std::optional{std::move(rows[i])}});
    return answers;
}

void LookupThread::hand_over(std::vector<Answered> answers) {
    const std::lock_guard lock{mutex_};
    std::ranges::move(answers, std::back_inserter(answered_));
    const std::uint64_t one = 1;
    (void)!write(event_fd_, &one, sizeof one);
}

}  // namespace postern::app
