#include "app/workers/mail_thread.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "postern/base/log.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

constexpr std::chrono::milliseconds kPollInterval{1000};
constexpr std::chrono::seconds kCountInterval{5};
/// This many failures in a row mean that the server is at fault, not the e-mails: stop trying.
constexpr int kFailuresOfServer = 3;

}  // namespace

MailThread::MailThread(MailThreadInput input)
    : input_{std::move(input)},
      database_{input_.connection},
      composer_{database_.users(), database_.accounts(), input_.attempts,
                entropy_,          input_.composer,      &database_.invitations()},
      sender_{input_.make_sender(&stopping_)},
      delivery_{database_.outbox(), composer_, input_.letters, *sender_,
                entropy_,           stopping_, input_.metrics, input_.delivery},
      thread_{[this] { run(); }} {}

MailThread::~MailThread() {
    {
        const std::lock_guard lock{mutex_};
        stopping_.store(true);
    }
    stopped_.notify_one();
    thread_.join();
}

bool MailThread::wait(std::chrono::milliseconds pause) {
    std::unique_lock lock{mutex_};
    return stopped_.wait_for(lock, pause, [this] { return stopping_.load(); });
}

void MailThread::run() {
    do {
        try {
            deliver_due();
            count_waiting();
        } catch (const std::exception& error) {
            input_.metrics.count_database_error();
            if (const auto count = failures_.admit(SteadyClock::now()))
                log::warning("mail_delivery_interrupted",
                             {{"reason", error.what()}, {"count", *count}});
        }
    } while (!wait(kPollInterval));
}

void MailThread::deliver_due() {
    int failures_in_a_row = 0;
    while (!stopping_.load() && failures_in_a_row < kFailuresOfServer) {
        switch (delivery_.deliver_next(clock_.now())) {
            case Delivery::Outcome::NothingDue:
                return;
            case Delivery::Outcome::Done:
                failures_in_a_row = 0;
                break;
            case Delivery::Outcome::PutOff:
                ++failures_in_a_row;
                break;
        }
        count_waiting();
    }
}

void MailThread::count_waiting() {
    const auto now = SteadyClock::now();
    if (now < count_again_) return;
    count_again_ = now + kCountInterval;
    input_.host.outbox_waiting.store(database_.outbox().count().waiting);
}

}  // namespace postern::app
