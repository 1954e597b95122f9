/// service_fixture: all services over the memory stores, with known time, bytes and a cheap hasher.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/wiring/services.hpp"
#include "postern/portal/rules_text.hpp"
#include "postern/service/session/form_tokens.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/memory/stores.hpp"
#include "support/soft_passkey.hpp"

namespace postern::service {

/// A proof without anybody who has checked it.
struct ProofForTests {
    static Proof of_password(TimePoint now) {
        return Proof{{.level = Level::One,
                      .methods = {ProofMethod::Password},
                      .authenticated_at = now,
                      .factor_at = std::nullopt}};
    }
};

}  // namespace postern::service

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
    void all_sessions_ended() override { ++everybody; }

    std::vector<Digest> sessions;
    std::vector<UserId> users;
    int everybody = 0;
};

/// An authenticator app, as its user has it.
struct AuthenticatorApp {
    Secret secret;
    std::vector<Secret> recovery_codes;
    service::OpenedSession session;  ///< in which it was set up

    std::string code(TimePoint at) const;
};

struct ServiceFixture {
    TimePoint now{std::chrono::seconds{1'800'000'000}};
    MemoryStores stores;
    CountingEntropy entropy;
    PlainHasher hasher;
    shm::HashingSlots slots;
    RecordingRevoker revoker;
    shm::Shared<shm::Metrics> metrics;
    shm::Shared<shm::AttemptTable> attempts;
    crypto::KeyRing keys = default_keys();
    app::ServiceSettings service_settings = default_settings();
    app::Services wiring{app::stores_of(stores), ports(), service_settings};
    service::SignInSettings& sign_in_settings = service_settings.sign_in;  ///< of sign_in_service()
    const service::PasswordService& passwords = wiring.passwords;
    const service::SessionService& sessions = wiring.sessions;
    const service::RequestThrottle& requests = wiring.requests;
    const service::SignInThrottle& sign_ins = wiring.throttle;
    const service::RegistrationService& registration = wiring.registration;
    const service::SignInService& logins = wiring.sign_in;
    const service::SecondFactorService& second_factor = wiring.second_factor;
    const service::StepUpService& step_up = wiring.step_up;
    const service::FactorService& factors = wiring.factors;
    const service::PasskeyService& passkeys = wiring.passkeys;
    const service::PasskeySignInService& passkey_sign_in = wiring.passkey_sign_in;
    std::optional<service::Arrival> arrival{};  ///< of sign_in_service()
    const service::SignOutService& sign_out = wiring.sign_out;
    const service::UserService& users = wiring.users;
    const service::HistoryService& history = wiring.history;
    const service::SiteService& sites = wiring.sites;
    portal::RulesText rules_text = default_rules_text();
    service::Client client{"192.0.2.7", "Mozilla/5.0"};
    Actor admin = Actor::command_line(0);

    ServiceFixture() { slots.set_limits(1, 0); }

    static crypto::KeyRing default_keys();
    static app::ServiceSettings default_settings();
    static portal::RulesText default_rules_text();
    app::Ports ports();
    /// Signs in with settings, or a password service, of the test's own.
    service::SignInService sign_in_service(const service::PasswordService& using_passwords);

    /// A user whose address is confirmed, with kGoodPassword. REQUIRES: the address is free.
    User add_user(std::string_view email);
    /// Signs the user in and sets an authenticator app up, which is asked for from then on.
    /// REQUIRES: that they can sign in, and have none.
    AuthenticatorApp add_app(std::string_view email);
    /// Signs the user in and adds the passkey, which learns its user's handle. REQUIRES: that they
    /// can sign in by password alone, and that passkeys are available.
    service::PasskeyAdded add_passkey(std::string_view email, SoftPasskey& passkey,
                                      PasskeyKind kind = PasskeyKind::Passkey);
    /// What the service answers to the right password of a user who has an app.
    service::WaitingToken wait_for_code(std::string_view email);
    /// The whole sign-in of a user who has an app, with the code of `at`.
    service::OpenedSession sign_in_with(const AuthenticatorApp& app, std::string_view email,
                                        TimePoint at);

    /// Signs the user in. REQUIRES: that they can sign in.
    service::OpenedSession sign_in(std::string_view email, bool remember = false,
                                   std::string_view previous_token = {});
};

}  // namespace postern::test
