#include "postern/service/throttle/sign_in_throttle.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "postern/base/secret.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/token.hpp"
#include "service/throttle/network_buckets.hpp"

namespace postern::service {

namespace {

using std::chrono::seconds;

/// No attempt is under way for longer: what shared memory knows beyond the database after that is
/// what another host has forgotten meanwhile, or a process that was killed left behind.
constexpr seconds kLongestAttempt{60};

/// A program that goes on with a password of the past is counted once in that time.
constexpr seconds kWrongRemembered{86400};
/// A program that goes on with a right one that gets nobody in costs a hash in that time.
constexpr seconds kUselessRemembered{60};

Digest account_budget(const EmailAddress& email) { return crypto::sha256(email.text()); }

/// Not an address: no account has one with a NUL.
Digest code_budget(ProofMethod method, const PublicId& user) {
    return crypto::sha256(std::string{to_text(method)}.append(1, '\0').append(user.text()));
}

Digest device_budget(const Digest& account, const Digest& device) {
    return crypto::sha256(std::string{as_bytes(account)}.append(as_bytes(device)));
}

bool is_under_way(const shm::Attempts& here, TimePoint now) {
    return std::chrono::abs(now - here.last_at) <= kLongestAttempt;
}

/// Failures in a row and those under way.
store::Failures present(const shm::Attempts& here, const store::Failures& stored, TimePoint now) {
    if (here.count <= stored.consecutive || !is_under_way(here, now)) return stored;
    return {here.count, std::max(here.last_at, stored.last_at)};
}

std::uint64_t password_key(const shm::AttemptTable& attempts, Counted counted,
                           const SignInThrottle::TypedPassword& typed) {
    std::string parts;
    parts.reserve(typed.stored_hash.size() + typed.account.size() + typed.password.size() + 2);
    parts.append(typed.stored_hash).append(1, '\0').append(typed.account).append(1, '\0');
    parts.append(typed.password);
    const Digest whole = crypto::sha256(parts);
    wipe(parts);
    return attempt_key(attempts, counted, as_bytes(whole));
}

Rate network_rate(const ThrottleSettings& settings) {
    return {.amount = settings.attempts_per_address,
            .period = seconds{60},
            .burst = settings.attempts_per_address + settings.parallel_attempts};
}

}  // namespace

Digest mailed_code_budget(const PublicId& user) {
    return code_budget(ProofMethod::MailedCode, user);
}

SignInThrottle::SignInThrottle(shm::AttemptTable& attempts, store::SignInStore& store,
                               ThrottleSettings settings)
    : attempts_{attempts}, store_{store}, settings_{settings} {}

using Attempt = SignInThrottle::Attempt;

Result<Attempt, Refused> SignInThrottle::admit(const EmailAddress& email,
                                               std::optional<UserId> user, const Client& client,
                                               TimePoint now) const {
    return admit(account_budget(email), user, client, now);
}

Result<Attempt, Refused> SignInThrottle::admit_nobody(std::string_view typed, const Client& client,
                                                      TimePoint now) const {
    // A letter that ends no address keeps it apart from all accounts.
    return admit(crypto::sha256(std::string{typed} + '@'), std::nullopt, client, now);
}

Result<Attempt, Refused> SignInThrottle::admit_code(CodeKind kind, const User& user,
                                                    const Client& client, TimePoint now) const {
    return admit(code_budget(method_of(kind), user.public_id), user.id, client, now);
}

Result<Attempt, Refused> SignInThrottle::admit_mailed_code(const User& user, const Client& client,
                                                           TimePoint now) const {
    Client without_device = client;
    without_device.device.clear();
    return admit(mailed_code_budget(user.public_id), user.id, without_device, now);
}

Result<NetworkKeys, Refused> SignInThrottle::admit_network(const Client& client,
                                                           TimePoint now) const {
    const auto keys = network_keys(attempts_, Counted::FailuresOfNetwork, client.address);
    if (auto refused = take_from_network(keys, now)) return postern::fail(*refused);
    return keys;
}

Attempt SignInThrottle::uncounted(const User& user, const Client& client) const {
    const auto device = crypto::token_hash(client.device);
    return {.budget = account_budget(user.email),
            .by_known_device = device && store_.is_known_device(user.id, *device),
            .failed_before = false,
            .consecutive = {},
            .per_network = {},
            .network_keys = {}};
}

void SignInThrottle::forget_codes(CodeKind kind, const PublicId& user) const {
    const Digest budget = code_budget(method_of(kind), user);
    attempts_.clear(attempt_key(attempts_, Counted::FailuresOfBudget, as_bytes(budget)));
    store_.clear_failures(budget);
}

Result<Attempt, Refused> SignInThrottle::admit(const Digest& account, std::optional<UserId> user,
                                               const Client& client, TimePoint now) const {
    const auto device = crypto::token_hash(client.device);
    // Asked for an unknown address, too: so the answer takes as long.
    const bool known = device && store_.is_known_device(user.value_or(UserId{0}), *device);
    const Digest budget = known ? device_budget(account, *device) : account;
    const store::Failures stored = store_.find_failures(budget);

    const std::string network = network_of(client.address);
    const std::string pair = std::string{as_bytes(budget)}.append(network);
    Attempt attempt{
        .budget = budget,
        .by_known_device = known,
        .failed_before = stored.consecutive > 0,
        .consecutive = {attempt_key(attempts_, Counted::FailuresOfBudget, as_bytes(budget))},
        .per_network = {attempt_key(attempts_, Counted::FailuresPerNetwork, pair)},
        .network_keys = network_keys(attempts_, Counted::FailuresOfNetwork, client.address)};
    if (auto refused = take(attempt, stored, now)) {
        refused->should_audit = is_first_refusal(pair, now);
        return postern::fail(*refused);
    }
    return attempt;
}

std::optional<Refused> SignInThrottle::take(Attempt& attempt, const store::Failures& stored,
                                            TimePoint now) const {
    if (stored.consecutive >= settings_.max_failures) return Refused{settings_.longest_wait, true};
    if (attempt.by_known_device) return take_consecutive(attempt.consecutive, stored, now);

    // The network first: what is taken from a bucket can be given back without a trace.
    if (const auto refused = take_from_network(attempt.network_keys, now)) return refused;
    auto refused = take_consecutive(attempt.per_network, std::nullopt, now);
    if (!refused) {
        refused = take_consecutive(attempt.consecutive, stored, now);
        if (refused) put_back(attempt.per_network);
    }
    if (refused) give_back_to_network(attempt.network_keys);
    return refused;
}

bool SignInThrottle::is_first_refusal(std::string_view pair, TimePoint now) const {
    constexpr Rate kNoted{.amount = 1, .period = seconds{60}, .burst = 1};
    return take_one_of(attempts_, attempt_key(attempts_, Counted::NotedRefusals, pair), kNoted, now)
               .count() == 0;
}

std::optional<Refused> SignInThrottle::take_from_network(const NetworkKeys& keys,
                                                         TimePoint now) const {
    const auto wait = take_one_of(attempts_, keys, network_rate(settings_), now);
    return wait.count() > 0 ? std::optional{Refused{wait}} : std::nullopt;
}

void SignInThrottle::give_back_to_network(const NetworkKeys& keys) const {
    give_one_back_to(attempts_, keys, network_rate(settings_));
}

store::Failures SignInThrottle::seen_by(const shm::Attempts& here,
                                        const std::optional<store::Failures>& stored,
                                        TimePoint now) const {
    if (stored) return present(here, *stored, now);
    // What only this host knows makes people wait, and blocks nobody.
    return {std::min(here.count, settings_.max_failures - 1), here.last_at};
}

seconds SignInThrottle::wait_after_consecutive(const store::Failures& failures,
                                               TimePoint now) const {
    // Not enough of them have failed to block, or the database would know; but they may.
    if (failures.consecutive >= settings_.max_failures) return settings_.longest_wait;
    return wait_left(failures.consecutive, failures.last_at, settings_, now);
}

std::optional<Refused> SignInThrottle::take_consecutive(
    Taken& taken, const std::optional<store::Failures>& stored, TimePoint now) const {
    const auto count = [&](const shm::Attempts& here) -> std::optional<shm::Attempts> {
        const store::Failures all = seen_by(here, stored, now);
        if (wait_after_consecutive(all, now).count() > 0) return std::nullopt;
        return shm::Attempts{all.consecutive + 1, now};
    };
    taken.before = attempts_.update(taken.key, count);
    if (const auto after = count(taken.before)) {
        taken.after = *after;
        return std::nullopt;
    }
    return Refused{wait_after_consecutive(seen_by(taken.before, stored, now), now)};
}

/// Exactly as it was, when nobody else has counted meanwhile.
void SignInThrottle::put_back(const Taken& taken) const {
    attempts_.update(taken.key, [&](const shm::Attempts& here) -> std::optional<shm::Attempts> {
        if (here == taken.after) return taken.before;
        if (here.count == 0) return std::nullopt;
        return shm::Attempts{here.count - 1, here.last_at};
    });
}

void SignInThrottle::forgive(const Attempt& attempt) const {
    attempts_.clear(attempt.consecutive.key);
    if (!attempt.by_known_device) {
        attempts_.clear(attempt.per_network.key);
        give_back_to_network(attempt.network_keys);
    }
    if (attempt.failed_before) store_.clear_failures(attempt.budget);
}

bool SignInThrottle::fail(const Attempt& attempt, TimePoint now) const {
    const std::uint32_t failures = store_.add_failure(attempt.budget, now);
    return failures == settings_.max_failures && !attempt.by_known_device;
}

void SignInThrottle::withdraw(const Attempt& attempt) const {
    withdraw_from_account(attempt);
    if (!attempt.by_known_device) give_back_to_network(attempt.network_keys);
}

void SignInThrottle::withdraw_from_account(const Attempt& attempt) const {
    put_back(attempt.consecutive);
    if (!attempt.by_known_device) put_back(attempt.per_network);
}

bool SignInThrottle::is_known_wrong(const TypedPassword& typed, TimePoint now) const {
    const auto is_fresh = [&](const shm::Attempts& seen) {
        return seen.count > 0 && std::chrono::abs(now - seen.last_at) <= kWrongRemembered;
    };
    const auto seen =
        attempts_.update(password_key(attempts_, Counted::WrongPasswordsAtGate, typed),
                         [&](const shm::Attempts& here) -> std::optional<shm::Attempts> {
                             if (!is_fresh(here)) return std::nullopt;
                             return shm::Attempts{1, now};
                         });
    return is_fresh(seen);
}

void SignInThrottle::remember_wrong(const TypedPassword& typed, TimePoint now) const {
    attempts_.update(password_key(attempts_, Counted::WrongPasswordsAtGate, typed),
                     [&](const shm::Attempts&) {
                         return std::optional{shm::Attempts{1, now}};
                     });
}

bool SignInThrottle::is_known_useless(const TypedPassword& typed, TimePoint now) const {
    const auto seen =
        attempts_.find(password_key(attempts_, Counted::UselessPasswordsAtGate, typed));
    return seen.count > 0 && std::chrono::abs(now - seen.last_at) < kUselessRemembered;
}

void SignInThrottle::remember_useless(const TypedPassword& typed, TimePoint now) const {
    attempts_.update(password_key(attempts_, Counted::UselessPasswordsAtGate, typed),
                     [&](const shm::Attempts&) {
                         return std::optional{shm::Attempts{1, now}};
                     });
}

void SignInThrottle::forgive_program(const Attempt& attempt, TimePoint now) const {
    constexpr Rate kDaily{.amount = 1, .period = seconds{86400}, .burst = 1};
    const auto key = attempt_key(attempts_, Counted::ForgivenAtGate, as_bytes(attempt.budget));
    if (attempt.failed_before && take_one_of(attempts_, key, kDaily, now).count() == 0)
        return forgive(attempt);
    withdraw(attempt);
    if (!attempt.by_known_device) attempts_.clear(attempt.per_network.key);
}

bool SignInThrottle::is_worth_noting(const Attempt& attempt, std::string_view site,
                                     TimePoint now) const {
    constexpr Rate kHourly{.amount = 1, .period = seconds{3600}, .burst = 1};
    const std::string whose = std::to_string(attempt.per_network.key).append(1, '\0').append(site);
    return take_one_of(attempts_, attempt_key(attempts_, Counted::NotedAtGate, whose), kHourly, now)
               .count() == 0;
}

void SignInThrottle::forget(const EmailAddress& email) const {
    const Digest account = account_budget(email);
    attempts_.clear(attempt_key(attempts_, Counted::FailuresOfBudget, as_bytes(account)));
}

bool SignInThrottle::is_new_device(const Attempt& attempt, UserId user) const {
    return !attempt.by_known_device && store_.has_known_device(user);
}

void SignInThrottle::remember_device(const Attempt& attempt, UserId user, std::string_view device,
                                     TimePoint now) const {
    const auto hash = crypto::token_hash(device);
    if (!hash) return;
    if (!attempt.by_known_device) store_.clear_failures(device_budget(attempt.budget, *hash));
    store_.add_known_device(user, *hash, now);
    if (!attempt.by_known_device) store_.remove_oldest_devices(user, settings_.max_devices);
}

void SignInThrottle::trust_device(UserId user, std::string_view device, TimePoint until) const {
    if (const auto hash = crypto::token_hash(device)) store_.trust_device(user, *hash, until);
}

bool SignInThrottle::is_trusted(UserId user, std::string_view device, TimePoint now) const {
    const auto hash = crypto::token_hash(device);
    return hash && store_.is_trusted_device(user, *hash, now);
}

}  // namespace postern::service
