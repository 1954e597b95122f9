#include "app/workers/courier_tasks.hpp"

#include <utility>

#include "app/wiring/database_settings.hpp"
#include "app/wiring/services_settings.hpp"
#include "postern/base/check.hpp"
#include "postern/base/log.hpp"
#include "postern/crypto/crypto_error.hpp"
#include "postern/service/token/published_keys.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

constexpr std::chrono::seconds kRemovalInterval{60};
constexpr std::chrono::minutes kKeepKeysInterval{10};
/// Also without a change of a key: its turn comes, and its time ends.
constexpr std::chrono::minutes kPublishKeysInterval{1};
/// Small enough that one statement never holds its locks for long.
constexpr std::size_t kRemovalBatch = 500;
constexpr std::size_t kLastSeenBatch = 500;
constexpr std::chrono::minutes kKeepListsInterval{1};
/// Users whose words are written at once: each has some rows.
constexpr std::size_t kWordBatch = 300;

std::int64_t monotonic_ms() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

CourierTasks::CourierTasks(const config::Config& config, const std::string& database_password,
                           const crypto::KeyRing* keys, const SharedState& shared,
                           shm::Metrics::Writer metrics)
    : config_{config},
      shared_{shared},
      metrics_{metrics},
      database_{connection_settings(config, database_password)},
      revoker_{*shared.generations},
      services_{
          stores_of(database_),
          {revoker_, *shared.generations, *shared.host, *shared.access_counts, entropy_, keys},
          retention_settings(config),
          courier_approval_settings(config),
          signing_key_settings(config)},
      table_{{{.task = CourierTask::PollRevocations,
               .interval = config.gate_cache.revocation_poll,
               .event = "revocation_poll_failed",
               .run = &CourierTasks::poll_revocations},
              {.task = CourierTask::WriteLastSeen,
               .interval = config.gate_cache.last_seen_interval,
               .event = "last_seen_not_written",
               .run = &CourierTasks::write_last_seen},
              {.task = CourierTask::WriteAccess,
               .interval = config.gate_cache.last_seen_interval,
               .event = "access_counts_not_written",
               .run = &CourierTasks::write_access},
              {.task = CourierTask::RemoveRecords,
               .interval = kRemovalInterval,
               .event = "purge_failed",
               .run = &CourierTasks::remove_records},
              {.task = CourierTask::ApplyRetention,
               .interval = kRemovalInterval,
               .event = "retention_failed",
               .run = &CourierTasks::apply_retention},
              {.task = CourierTask::KeepKeys,
               .interval = kKeepKeysInterval,
               .event = "signing_keys_not_kept_up",
               .run = &CourierTasks::keep_keys},
              {.task = CourierTask::PublishKeys,
               .interval = kPublishKeysInterval,
               .event = "signing_keys_not_published",
               .run = &CourierTasks::publish_keys},
              {.task = CourierTask::KeepLists,
               .interval = kKeepListsInterval,
               .event = "lists_not_kept_up",
               .run = &CourierTasks::keep_lists}}} {}

std::vector<std::chrono::milliseconds> CourierTasks::intervals() const {
    std::vector<std::chrono::milliseconds> all;
    for (const auto& row : table_) all.push_back(row.interval);
    return all;
}

TaskOutcome CourierTasks::run(CourierTask task) {
    Row& row = table_.at(static_cast<std::size_t>(task));
    POSTERN_CHECK(row.task == task);
    try {
        return (this->*row.run)() ? TaskOutcome::MoreToDo : TaskOutcome::Done;
    } catch (const store::StoreError& error) {
        metrics_.count_database_error();
        return failed(row, error.what());
    } catch (const crypto::CryptoError& error) {
        return failed(row, error.what());
    }
}

TaskOutcome CourierTasks::failed(Row& row, const char* reason) {
    if (const auto count = row.failures.admit(std::chrono::steady_clock::now()))
        log::warning(row.event, {{"reason", reason}, {"count", *count}});
    after_failure(row.task);
    return TaskOutcome::Failed;
}

