#include "postern/service/throttle/sign_in_throttle.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "postern/crypto/digest.hpp"
#include "postern/crypto/token.hpp"
#include "postern/model/network.hpp"
#include "service/throttle/attempt_key.hpp"
#include "service/throttle/buckets.hpp"

namespace postern::service {

namespace {

using std::chrono::seconds;

/// No attempt is under way for longer: what shared memory knows beyond the database after that is
/// what another host has forgotten meanwhile, or a process that was killed left behind.
constexpr seconds kLongestAttempt{60};

Digest account_budget(const EmailAddress& email) { return crypto::sha256(email.text()); }

Digest device_budget(const Digest& account, const Digest& device) {
    return crypto::sha256(std::string{as_bytes(account)}.append(as_bytes(device)));
}

bool is_under_way(const shm::Attempts& here, TimePoint now) {
    return std::chrono::abs(now - here.last_at) <= kLongestAttempt;
}

/// Failures in a row and those under way.
store::Failures present(const shm::Attempts& here, const store::Failures& stored, TimePoint now) {
    if (here.count <= stored.in_a_row || !is_under_way(here, now)) return stored;
    return {here.count, std::max(here.last_at, stored.last_at)};
}

Rate network_rate(const ThrottleSettings& settings) {
    return {.amount = settings.attempts_per_address,
            .period = seconds{60},
            .burst = settings.attempts_per_address + settings.parallel_attempts};
}

}  // namespace

SignInThrottle::SignInThrottle(shm::AttemptTable& attempts, store::SignInStore& store,
                               ThrottleSettings settings)
    : attempts_{attempts}, store_{store}, settings_{settings} {}

using Ticket = SignInThrottle::Ticket;

Result<Ticket, Refused> SignInThrottle::admit(const EmailAddress& email, std::optional<UserId> user,
                                              const Client& client, TimePoint now) const {
    return admit(account_budget(email), user, client, now);
}

Result<Ticket, Refused> SignInThrottle::admit_nobody(std::string_view typed, const Client& client,
                                                     TimePoint now) const {
    // A letter that ends no address keeps it apart from all accounts.
    return admit(crypto::sha256(std::string{typed} + '@'), std::nullopt, client, now);
}

Result<Ticket, Refused> SignInThrottle::admit(const Digest& account, std::optional<UserId> user,
                                              const Client& client, TimePoint now) const {
    const auto device = crypto::token_hash(client.device);
    // Asked for an unknown address, too: so the answer takes as long.
    const bool known = device && store_.is_known_device(user.value_or(UserId{0}), *device);
    const Digest budget = known ? device_budget(account, *device) : account;
    const store::Failures stored = store_.find_failures(budget);

    const std::string network = network_of(client.address);
    const std::string pair = std::string{as_bytes(budget)}.append(network);
    Ticket ticket{.budget = budget,
                  .by_known_device = known,
                  .failed_before = stored.in_a_row > 0,
                  .in_a_row = {attempt_key(attempts_, Counted::FailuresOfBudget, as_bytes(budget))},
                  .of_pair = {attempt_key(attempts_, Counted::FailuresOfPair, pair)},
                  .network_key = attempt_key(attempts_, Counted::FailuresOfNetwork, network)};
    if (auto refused = take(ticket, stored, now)) {
        refused->worth_noting = is_first_refusal(pair, now);
        return postern::fail(*refused);
    }
    return ticket;
}

std::optional<Refused> SignInThrottle::take(Ticket& ticket, const store::Failures& stored,
                                            TimePoint now) const {
    if (stored.in_a_row >= settings_.max_failures) return Refused{settings_.longest_wait, true};
    if (ticket.by_known_device) return take_in_a_row(ticket.in_a_row, stored, now);

    // The network first: what is taken from a bucket can be given back without a trace.
    if (const auto refused = take_from_network(ticket.network_key, now)) return refused;
    auto refused = take_in_a_row(ticket.of_pair, std::nullopt, now);
    if (!refused) {
        refused = take_in_a_row(ticket.in_a_row, stored, now);
        if (refused) put_back(ticket.of_pair);
    }
    if (refused) give_back_to_network(ticket.network_key);
    return refused;
}

bool SignInThrottle::is_first_refusal(std::string_view pair, TimePoint now) const {
    constexpr Rate kNoted{.amount = 1, .period = seconds{60}, .burst = 1};
    return take_one_of(attempts_, attempt_key(attempts_, Counted::NotedRefusals, pair), kNoted, now)
               .count() == 0;
}

std::optional<Refused> SignInThrottle::take_from_network(std::uint64_t key, TimePoint now) const {
    const auto wait = take_one_of(attempts_, key, network_rate(settings_), now);
    return wait.count() > 0 ? std::optional{Refused{wait}} : std::nullopt;
}

void SignInThrottle::give_back_to_network(std::uint64_t key) const {
    attempts_.update(key, [this](const shm::Attempts& bucket) {
        return std::optional{give_one_back(bucket, network_rate(settings_))};
    });
}

store::Failures SignInThrottle::seen_by(const shm::Attempts& here,
                                        const std::optional<store::Failures>& stored,
                                        TimePoint now) const {
    if (stored) return present(here, *stored, now);
    // What only this host knows makes people wait, and blocks nobody.
    return {std::min(here.count, settings_.max_failures - 1), here.last_at};
}

seconds SignInThrottle::wait_in_a_row(const store::Failures& failures, TimePoint now) const {
    // Not enough of them have failed to block, or the database would know; but they may.
    if (failures.in_a_row >= settings_.max_failures) return settings_.longest_wait;
    return wait_left(failures.in_a_row, failures.last_at, settings_, now);
}

std::optional<Refused> SignInThrottle::take_in_a_row(Taken& taken,
                                                     const std::optional<store::Failures>& stored,
                                                     TimePoint now) const {
    const auto count = [&](const shm::Attempts& here) -> std::optional<shm::Attempts> {
        const store::Failures all = seen_by(here, stored, now);
        if (wait_in_a_row(all, now).count() > 0) return std::nullopt;
        return shm::Attempts{all.in_a_row + 1, now};
    };
    taken.before = attempts_.update(taken.key, count);
    if (const auto after = count(taken.before)) {
        taken.after = *after;
        return std::nullopt;
    }
    return Refused{wait_in_a_row(seen_by(taken.before, stored, now), now)};
}

/// Exactly as it was, when nobody else has counted meanwhile.
void SignInThrottle::put_back(const Taken& taken) const {
    attempts_.update(taken.key, [&](const shm::Attempts& here) -> std::optional<shm::Attempts> {
        if (here == taken.after) return taken.before;
        if (here.count == 0) return std::nullopt;
        return shm::Attempts{here.count - 1, here.last_at};
    });
}

void SignInThrottle::forgive(const Ticket& ticket) const {
    attempts_.clear(ticket.in_a_row.key);
    if (!ticket.by_known_device) {
        attempts_.clear(ticket.of_pair.key);
        give_back_to_network(ticket.network_key);
    }
    if (ticket.failed_before) store_.clear_failures(ticket.budget);
}

bool SignInThrottle::fail(const Ticket& ticket, TimePoint now) const {
    const std::uint32_t failures = store_.add_failure(ticket.budget, now);
    return failures == settings_.max_failures && !ticket.by_known_device;
}

void SignInThrottle::withdraw(const Ticket& ticket) const {
    put_back(ticket.in_a_row);
    if (ticket.by_known_device) return;
    put_back(ticket.of_pair);
    give_back_to_network(ticket.network_key);
}

void SignInThrottle::forget(const EmailAddress& email) const {
    const Digest account = account_budget(email);
    attempts_.clear(attempt_key(attempts_, Counted::FailuresOfBudget, as_bytes(account)));
}

bool SignInThrottle::is_new_device(const Ticket& ticket, UserId user) const {
    return !ticket.by_known_device && store_.has_known_device(user);
}

void SignInThrottle::remember_device(const Ticket& ticket, UserId user, std::string_view device,
                                     TimePoint now) const {
    const auto hash = crypto::token_hash(device);
    if (!hash) return;
    if (!ticket.by_known_device) store_.clear_failures(device_budget(ticket.budget, *hash));
    store_.add_known_device(user, *hash, now);
}

}  // namespace postern::service
