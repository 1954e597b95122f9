/// SignInThrottle: how often somebody may try a password.
///
/// An attempt is counted before the work and given back on success, so that parallel guesses cannot
/// slip between a check and its bookkeeping. What is counted, by the rules of throttle_policy.hpp:
///
/// * failures in a row on an account, that is on a canonical address, whether or not there is such
///   an account. The database keeps them, so that restarts forget nothing and all hosts know;
///   shared memory adds what is under way on this host. Only the database's word blocks an account.
/// * failures in a row from one network on one account, in shared memory: a sign-in of the owner
///   elsewhere starts the account's count anew, but not this one.
/// * failures a minute from one network, in shared memory.
///
/// A browser that signed in to this very account before (a known device) has a budget of failures
/// in a row of its own instead of all that: nobody can lock out the owner by failing.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/model/email_address.hpp"
#include "postern/model/ids.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/factor/factor_check.hpp"
#include "postern/service/throttle/network_keys.hpp"
#include "postern/service/throttle/throttle_policy.hpp"
#include "postern/shm/attempt_table.hpp"
#include "postern/store/sign_in_store.hpp"

namespace postern::service {

struct Refused {
    std::chrono::seconds retry_after;
    bool blocked = false;       ///< max_failures is reached: only a new password helps
    bool should_audit = false;  ///< the first in a minute on this account from this network
};

/// Under what the database counts wrong codes that were mailed to this user. A new password forgets
/// them.
Digest mailed_code_budget(const PublicId& user);

class SignInThrottle {
public:
    /// Every reference must outlive *this.
    SignInThrottle(shm::AttemptTable& attempts, store::SignInStore& store,
                   ThrottleSettings settings);

    /// A counter in shared memory before and after it was counted up.
    struct Taken {
        std::uint64_t key;
        shm::Attempts before{};
        shm::Attempts after{};
    };

    /// One attempt that was counted. Exactly one of forgive(), fail() and withdraw() must follow:
    /// CountedAttempt takes care of it.
    struct Attempt {
        Digest budget;         ///< whose failures in a row count: the account's, or the device's
        bool by_known_device;  ///< then nothing else counts
        bool failed_before;    ///< the database has failures of this budget
        Taken consecutive;
        Taken per_network;
        NetworkKeys network_keys;
    };

    /// Counts an attempt, or refuses it without counting. `user`: of the account, if there is one.
    /// One round trip, two when a device's cookie came along, whether or not there is an account.
    Result<Attempt, Refused> admit(const EmailAddress& email, std::optional<UserId> user,
                                   const Client& client, TimePoint now) const;

    /// The same for text that is not an address: as for an address without an account.
    Result<Attempt, Refused> admit_nobody(std::string_view typed, const Client& client,
                                          TimePoint now) const;

    /// The same for a code, by a person who has proven to know the password. Counted for the user,
    /// apart from passwords and from codes of other kinds.
    Result<Attempt, Refused> admit_code(CodeKind kind, const User& user, const Client& client,
                                        TimePoint now) const;

    /// The same for a code that was mailed for the first second factor. No device has a budget of
    /// its own: somebody with the password can have as many known devices as they like.
    Result<Attempt, Refused> admit_mailed_code(const User& user, const Client& client,
                                               TimePoint now) const;

    /// Counts a failure of the network alone, for what can't be guessed but costs work; give it
    /// back when it was none. No round trip.
    Result<NetworkKeys, Refused> admit_network(const Client& client, TimePoint now) const;
    void give_back_to_network(const NetworkKeys& keys) const;

    /// Of somebody who has shown what nobody can guess: nothing is counted, so none of forgive(),
    /// fail() and withdraw() follows. A round trip when a device's cookie came along.
    Attempt uncounted(const User& user, const Client& client) const;

    /// Nothing counts any more that was typed as such a code. One round trip.
    void forget_codes(CodeKind kind, const PublicId& user) const;