void CourierTasks::after_failure(CourierTask task) {
    // Without a grace nobody passes while the database is known to be away.
    if (task == CourierTask::PollRevocations && config_.gate_cache.stale_grace.count() == 0)
        shared_.host->last_poll_ms.store(0);
}

bool CourierTasks::poll_revocations() {
    services_.revocations.poll(monotonic_ms());
    // Apart from the poll: if the keys can't be read, what has ended is known all the same.
    if (are_keys_behind()) run(CourierTask::PublishKeys);
    return false;
}

bool CourierTasks::catch_up() {
    return run(CourierTask::PollRevocations) == TaskOutcome::Done && !are_keys_behind();
}

bool CourierTasks::are_keys_behind() const {
    return published_ != shared_.host->sites_generation.load();
}

bool CourierTasks::write_last_seen() {
    std::array<shm::LastSeen::Entry, kLastSeenBatch> noted;
    // Once round the whole table at the most: what is noted again meanwhile has time.
    for (std::size_t taken = 0; taken < shm::LastSeen::kEntries; taken += noted.size()) {
        const std::size_t count = shared_.last_seen->collect(noted);
        write_last_seen({noted.data(), count});
        if (count < noted.size()) break;
    }
    return false;
}

void CourierTasks::write_last_seen(std::span<const shm::LastSeen::Entry> noted) {
    if (noted.empty()) return;
    std::vector<store::LastSeen> sessions;
    std::vector<store::PersonalTokenUse> tokens;
    for (const auto& entry : noted) {
        const TimePoint at{std::chrono::seconds{entry.seen_at}};
        if (shm::LastSeen::is_personal(entry))
            tokens.push_back({PersonalTokenId{shm::LastSeen::personal_id(entry)}, at});
        else
            sessions.push_back({SessionId{entry.session_id}, at});
    }
    if (!sessions.empty()) database_.revocations().set_last_seen(sessions);
    if (!tokens.empty()) database_.personal_tokens().set_last_used(tokens);
    for (const auto& entry : noted) shared_.last_seen->confirm(entry);
    metrics_.count_last_seen_written(noted.size());
}

bool CourierTasks::write_access() {
    if (const auto dropped = shared_.access_counts->take_dropped(); dropped > 0) {
        metrics_.count_access_dropped(dropped);
        dropped_ += dropped;
        if (drops_.admit(std::chrono::steady_clock::now()))
            log::warning("access_counts_dropped", {{"count", std::exchange(dropped_, 0)}});
    }
    metrics_.count_access_written(services_.access_audit.flush(clock_.now()));
    return false;
}

bool CourierTasks::remove_records() {
    const auto removed =
        services_.retention.remove_batch(service::Upkeep::Records, clock_.now(), kRemovalBatch);
    const auto sessions = removed.of("sessions");
    metrics_.count_sessions_purged(sessions);
    if (sessions > 0) log::info("sessions_purged", {{"count", sessions}});
    return removed.is_more;
}

bool CourierTasks::apply_retention() {
    const auto removed =
        services_.retention.remove_batch(service::Upkeep::Accounts, clock_.now(), kRemovalBatch);
    const auto due = removed.of("due_accounts");
    const auto unverified = removed.of("unverified_accounts");
    const auto waiting = removed.of("waiting_accounts");
    if (due + unverified + waiting > 0)
        log::info("accounts_removed",
                  {{"due", due}, {"unverified", unverified}, {"waiting", waiting}});
    if (const auto told = services_.approvals.tell_approvers(clock_.now()); told > 0)
        log::info("approvers_told", {{"count", told}});
    return removed.is_more;
}

bool CourierTasks::keep_keys() {
    for (const auto& kid : services_.signing_keys.keep_up(clock_.now()))
        log::info("signing_key_made", {{"kid", kid}});
    return false;
}

bool CourierTasks::keep_lists() {
    const bool more_counts = services_.statistics.count_some(clock_.now());
    return services_.directory.write_missing_words(kWordBatch) == kWordBatch || more_counts;
}

bool CourierTasks::publish_keys() {
    const auto generation = shared_.host->sites_generation.load();
    shared_.keys->publish(service::published_keys(services_.key_chest, clock_.now()));
    published_ = generation;
    return false;
}

}  // namespace postern::app
