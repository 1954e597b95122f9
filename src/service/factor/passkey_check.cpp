#include "postern/service/factor/passkey_check.hpp"

#include <algorithm>
#include <utility>

#include "postern/crypto/digest.hpp"

namespace postern::service {

namespace {

/// Digits and dots, or anything with a colon: an address, which has no name.
bool is_address(std::string_view host) {
    return host.find(':') != std::string_view::npos ||
           std::ranges::all_of(host, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

/// Why this passkey may not answer, whatever it signed; nothing when it may.
std::optional<std::string_view> reason_to_refuse(const OwnedPasskey& found, PasskeyPurpose purpose,
                                                 std::optional<UserId> user,
                                                 const PasskeySettings& settings) {
    if (user && found.user.id != *user) return "other_user";
    if (found.passkey.rp_id != settings.rp_id) return "rp_id";
    if (purpose == PasskeyPurpose::SignIn && found.passkey.kind != PasskeyKind::Passkey)
        return "kind";
    return std::nullopt;
}

}  // namespace

bool can_use_passkeys(std::string_view scheme, std::string_view host) noexcept {
    if (host.empty() || is_address(host)) return false;
    return scheme == "https" || host == "localhost" || host.ends_with(".localhost");
}

std::vector<PasskeyDescriptor> describe(const std::vector<Passkey>& passkeys) {
    std::vector<PasskeyDescriptor> described;
    for (const Passkey& passkey : passkeys)
        described.push_back({passkey.credential_id, passkey.transports});
    return described;
}

PasskeyCheck::PasskeyCheck(store::PasskeyStore& passkeys, const PasskeyChallenges& challenges,
                           PasskeySettings settings)
    : passkeys_{passkeys}, challenges_{challenges}, settings_{std::move(settings)} {}

std::optional<PasskeyQuestion> PasskeyCheck::ask(PasskeyPurpose purpose, std::string_view holder,
                                                 std::optional<UserId> user, TimePoint now) const {
    if (!is_available()) return std::nullopt;
    PasskeyQuestion question{.challenge = challenges_.make(purpose, holder, now),
                             .rp_id = settings_.rp_id,
                             .user_verification = purpose == PasskeyPurpose::SignIn};
    if (!user) return question;
    auto has = passkeys_.list(*user);
    std::erase_if(has, [&](const Passkey& passkey) { return passkey.rp_id != settings_.rp_id; });
    question.allowed = describe(has);
    return question;
}

Result<CheckedPasskey, PasskeyRefusal> PasskeyCheck::check(PasskeyPurpose purpose,
                                                           std::string_view holder,
                                                           std::optional<UserId> user,
                                                           const crypto::AssertionResponse& answer,
                                                           TimePoint now) const {
    if (!is_available()) return fail(PasskeyRefusal{PasskeyError::Unavailable});
    const auto challenge = crypto::challenge_in(answer.client_data_json);
    if (!challenge) return fail(PasskeyRefusal{PasskeyError::Malformed});
    if (!challenges_.spend(*challenge, purpose, holder, now))
        return fail(PasskeyRefusal{PasskeyError::Expired});
    auto found = passkeys_.find(crypto::sha256(answer.raw_id));
    if (!found) return fail(PasskeyRefusal{PasskeyError::Refused, "unknown_passkey"});
    const auto refuse = [&](std::string_view reason) {
        return fail(PasskeyRefusal{PasskeyError::Refused, reason, found->user.public_id});
    };
    if (const auto reason = reason_to_refuse(*found, purpose, user, settings_))
        return refuse(*reason);
    const bool is_sign_in = purpose == PasskeyPurpose::SignIn;
    const Passkey& passkey = found->passkey;
    const auto verified = crypto::verify_assertion({.challenge = *challenge,
                                                    .origin = settings_.origin,
                                                    .rp_id = settings_.rp_id,
                                                    .user_verification = is_sign_in},
                                                   {.id = passkey.credential_id,
                                                    .public_key = passkey.public_key,
                                                    .algorithm = passkey.algorithm,
                                                    .sign_count = passkey.sign_count,
                                                    .backup_eligible = passkey.backup_eligible,
                                                    .user_handle = found->user_handle},
                                                   is_sign_in, answer);
    if (!verified) return refuse(to_text(verified.error()));
    store::PasskeyUse use{.passkey = passkey.public_id,
                          .expected_count = passkey.sign_count,
                          .sign_count = verified->sign_count,
                          .backup_eligible = verified->backup_eligible,
                          .backup_state = verified->backup_state};
    return CheckedPasskey{.passkey = std::move(found->passkey),
                          .user = std::move(found->user),
                          .use = std::move(use),
                          .user_verified = verified->user_verified,
                          .is_count_suspicious = verified->is_count_suspicious};
}

}  // namespace postern::service
