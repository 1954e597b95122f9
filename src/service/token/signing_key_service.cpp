#include "postern/service/token/signing_key_service.hpp"

#include <algorithm>
#include <utility>

#include "postern/service/audit/audit_trail.hpp"
#include "service/token/open_key.hpp"

namespace postern::service {

namespace {

constexpr KeyUsage kUsages[] = {KeyUsage::Token, KeyUsage::Assertion};

/// Long after anything that they have signed: people look at the list.
constexpr std::chrono::days kKeptAfterwards{30};

/// The clock of the host that made a key may be ahead by as much.
constexpr std::chrono::minutes kSkew{5};

constexpr int kTries = 3;

bool is_of(const SigningKeyRow& key, KeyUsage usage) { return key.usage == usage; }

bool is_of(const SigningKeyRow& key, KeyUsage usage, JwsAlgorithm algorithm) {
    return key.usage == usage && key.algorithm == algorithm;
}

/// The key of this kind that signs last; nullptr: there is none that is not revoked.
const SigningKeyRow* last_of(const std::vector<SigningKeyRow>& all, KeyUsage usage,
                             JwsAlgorithm algorithm) {
    const SigningKeyRow* last = nullptr;
    for (const auto& key : all)
        if (is_of(key, usage, algorithm) && !key.revoked_at &&
            (last == nullptr || key.activate_at > last->activate_at))
            last = &key;
    return last;
}

/// When the key that is due is to sign; nothing: none is due.
///
/// A key's successor is made kPublishedAhead before it is to take over, so that everybody who reads
/// the key set has it by then. Where that was missed (no host ran), the old key signs for longer:
/// to sign with a key that nobody has would be worse.
std::optional<TimePoint> due_activation(const std::vector<SigningKeyRow>& all, KeyUsage usage,
                                        JwsAlgorithm wanted, std::chrono::seconds life,
                                        TimePoint now) {
    const bool can_sign = std::ranges::any_of(all, [&](const auto& key) {
        return is_of(key, usage) && !key.revoked_at && key.activate_at <= now + kSkew;
    });
    if (!can_sign) return now;  // nothing is issued until there is one
    const auto* last = last_of(all, usage, wanted);
    if (last == nullptr) return now + kPublishedAhead;  // another algorithm from now on
    const TimePoint ends = last->activate_at + life;
    if (last->activate_at > now || now < ends - kPublishedAhead) return std::nullopt;
    return std::max<TimePoint>(ends, now + kPublishedAhead);
}

/// `token` and the kid, as the audit log has it.
std::string detail_of(const SigningKeyRow& key) {
    return std::string{to_text(key.usage)} + " " + key.kid;
}

AuditEntry added_by(const SigningKeyRow& key, const Actor& actor, TimePoint now) {
    return change_entry(AuditEvent::SigningKeyAdded, std::nullopt, detail_of(key), actor, now);
}

}  // namespace

SigningKeyService::SigningKeyService(store::SigningKeyStore& keys, const crypto::KeyRing* ring,
                                     Entropy& entropy, SigningKeySettings settings)
    : keys_{keys}, ring_{ring}, entropy_{entropy}, settings_{std::move(settings)} {}

SigningKeyRow SigningKeyService::make(KeyUsage usage, const std::vector<SigningKeyRow>& all,
                                      TimePoint activate_at, TimePoint now) const {
    const auto algorithm = wanted_for(usage, settings_.algorithm);
    std::uint32_t number = 0;
    for (const auto& key : all)
        if (is_of(key, usage, algorithm)) number = std::max(number, key.number);
    const auto key = crypto::SigningKey::generate(to_signature_algorithm(algorithm));
    return {.kid = key.kid(),
            .usage = usage,
            .algorithm = algorithm,
            .number = number + 1,
            .public_jwk = key.public_key().jwk().dump(),
            .sealed = ring_->seal(crypto::kSigningKeys, {key.kid()}, key.der(), entropy_),
            .created_at = now,
            .activate_at = activate_at,
            .made_on = settings_.host};
}

std::vector<ListedKey> SigningKeyService::list(TimePoint now) const {
    const auto all = keys_.find_all();
    std::vector<ListedKey> listed;
    for (const auto& key : all) {
        const auto wanted = wanted_for(key.usage, settings_.algorithm);
        listed.push_back({.row = key,
                          .state = state_of(key, all, wanted, now),
                          .retires_at = retired_at(key, all, wanted),
                          .opens = ring_ != nullptr && open_key(*ring_, key).has_value()});
    }
    return listed;
}

std::vector<std::string> SigningKeyService::keep_up(TimePoint now) const {
    std::vector<std::string> made;
    if (ring_ == nullptr) return made;
    const auto all = keys_.find_all();
    for (const auto usage : kUsages) {
        const auto wanted = wanted_for(usage, settings_.algorithm);
        const auto activate_at = due_activation(all, usage, wanted, settings_.life, now);
        if (!activate_at) continue;
        const auto key = make(usage, all, *activate_at, now);
        // False: another host was first, and this one reads its key with the next poll.
        if (keys_.add(key, added_by(key, {std::string{kBySystem}}, now))) made.push_back(key.kid);
    }
    keys_.remove_older(now - kRetiredFor - kKeptAfterwards);
    return made;
}

Result<std::string, RotationError> SigningKeyService::rotate(KeyUsage usage, bool at_once,
                                                             const Actor& actor,
                                                             TimePoint now) const {
    if (ring_ == nullptr) return fail(RotationError::NoKeyFile);
    for (int i = 0; i < kTries; ++i) {
        const auto all = keys_.find_all();
        const auto* last = last_of(all, usage, wanted_for(usage, settings_.algorithm));
        if (!at_once && last != nullptr && last->activate_at > now)
            return fail(RotationError::TooSoon);
        const auto key = make(usage, all, at_once ? now : now + kPublishedAhead, now);
        if (keys_.add(key, added_by(key, actor, now))) return key.kid;
    }
    return fail(RotationError::TooSoon);  // other hosts make keys again and again
}

Result<std::string, RotationError> SigningKeyService::revoke(std::string_view kid,
                                                             const Actor& actor,
                                                             TimePoint now) const {
    const auto all = keys_.find_all();
    const auto key = std::ranges::find(all, kid, &SigningKeyRow::kid);
    if (key == all.end()) return fail(RotationError::NoSuchKey);
    if (key->revoked_at) return fail(RotationError::AlreadyRevoked);

    const auto wanted = wanted_for(key->usage, settings_.algorithm);
    std::string successor;
    if (state_of(*key, all, wanted, now) == KeyState::Active) {
        const auto made = rotate(key->usage, true, actor, now);
        if (!made) return fail(made.error());
        successor = *made;
    }
    const bool is_revoked = keys_.revoke(
        kid, now,
        change_entry(AuditEvent::SigningKeyRevoked, std::nullopt, detail_of(*key), actor, now));
    if (!is_revoked) return fail(RotationError::AlreadyRevoked);
    return successor;
}

}  // namespace postern::service
