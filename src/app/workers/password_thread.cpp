#include "app/workers/password_thread.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <iterator>
#include <system_error>
#include <utility>

#include "app/workers/password_route.hpp"
#include "postern/base/check.hpp"
#include "postern/base/log.hpp"
#include "postern/fastcgi/client.hpp"

namespace postern::app {

namespace {

/// From the request to the answer. Longer than the patience of a portal worker for a hashing slot
/// and a hash, and shorter than nginx's for the gate.
constexpr std::chrono::milliseconds kPatience{2500};

const Digest& key_of(const PasswordThread::Asked& asked) {
    POSTERN_CHECK(asked.question.credential && asked.question.credential->password);
    return asked.question.credential->key;
}

}  // namespace

PasswordThread::PasswordThread(std::string portal_socket, std::string secret)
    : portal_socket_{std::move(portal_socket)},
      secret_{std::move(secret)},
      event_fd_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
    if (event_fd_ < 0) throw std::system_error{errno, std::generic_category(), "eventfd"};
    thread_ = std::thread{[this] { run(); }};
}

PasswordThread::~PasswordThread() {
    {
        const std::lock_guard lock{mutex_};
        over_ = true;
    }
    asked_or_over_.notify_one();
    thread_.join();
    close(event_fd_);
    wipe(secret_);
}

void PasswordThread::ask(std::vector<Asked> questions) {
    {
        const std::lock_guard lock{mutex_};
        std::move(questions.begin(), questions.end(), std::back_inserter(asked_));
    }
    asked_or_over_.notify_one();
}

std::vector<PasswordThread::Answered> PasswordThread::take() {
    std::uint64_t count = 0;
    (void)!read(event_fd_, &count, sizeof count);  // only empties it
    const std::lock_guard lock{mutex_};
    return std::exchange(answered_, {});
}

void PasswordThread::run() {
    for (;;) {
        std::vector<Asked> questions;
        {
            std::unique_lock lock{mutex_};
            asked_or_over_.wait(lock, [this] { return over_ || !asked_.empty(); });
            if (over_) return;
            questions = std::exchange(asked_, {});
        }
        check(std::move(questions));
    }
}

void PasswordThread::check(std::vector<Asked> questions) {
    while (!questions.empty()) {
        const Digest key = key_of(questions.front());
        // Nothing that was revoked since then is covered by the answer, also for those that came
        // later.
        const auto mark = questions.front().question.read_mark;
        const auto answer = look_at(questions.front().question);
        const std::lock_guard lock{mutex_};
        if (over_) return;
        settle(questions, key, mark, answer);
        settle(asked_, key, mark, answer);  // those that came meanwhile
        const std::uint64_t one = 1;
        (void)!write(event_fd_, &one, sizeof one);
    }
}

PasswordAnswer PasswordThread::look_at(const gate::Question& question) {
    using std::chrono::milliseconds;
    const auto waited = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() -
                                                                 question.started);
    // Behind too many others: nginx gives up soon, and what it gives up on need not be checked.
    if (waited >= kPatience) {
        report("too many passwords wait");
        return {};
    }
    try {
        const auto& typed = *question.credential->password;
        const auto answer =
            fastcgi::ask(portal_socket_, password_parameters(secret_),
                         to_body(question.site_name, typed).reveal(), kPatience - waited);
        if (answer) return parse_password_answer(*answer);
        report("no portal worker answered");
    } catch (const std::exception& error) {
        report(error.what());
    }
    return {};
}

void PasswordThread::report(const char* reason) {
    if (const auto count = failures_.admit(std::chrono::steady_clock::now()))
        log::error("gate_password_unchecked", {{"reason", reason}, {"count", *count}});
}

void PasswordThread::settle(std::vector<Asked>& questions, const Digest& key,
                            const shm::Generations::ReadMark& mark, const PasswordAnswer& answer) {
    const auto first =
        std::stable_partition(questions.begin(), questions.end(),
                              [&](const Asked& asked) { return key_of(asked) != key; });
    for (auto asked = first; asked != questions.end(); ++asked) {
        asked->question.read_mark = mark;
        answered_.push_back(
            {asked->ticket, std::move(asked->question), answer.verdict, answer.user});
    }
    questions.erase(first, questions.end());
}

}  // namespace postern::app
