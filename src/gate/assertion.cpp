#include "gate/assertion.hpp"

#include <chrono>
#include <functional>
#include <utility>

#include "gate/kept.hpp"
#include "postern/base/log.hpp"
#include "postern/base/log_limit.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/jws/assertion.hpp"

namespace postern::gate {

namespace {

/// Some libraries refuse a token from the future; the site's clock may be a little behind.
constexpr std::int64_t kBackdated = 2;
/// An assertion is used again while so many seconds of it are left.
constexpr std::int64_t kLeastLeft = 60;
constexpr std::size_t kIdBytes = 16;

struct Key {
    Digest credential;
    SiteId site;
    bool operator==(const Key&) const = default;
};

struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
        return std::hash<std::string_view>{}(as_bytes(key.credential)) ^
               static_cast<std::size_t>(key.site);
    }
};

struct Made {
    std::string text;
    std::int64_t issued_at;
    Origin audience;
    std::uint64_t stamp;
    std::string groups;
    Assurance assurance;

    bool still_says(const Asserted& asserted, const Site& site, std::int64_t now) const {
        const auto left = issued_at + kAssertionLife - now;
        // A clock that was set back: the site would see a token from the future.
        return issued_at <= now && left >= kLeastLeft && audience == site.origin &&
               stamp == asserted.stamp && groups == asserted.groups &&
               assurance == asserted.visitor.assurance;
    }
};

/// What the site is told of the profile.
ProfileValues told(const Asserted& asserted) {
    ProfileValues values;
    if (asserted.profile == nullptr) return values;
    for (const std::string& field : asserted.fields)
        if (const auto found = asserted.profile->find(field);
            found != asserted.profile->end() && !found->second.empty())
            values.insert(*found);
    return values;
}

std::int64_t to_seconds(TimePoint time) { return time.time_since_epoch().count(); }

}  // namespace

struct AssertionMaker::Impl {
    const shm::KeyDirectory& keys;
    std::string issuer;
    std::uint64_t seed;
    std::uint64_t made = 0;
    std::uint64_t seen_version = 0;
    std::optional<crypto::SigningKey> key{};
    Kept<Key, Made, KeyHash> kept{};
    LogLimit too_long{kOutageLogInterval};

    void refresh_key();
    std::string make_id(const Asserted& asserted, const Site& site, std::int64_t issued_at);
    std::string sign(const Asserted& asserted, const Site& site, std::int64_t issued_at);
};

void AssertionMaker::Impl::refresh_key() {
    const auto version = keys.version();
    if (version == seen_version) return;
    const auto published = keys.read();
    if (!published) return;  // it is being written just now: the next request reads it
    seen_version = version;
    const auto& own = published->assertion;
    if (own && key && own->kid == key->kid()) return;
    // What the key before has signed may be worth nothing from now on.
    kept.clear();
    key.reset();
    if (!own) return;
    if (const auto algorithm = crypto::to_signature_algorithm(own->algorithm))
        key = crypto::SigningKey::from_der(*algorithm, own->der);
}

/// Need not be secret, and never comes twice: the seed is the process's own, and each of its
/// assertions has a number.
std::string AssertionMaker::Impl::make_id(const Asserted& asserted, const Site& site,
                                          std::int64_t issued_at) {
    std::string parts = key->kid();
    for (const std::uint64_t number :
         {seed, ++made, static_cast<std::uint64_t>(site.id), static_cast<std::uint64_t>(issued_at)})
        parts.append(1, '\0').append(std::to_string(number));
    parts.append(1, '\0').append(as_bytes(asserted.credential));
    const Digest digest = crypto::sha256(parts);
    return to_base64url(as_bytes(digest).substr(0, kIdBytes));
}

std::string AssertionMaker::Impl::sign(const Asserted& asserted, const Site& site,
                                       std::int64_t issued_at) {
    const auto& visitor = asserted.visitor;
    const auto& proven_at = visitor.assurance.proven_at;
    const std::string audience = site.origin.text();
    const std::string id = make_id(asserted, site, issued_at);
    const ProfileValues profile = told(asserted);
    crypto::AssertionClaims claims{
        .issuer = issuer,
        .audience = audience,
        .subject = visitor.user_id,
        .email = visitor.email,
        .name = visitor.display_name,
        .username = visitor.username,
        .given_name = visitor.given_name,
        .family_name = visitor.family_name,
        .groups = asserted.groups,
        .profile = &profile,
        .profile_omitted = !asserted.fields.empty() && asserted.profile == nullptr,
        .level = to_number(visitor.assurance.level),
        .auth_time = proven_at ? std::optional{to_seconds(*proven_at)} : std::nullopt,
        .session = asserted.session_id,
        .issued_at = issued_at,
        .expires_at = issued_at + kAssertionLife,
        .id = id};
    const auto signed_text = [&] {
        return crypto::make_compact(*key, crypto::kAssertionType, crypto::to_payload(claims));
    };
    auto text = signed_text();
    if (text.size() <= kMaxAssertionBytes) return text;
    if (!profile.empty()) {
        if (const auto count = too_long.admit(std::chrono::steady_clock::now()))
            log::warning("gate_profile_too_long", {{"site", site.name}, {"count", *count}});
        claims.profile = nullptr;
        claims.profile_omitted = true;
        text = signed_text();
        if (text.size() <= kMaxAssertionBytes) return text;
    }
    if (!claims.groups.empty()) {
        claims.groups = {};
        claims.groups_omitted = true;
        text = signed_text();
        if (text.size() <= kMaxAssertionBytes) return text;
    }
    // What the display name says already.
    claims.given_name = {};
    claims.family_name = {};
    return signed_text();
}

AssertionMaker::AssertionMaker(const shm::KeyDirectory& keys, std::string issuer,
                               std::uint64_t seed)
    : impl_{std::make_unique<Impl>(Impl{.keys = keys, .issuer = std::move(issuer), .seed = seed})} {
}

AssertionMaker::~AssertionMaker() = default;

std::optional<std::string_view> AssertionMaker::make(const Asserted& asserted, const Site& site,
                                                     TimePoint now) {
    impl_->refresh_key();
    if (!impl_->key) return std::nullopt;
    const Key key{asserted.credential, site.id};
    const auto seconds = to_seconds(now);
    if (const auto* made = impl_->kept.find(key); made && made->still_says(asserted, site, seconds))
        return made->text;
    const auto issued_at = seconds - kBackdated;
    return impl_->kept
        .put(key, {.text = impl_->sign(asserted, site, issued_at),
                   .issued_at = issued_at,
                   .audience = site.origin,
                   .stamp = asserted.stamp,
                   .groups = std::string{asserted.groups},
                   .assurance = asserted.visitor.assurance})
        .text;
}

}  // namespace postern::gate
