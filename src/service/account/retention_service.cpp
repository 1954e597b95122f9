// The table of what is removed when, and how.
#include "postern/service/account/retention_service.hpp"

#include <algorithm>
#include <limits>

#include "postern/service/mail/mail_composer.hpp"
#include "service/account/account_changes.hpp"

namespace postern::service {

namespace {

using std::chrono::days;
using std::chrono::seconds;

/// A batch of one kind of record.
struct Batch {
    const RetentionStores& stores;
    const RetentionSettings& settings;
    Revoker& revoker;
    TimePoint now;
    TimePoint before;  ///< `now` less the row's retention
    std::size_t limit;
};

struct Row {
    std::string_view name;
    Upkeep upkeep;
    std::size_t share;  ///< a batch is the limit divided by this
    /// Nothing: the settings ask for no removal.
    std::optional<seconds> (*kept)(const RetentionSettings&);
    std::size_t (*remove)(const Batch&);  ///< how many were removed, at most batch.limit
};

/// For kinds that are kept for the same time everywhere.
template <std::int64_t kCount>
std::optional<seconds> kept_days(const RetentionSettings&) {
    return days{kCount};
}

/// For kinds whose store knows when each record ends.
std::optional<seconds> until_its_end(const RetentionSettings&) { return seconds{0}; }

std::size_t remove_due_accounts(const Batch& batch) {
    std::size_t removed = 0;
    for (const UserRow& user : batch.stores.accounts.find_due(batch.now, batch.limit)) {
        if (!batch.stores.accounts.apply(
                due_removed(user, by_system(batch.now), batch.settings.username_grace)))
            continue;
        batch.revoker.sessions_of_user_ended(user.id);
        ++removed;
    }
    return removed;
}

std::size_t remove_unverified_accounts(const Batch& batch) {
    std::size_t removed = 0;
    for (const UserRow& user : batch.stores.accounts.find_unverified(batch.before, batch.limit)) {
        if (!batch.stores.accounts.apply(unverified_removed(user, by_system(batch.now)))) continue;
        batch.revoker.sessions_of_user_ended(user.id);
        ++removed;
    }
    return removed;
}

std::size_t remove_waiting_accounts(const Batch& batch) {
    std::size_t removed = 0;
    for (const UserRow& user : batch.stores.accounts.find_waiting(batch.before, batch.limit)) {
        if (!batch.stores.accounts.apply(
                waiting_removed(user, {}, "never_approved", by_system(batch.now))))
            continue;
        batch.revoker.sessions_of_user_ended(user.id);
        ++removed;
    }
    return removed;
}

/// Returns how many are over, not how many people were told.
std::size_t move_factor_resets(const Batch& batch) {
    auto& accounts = batch.stores.accounts;
    const bool is_on = batch.settings.factor_resets;
    // Where they are off, none waits for its next step.
    const TimePoint until = is_on ? batch.now : batch.now + 2 * kFactorResetStep;
    const auto cause = by_system(batch.now);
    std::size_t over = 0;
    for (const auto& [user, due_at] : accounts.find_factor_resets(until, batch.limit)) {
        if (!is_on || user.disabled) {
            if (accounts.apply(factor_reset_dropped(user, cause))) ++over;
        } else if (due_at > batch.now) {
            (void)accounts.apply(factor_reset_told(user, due_at, cause));
        } else if (accounts.apply(factor_reset_done(user, cause))) {
            batch.revoker.sessions_of_user_ended(user.id);
            ++over;
        }
    }
    return over;
}

/// Where no e-mail is sent, none waits: it would go out long after it was of any use.
std::size_t drop_waiting_mails(const Batch& batch) {
    constexpr seconds kLease{60};
    for (std::size_t dropped = 0; dropped < batch.limit; ++dropped) {
        const auto mail = batch.stores.outbox.claim(batch.now, kLease);
        if (!mail) return dropped;
        batch.stores.outbox.remove(mail->id);
    }
    return batch.limit;
}

constexpr auto kAnyNumber = std::numeric_limits<std::uint32_t>::max();
/// An account takes much with it.
constexpr std::size_t kShareOfAccounts = 10;

constexpr Row kTable[] = {
    {"sessions", Upkeep::Records, 1, until_its_end,
     [](const Batch& b) { return b.stores.sessions.remove_expired(b.now, b.limit); }},
    {"ended_sessions", Upkeep::Records, 1, until_its_end,
     [](const Batch& b) { return b.stores.sessions.remove_ended(b.limit); }},
    {"revocations", Upkeep::Records, 1, until_its_end,
     [](const Batch& b) { return b.stores.revocations.remove_old(b.limit); }},
    // Of an account that is not blocked; a block stays for longer.
    {"failed_sign_ins", Upkeep::Records, 1, kept_days<30>,
     [](const Batch& b) {
         return b.stores.sign_ins.remove_old_failures(b.before, b.settings.max_failures, b.limit);
     }},
    {"blocks", Upkeep::Records, 1, kept_days<400>,
     [](const Batch& b) {
         return b.stores.sign_ins.remove_old_failures(b.before, kAnyNumber, b.limit);
     }},
    {"known_devices", Upkeep::Records, 1,
     [](const RetentionSettings& s) { return std::optional{s.known_device_retention}; },
     [](const Batch& b) { return b.stores.sign_ins.remove_old_devices(b.before, b.limit); }},
    {"pending_sign_ins", Upkeep::Records, 1, until_its_end,
     [](const Batch& b) { return b.stores.sign_in_steps.remove_expired(b.now, b.limit); }},
    {"factor_enrolments", Upkeep::Records, 1, until_its_end,
     [](const Batch& b) { return b.stores.factors.remove_expired_enrolments(b.now, b.limit); }},
    {"used_challenges", Upkeep::Records, 1, until_its_end,
     [](const Batch& b) { return b.stores.passkeys.remove_expired_challenges(b.now, b.limit); }},
    {"ended_tokens", Upkeep::Records, 1, until_its_end,
     [](const Batch& b) { return b.stores.tokens.remove_ended(b.now, b.limit); }},
    // For a while: the row tells what stopped working, should somebody ask.
    {"expired_personal_tokens", Upkeep::Records, 1, kept_days<30>,
     [](const Batch& b) { return b.stores.personal_tokens.remove_expired(b.before, b.limit); }},
    {"old_usernames", Upkeep::Records, 1, until_its_end,
     [](const Batch& b) { return b.stores.accounts.remove_old_usernames(b.now, b.limit); }},
    {"failed_mails", Upkeep::Records, 1, kept_days<30>,
     [](const Batch& b) { return b.stores.outbox.remove_failed(b.before, b.limit); }},
    // For a while, so that an administrator sees who has come and who has not.
    {"old_invitations", Upkeep::Records, 1, kept_days<30>,
     [](const Batch& b) { return b.stores.invitations.remove_old(b.before, b.limit); }},
    // For a while, so that people are told "expired" and an administrator sees who it was.
    {"expired_memberships", Upkeep::Records, 1, kept_days<30>,
     [](const Batch& b) { return b.stores.groups.remove_expired(b.before, b.limit); }},
    {"expired_grants", Upkeep::Records, 1, kept_days<30>,
     [](const Batch& b) { return b.stores.grants.remove_expired(b.before, b.limit); }},

    {"due_accounts", Upkeep::Accounts, kShareOfAccounts, until_its_end, remove_due_accounts},
    {"unverified_accounts", Upkeep::Accounts, kShareOfAccounts,
     [](const RetentionSettings& s) { return s.unverified_ttl; }, remove_unverified_accounts},
    {"waiting_accounts", Upkeep::Accounts, kShareOfAccounts,
     [](const RetentionSettings& s) { return std::optional{s.waiting_ttl}; },
     remove_waiting_accounts},
    {"factor_resets", Upkeep::Accounts, kShareOfAccounts, until_its_end, move_factor_resets},
    // Expired links still count for the limit of e-mails.
    {"links", Upkeep::Accounts, 1,
     [](const RetentionSettings&) { return std::optional<seconds>{kMailLimitWindow}; },
     [](const Batch& b) { return b.stores.accounts.remove_expired_tokens(b.before, b.limit); }},
    {"audit_entries", Upkeep::Accounts, 1,
     [](const RetentionSettings& s) { return std::optional{s.audit_retention}; },
     [](const Batch& b) { return b.stores.audit.remove_old(b.before, b.limit); }},
    // They say where people were, hour by hour.
    {"access_counts", Upkeep::Accounts, 1,
     [](const RetentionSettings& s) {
         return std::optional{std::min<seconds>(s.audit_retention, kAccessCountRetention)};
     },
     [](const Batch& b) { return b.stores.access_events.remove_old(b.before, b.limit); }},
    {"waiting_mails", Upkeep::Accounts, 1,
     [](const RetentionSettings& s) {
         return s.mail_enabled ? std::nullopt : std::optional{seconds{0}};
     },
     drop_waiting_mails},
};

}  // namespace

std::size_t Removed::of(std::string_view name) const noexcept {
    const auto found =
        std::ranges::find(counts, name, [](const auto& count) { return count.first; });
    return found == counts.end() ? 0 : found->second;
}

RetentionService::RetentionService(RetentionStores stores, Revoker& revoker,
                                   RetentionSettings settings)
    : stores_{stores}, revoker_{revoker}, settings_{settings} {}

Removed RetentionService::remove_batch(Upkeep upkeep, TimePoint now, std::size_t limit) const {
    Removed removed;
    for (const Row& row : kTable) {
        const auto kept = row.kept(settings_);
        if (row.upkeep != upkeep || !kept) continue;
        const std::size_t most = std::max<std::size_t>(1, limit / row.share);
        const auto count = row.remove({.stores = stores_,
                                       .settings = settings_,
                                       .revoker = revoker_,
                                       .now = now,
                                       .before = now - *kept,
                                       .limit = most});
        removed.counts.emplace_back(row.name, count);
        removed.is_more = removed.is_more || count == most;
    }
    return removed;
}

}  // namespace postern::service
