#include "mail/delivery.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "postern/base/bytes.hpp"
#include "postern/base/log.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

using std::chrono::seconds;

constexpr std::array kPauses{seconds{10},  seconds{30},   seconds{120},
                             seconds{600}, seconds{1800}, seconds{3600}};
constexpr seconds kLongestPauseForServer{40};
/// An e-mail that an administrator retries keeps its age; it gets these attempts.
constexpr std::uint32_t kLeastAttempts = 3;

/// The same at every attempt and on every host, so that the recipient's system finds duplicates.
std::string message_id(const std::string& public_url, const OutboxMail& mail) {
    const std::string name =
        public_url + '\n' + std::to_string(mail.id) + '\n' + to_rfc3339(mail.mail.created_at);
    const Digest digest = crypto::sha256(name);
    return to_hex(as_bytes(digest).substr(0, 16));
}

}  // namespace

std::optional<seconds> pause_after(std::uint32_t attempts, bool for_the_server, seconds age,
                                   seconds give_up_after, std::uint8_t random) noexcept {
    const auto step = std::min<std::size_t>(std::max(attempts, 1u), kPauses.size()) - 1;
    const seconds least =
        for_the_server ? std::min(kPauses[step], kLongestPauseForServer) : kPauses[step];
    const seconds pause = least + least * random / (4 * 256);
    if (attempts >= kLeastAttempts && age + pause > give_up_after) return std::nullopt;
    return pause;
}

Delivery::Delivery(store::OutboxStore& outbox, const service::MailComposer& composer,
                   const mail::Letters& letters, mail::MailSender& sender, Entropy& entropy,
                   const std::atomic<bool>& stopping, shm::Metrics::Writer metrics,
                   DeliverySettings settings)
    : outbox_{outbox},
      composer_{composer},
      letters_{letters},
      sender_{sender},
      entropy_{entropy},
      stopping_{stopping},
      metrics_{metrics},
      settings_{std::move(settings)} {}

void Delivery::remove_delivered() {
    while (!delivered_.empty()) {
        outbox_.remove(delivered_.back());
        delivered_.pop_back();
    }
}

Delivery::Outcome Delivery::deliver_next(TimePoint now) {
    remove_delivered();
    const auto mail = outbox_.claim(now, settings_.lease);
    if (!mail) return Outcome::NothingDue;
    try {
        const bool sent = send(*mail, now);
        if (sent) metrics_.count_mail_sent();
    } catch (const mail::SendError& error) {
        return after_failure(*mail, error, now);
    } catch (const store::CorruptRow& error) {  // the user's: may be cured before it is too late
        return after_failure(*mail, {error.what(), mail::SendFault::Mail}, now);
    } catch (const std::invalid_argument& error) {
        give_up(*mail, error.what(), now);
        return Outcome::Done;
    }
    // Remembered first: if the database is away just now, the mail must not go out once more.
    delivered_.push_back(mail->id);
    remove_delivered();
    return Outcome::Done;
}

bool Delivery::send(const OutboxMail& mail, TimePoint now) {
    const auto ready = composer_.prepare(mail, now);
    if (!ready) return false;
    const auto message = mail::compose(settings_.from, ready->to, letters_.write(*ready),
                                       message_id(settings_.public_url, mail), now);
    sender_.send(settings_.from.address, ready->to, message);
    return true;
}

Delivery::Outcome Delivery::after_failure(const OutboxMail& mail, const mail::SendError& error,
                                          TimePoint now) {
    const auto random = static_cast<std::uint8_t>(entropy_.bytes(1).front());
    const auto pause = pause_after(mail.attempts, error.fault() == mail::SendFault::Server,
                                   now - mail.mail.created_at, settings_.give_up_after, random);
    if (error.fault() == mail::SendFault::Final || !pause) {
        give_up(mail, error.what(), now);
        return Outcome::Done;
    }
    const auto next = stopping_.load() ? now : now + *pause;
    outbox_.set_next_attempt(mail, next, error.what());
    if (const auto count = put_off_.admit(std::chrono::steady_clock::now()))
        log::warning("mail_put_off", {{"mail", mail.id},
                                      {"kind", to_text(mail.mail.kind)},
                                      {"reason", error.what()},
                                      {"count", *count}});
    return Outcome::PutOff;
}

void Delivery::give_up(const OutboxMail& mail, const std::string& reason, TimePoint now) {
    outbox_.set_failed(mail, now, reason);
    metrics_.count_mail_failed();
    log::error("mail_failed", {{"mail", mail.id},
                               {"kind", to_text(mail.mail.kind)},
                               {"attempts", mail.attempts},
                               {"reason", reason}});
}

}  // namespace postern::app
