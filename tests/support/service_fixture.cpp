#include "support/service_fixture.hpp"

#include <utility>

#include "app/wiring/rules_text.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/factor/base32.hpp"
#include "postern/crypto/factor/totp.hpp"
#include "postern/text/dates.hpp"

namespace postern::test {

std::string CountingEntropy::bytes(std::size_t count) {
    std::string bytes(count, '\0');
    std::uint64_t value = next_++;
    for (std::size_t i = 0; i < count && value != 0; ++i, value >>= 8)
        bytes[i] = static_cast<char>(value & 0xFF);
    return bytes;
}

std::string PlainHasher::hash(const Secret& password) {
    if (broken) throw crypto::CryptoError{"out of memory"};
    return "plain$" + std::to_string(cost_) + "$" + std::string{password.reveal()};
}

bool PlainHasher::verify(const Secret& password, std::string_view phc) {
    if (broken) throw crypto::CryptoError{"out of memory"};
    verified_against.emplace_back(phc);
    if (const auto happen = std::exchange(meanwhile, nullptr)) happen();
    const auto last = phc.rfind('$');
    return phc != decoy() && phc.substr(last + 1) == password.reveal();
}

bool PlainHasher::needs_rehash(std::string_view phc) const {
    return !phc.starts_with("plain$" + std::to_string(cost_) + "$");
}

crypto::KeyRing ServiceFixture::default_keys() {
    auto keys = crypto::KeyRing::parse(Secret{to_base64url(std::string(32, 'k'))});
    POSTERN_CHECK(keys.has_value());
    return std::move(*keys);
}

portal::RulesText ServiceFixture::default_rules_text() {
    return app::rules_text({.portal = "",
                            .proxied_site = "@SITE@ @UPSTREAM@ @SERVER_NAME@\n",
                            .static_site = "@SITE@ @ROOT@\n"});
}

app::ServiceSettings ServiceFixture::default_settings() {
    return {
        .public_origin = *Origin::parse("https://auth.example.org"),
        .password = {.patience = std::chrono::milliseconds{0}},
        .session = {.idle_ttl = std::chrono::minutes{30},
                    .absolute_ttl = std::chrono::hours{12},
                    .remember_idle_ttl = std::chrono::days{14},
                    .remember_absolute_ttl = std::chrono::days{30},
                    .max_per_account = 12},
        .throttle = {.max_devices = 15},
        .registration = {.open = true, .mail_enabled = false},
        .sign_in = {.trust_ttl = std::chrono::days{30}},
        .account = {.is_time_zone = text::is_time_zone},
        .factor = {.issuer = "auth.example.org", .recovery_cost = {.memory_kib = 8, .passes = 1}},
        .passkey = {.rp_id = "auth.example.org",
                    .origin = "https://auth.example.org",
                    .name = "auth.example.org"},
        .factor_reset_delay = std::chrono::days{3},
        .administrator = {},
        .token = {.issuer = "https://auth.example.org"}};
}

app::Ports ServiceFixture::ports() {
    return {.entropy = entropy,
            .hasher = hasher,
            .revoker = revoker,
            .hashing_slots = slots,
            .attempts = *attempts,
            .metrics = metrics->writer(0),
            .keys = &keys};
}

service::SignInService ServiceFixture::sign_in_service(
    const service::PasswordService& using_passwords) {
    arrival.emplace(stores.accounts(), stores.audit(), sessions, sign_ins, entropy,
                    service_settings.sign_in.mail_enabled, sign_in_settings.trust_ttl);
    return {{stores.users(), stores.accounts(), stores.audit(), stores.sign_in_steps()},
            using_passwords,
            sessions,
            sign_ins,
            wiring.factor_check,
            *arrival,
            entropy,
            metrics->writer(0),
            service_settings.sign_in};
}

std::string AuthenticatorApp::code(TimePoint at) const {
    return std::string{crypto::totp_code(secret, crypto::totp_step(at)).reveal()};
}

AuthenticatorApp ServiceFixture::add_app(std::string_view email) {
    auto opened = sign_in(email);
    const auto setup = factors.begin_totp(opened.session, opened.token.reveal(), client, now);
    POSTERN_CHECK(setup.has_value());
    auto secret = crypto::from_base32(setup->key.reveal());
    POSTERN_CHECK(secret.has_value());
    const auto code = crypto::totp_code(*secret, crypto::totp_step(now));
    auto done =
        factors.confirm_totp(opened.session, opened.token.reveal(), code.reveal(), client, now);
    POSTERN_CHECK(done.has_value());
    return {std::move(*secret), std::move(done->recovery_codes), std::move(done->session)};
}

service::PasskeyAdded ServiceFixture::add_passkey(std::string_view email, SoftPasskey& passkey,
                                                  PasskeyKind kind) {
    const auto session = sign_in(email);
    const auto token = session.token.reveal();
    const auto creation = passkeys.begin(session.session, token, kind, client, now).value();
    passkey.user_handle = creation.user_handle;
    return std::move(passkeys.add(session.session, token, kind,
                                  {passkey.create(creation.challenge), {"internal"}}, {}, client,
                                  now))
        .value();
}

service::WaitingToken ServiceFixture::wait_for_code(std::string_view email) {
    auto done = logins.sign_in({email, kGoodPassword, false}, client, now);
    POSTERN_CHECK(!done.has_value() && done.error().waiting.has_value());
    return {Secret{done.error().waiting->token.reveal()}, done.error().waiting->factors};
}

service::OpenedSession ServiceFixture::sign_in_with(const AuthenticatorApp& app,
                                                    std::string_view email, TimePoint at) {
    const auto waiting = wait_for_code(email);
    auto done = second_factor.finish(
        {waiting.token.reveal(), {service::CodeKind::Totp, app.code(at)}}, client, at);
    POSTERN_CHECK(done.has_value());
    return std::move(done->opened);
}

User ServiceFixture::add_user(std::string_view email) {
    auto added = registration.add_user({email, "Ann", kGoodPassword}, admin, now);
    POSTERN_CHECK(added.has_value());
    return std::move(*added);
}

service::OpenedSession ServiceFixture::sign_in(std::string_view email, bool remember,
                                               std::string_view previous_token) {
    auto signed_in = logins.sign_in({email, kGoodPassword, remember, previous_token}, client, now);
    POSTERN_CHECK(signed_in.has_value());
    return std::move(signed_in->opened);
}

}  // namespace postern::test