    /// It was the right password: what was counted for the account from here, or for the device,
    /// starts anew. A round trip only when there was a failure before.
    void forgive(const Attempt& attempt) const;

    /// It was the wrong one. True when this failure is the one that blocks the account.
    bool fail(const Attempt& attempt, TimePoint now) const;

    /// It was not looked at after all: as if it had not been.
    void withdraw(const Attempt& attempt) const;

    /// It was the right password, which gets nobody in: as if it had not been, except for the
    /// network, because it has cost a hash. Forgives nothing.
    void withdraw_from_account(const Attempt& attempt) const;

    /// A password that a program sent, for an account by whatever name, known or not.
    struct TypedPassword {
        std::string_view account;
        std::string_view stored_hash;  ///< another one makes every password untried; may be empty
        std::string_view password;
    };
    /// Whether this very password was found wrong on this host within a day; then the day begins
    /// anew. A program that repeats it need not be looked at, and counts once. Kept as 34 bits of a
    /// keyed hash, as long as there is room. No round trip.
    bool is_known_wrong(const TypedPassword& typed, TimePoint now) const;
    void remember_wrong(const TypedPassword& typed, TimePoint now) const;

    /// Whether this very password was found right on this host within the last minute, and got
    /// nobody in: so it need not be looked at to refuse it again, and never suffices to let anybody
    /// in. Kept as is_known_wrong() says, but asking makes it last no longer. No round trip.
    /// REQUIRES: an attempt was admitted. Else a guesser who has to wait would learn here which
    /// password is right.
    bool is_known_useless(const TypedPassword& typed, TimePoint now) const;
    void remember_useless(const TypedPassword& typed, TimePoint now) const;

    /// As forgive(), for a program that proves the password every few minutes: the account's
    /// failures start anew once a day at most. Else a guesser would get new chances all the time.
    void forgive_program(const Attempt& attempt, TimePoint now) const;

    /// Whether this is the first in an hour on this account from this network, and on this site if
    /// there is a name: what a program asks again and again is written down once. No round trip.
    bool is_worth_noting(const Attempt& attempt, std::string_view site, TimePoint now) const;

    /// The password was reset, and the database has forgotten the failures: so does this host.
    void forget(const EmailAddress& email) const;

    /// Whether the user has signed in on other devices before, but not on this one. A round trip
    /// unless the device is known.
    bool is_new_device(const Attempt& attempt, UserId user) const;

    /// From now on this browser is a known device of the user, and starts with no failures.
    /// `device`: 43 characters of base64url. One or two round trips.
    void remember_device(const Attempt& attempt, UserId user, std::string_view device,
                         TimePoint now) const;

    /// From now on until then no second factor is asked for on this device. REQUIRES: it is a known
    /// one of the user. One round trip.
    void trust_device(UserId user, std::string_view device, TimePoint until) const;
    /// False for a text that is no device's. One round trip else.
    bool is_trusted(UserId user, std::string_view device, TimePoint now) const;

private:
    Result<Attempt, Refused> admit(const Digest& account, std::optional<UserId> user,
                                   const Client& client, TimePoint now) const;
    std::optional<Refused> take(Attempt& attempt, const store::Failures& stored,
                                TimePoint now) const;
    bool is_first_refusal(std::string_view pair, TimePoint now) const;
    std::optional<Refused> take_from_network(const NetworkKeys& keys, TimePoint now) const;
    /// `stored`: what the database knows; nothing where it is not asked.
    std::optional<Refused> take_consecutive(Taken& taken,
                                            const std::optional<store::Failures>& stored,
                                            TimePoint now) const;
    store::Failures seen_by(const shm::Attempts& here, const std::optional<store::Failures>& stored,
                            TimePoint now) const;
    std::chrono::seconds wait_after_consecutive(const store::Failures& failures,
                                                TimePoint now) const;
    void put_back(const Taken& taken) const;

    shm::AttemptTable& attempts_;
    store::SignInStore& store_;
    ThrottleSettings settings_;
};

}  // namespace postern::service
