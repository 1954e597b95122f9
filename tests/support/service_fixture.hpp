/// service_fixture: all services over the memory stores, with known time, bytes and a cheap hasher.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "postern/service/account/registration_service.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/service/audit/history_service.hpp"
#include "postern/service/session/form_tokens.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/session/sign_out_service.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"
#include "postern/service/site/site_service.hpp"
#include "postern/service/throttle/request_throttle.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/memory_stores.hpp"

namespace postern::test {

/// Bytes that never repeat and are known: a counter.
class CountingEntropy final : public Entropy {
public:
    std::string bytes(std::size_t count) override;

private:
    std::uint64_t next_ = 1;
};

/// `plain$COST$PASSWORD`. Counts verifications, and remembers against what it verified.
class PlainHasher final : public crypto::PasswordHasher {
public:
    explicit PlainHasher(int cost = 1) : cost_{cost} {}
    std::string hash(const Secret& password) override;
    bool verify(const Secret& password, std::string_view phc) override;
    bool needs_rehash(std::string_view phc) const override;
    std::string_view decoy() const override { return "plain$decoy"; }

    std::vector<std::string> verified_against;
    bool broken = false;              ///< throws CryptoError, as when memory is short
    std::function<void()> meanwhile;  ///< happens once, during the next verification

private:
    int cost_;
};

inline constexpr std::string_view kGoodPassword = "correct horse battery";

/// Remembers what it was told.
class RecordingRevoker final : public service::Revoker {
public:
    void session_ended(const Digest& token_hash) override { sessions.push_back(token_hash); }
    void sessions_of_user_ended(UserId user) override { users.push_back(user); }

    std::vector<Digest> sessions;
    std::vector<UserId> users;
};

struct ServiceFixture {
    TimePoint now{std::chrono::seconds{1'800'000'000}};
    MemoryStores stores;
    CountingEntropy entropy;
    PlainHasher hasher;
    shm::HashingSlots slots;
    service::PasswordService passwords{hasher, slots, {.patience = std::chrono::milliseconds{0}}};
    RecordingRevoker revoker;
    service::SessionService sessions{stores.sessions(),
                                     entropy,
                                     revoker,
                                     {.idle_ttl = std::chrono::minutes{30},
                                      .absolute_ttl = std::chrono::hours{12},
                                      .remember_idle_ttl = std::chrono::days{14},
                                      .remember_absolute_ttl = std::chrono::days{30}}};
    shm::Shared<shm::Metrics> metrics;
    shm::Shared<shm::AttemptTable> attempts;
    service::RequestThrottle requests{*attempts, {}};
    service::SignInThrottle sign_ins{*attempts, stores.sign_ins(), {}};
    service::RegistrationService registration{
        stores.accounts(), passwords, requests, entropy, {.open = true, .mail_enabled = false}};
    service::SignInSettings sign_in_settings;
    service::SignInService logins = sign_in_service(passwords);
    service::SignOutService sign_out{sessions, stores.audit()};
    service::UserService users{stores.users(), stores.accounts(), passwords, revoker, {}};
    service::HistoryService history{stores.audit()};
    service::SiteService sites{stores.sites(), *Origin::parse("https://auth.example.org")};
    service::Client client{"192.0.2.7", "Mozilla/5.0"};
    Actor admin = Actor::command_line(0);

    ServiceFixture() { slots.set_limits(1, 0); }

    service::SignInService sign_in_service(const service::PasswordService& using_passwords) {
        return {{stores.users(), stores.accounts(), stores.audit()},
                using_passwords,
                sessions,
                sign_ins,
                entropy,
                metrics->writer(0),
                sign_in_settings};
    }

    /// A user whose address is confirmed, with kGoodPassword. REQUIRES: the address is free.
    User add_user(std::string_view email);
    /// Signs him in. REQUIRES: that he can.
    service::OpenedSession sign_in(std::string_view email, bool remember = false,
                                   std::string_view previous_token = {});
};

}  // namespace postern::test
