/// Delivery: takes e-mails out of the outbox and hands them to the mail server, one at a time.
///
/// An e-mail is claimed for longer than sending it can take, sent, and then removed; if the courier
/// dies in between, it is sent once more. Throws store::StoreError.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/base/entropy.hpp"
#include "postern/base/log_limit.hpp"
#include "postern/mail/letters.hpp"
#include "postern/mail/mail_sender.hpp"
#include "postern/mail/message.hpp"
#include "postern/service/mail/mail_composer.hpp"
#include "postern/shm/metrics.hpp"
#include "postern/store/outbox_store.hpp"

namespace postern::app {

/// How long to wait after an attempt that failed because of the e-mail itself: 10 s, 30 s, 2 min,
/// 10 min, 30 min, then an hour. Because of the server never more than 40 s, so that all e-mails go
/// out within the minute in which it comes back. And up to a quarter more by `random`, so that they
/// do not come back all at once. Nothing when the e-mail must be given up: it is `age` old, and was
/// tried a few times (again).
std::optional<std::chrono::seconds> pause_after(std::uint32_t attempts, bool for_the_server,
                                                std::chrono::seconds age,
                                                std::chrono::seconds give_up_after,
                                                std::uint8_t random) noexcept;

struct DeliverySettings {
    mail::Sender from;
    std::string public_url;         ///< makes Message-IDs differ between installations
    std::chrono::seconds lease{0};  ///< longer than any attempt takes
    std::chrono::seconds give_up_after{0};
};

class Delivery {
public:
    /// Every reference must outlive *this. Once `stopping` is true, an e-mail that was not
    /// sent for that reason is due at once for the next courier.
    Delivery(store::OutboxStore& outbox, const service::MailComposer& composer,
             const mail::Letters& letters, mail::MailSender& sender, Entropy& entropy,
             const std::atomic<bool>& stopping, shm::Metrics::Writer metrics,
             DeliverySettings settings);

    enum class Outcome { NothingDue, Done, PutOff };
    /// Done also for an e-mail that nobody must get, or that was given up.
    Outcome deliver_next(TimePoint now);

private:
    void remove_delivered();
    /// False when nobody is to get it.
    bool send(const OutboxMail& mail, TimePoint now);
    Outcome after_failure(const OutboxMail& mail, const mail::SendError& error, TimePoint now);
    void give_up(const OutboxMail& mail, const std::string& reason, TimePoint now);

    store::OutboxStore& outbox_;
    const service::MailComposer& composer_;
    const mail::Letters& letters_;
    mail::MailSender& sender_;
    Entropy& entropy_;
    const std::atomic<bool>& stopping_;
    const shm::Metrics::Writer metrics_;
    const DeliverySettings settings_;
    std::vector<std::uint64_t> delivered_;  ///< and not removed yet
    LogLimit put_off_{kOutageLogInterval};
};

}  // namespace postern::app
