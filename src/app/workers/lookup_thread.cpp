#include "app/workers/lookup_thread.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <exception>
#include <system_error>
#include <utility>

#include "postern/base/log.hpp"

namespace postern::app {

LookupThread::LookupThread(store::mysql::ConnectionSettings settings)
    : database_{std::move(settings)},
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
        look_up(std::move(questions));
    }
}

void LookupThread::look_up(std::vector<Asked> questions) {
    std::vector<store::CheckKey> keys;
    for (const auto& asked : questions)
        keys.push_back({asked.question.site_name, asked.question.token_hash});
    std::vector<store::CheckRow> rows;
    try {
        rows = database_.checks().find(keys);
    } catch (const std::exception& error) {
        if (const auto count = failures_.admit(std::chrono::steady_clock::now()))
            log::error("gate_unavailable", {{"reason", error.what()}, {"count", *count}});
        rows.clear();
    }
    const std::lock_guard lock{mutex_};
    for (std::size_t i = 0; i < questions.size(); ++i)
        answered_.push_back({questions[i].ticket, std::move(questions[i].question),
                             rows.empty() ? std::nullopt : std::optional{std::move(rows[i])}});
    const std::uint64_t one = 1;
    (void)!write(event_fd_, &one, sizeof one);
}

}  // namespace postern::app
