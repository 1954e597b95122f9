#include "postern/service/token/key_chest.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "postern/base/log.hpp"
#include "service/token/open_key.hpp"

namespace postern::service {

namespace {

const char* to_word(crypto::OpenError error) noexcept {
    switch (error) {
        case crypto::OpenError::UnknownKey:
            return "unknown_key";
        case crypto::OpenError::Damaged:
            return "damaged";
    }
    return "damaged";
}

}  // namespace

/// A row as it was read, and its key where it opens here. Kept as long as the row is the same:
/// neither opened again nor complained about again.
struct KeyChest::Opened {
    struct Keys {
        crypto::SigningKey signing;
        crypto::TrustedKey trusted;
    };

    std::string kid;
    std::string sealed;
    std::optional<Keys> keys{};

    static std::unique_ptr<Opened> make(const SigningKeyRow& row, const crypto::KeyRing& ring);
};

std::unique_ptr<KeyChest::Opened> KeyChest::Opened::make(const SigningKeyRow& row,
                                                         const crypto::KeyRing& ring) {
    auto opened = std::make_unique<Opened>(Opened{.kid = row.kid, .sealed = row.sealed});
    auto key = open_key(ring, row);
    if (!key) {
        log::warning("signing_key_not_opened",
                     {{"kid", row.kid}, {"reason", to_word(key.error())}});
        return opened;
    }
    crypto::TrustedKey trusted{key->public_key(), key->derive(crypto::kTokenIdInfo)};
    opened->keys.emplace(Keys{std::move(*key), std::move(trusted)});
    return opened;
}

KeyChest::KeyChest(store::SigningKeyStore& keys, const crypto::KeyRing* ring,
                   const shm::HostState* host, JwsAlgorithm wanted)
    : keys_{keys}, ring_{ring}, host_{host}, wanted_{wanted} {}

KeyChest::~KeyChest() = default;

void KeyChest::refresh(TimePoint now) {
    // Asked before the keys are read: a change in between is read by the next call.
    const auto generation = host_ != nullptr ? host_->sites_generation.load() : 0;
    const bool is_fresh =
        read_at_ && generation == generation_ && now >= *read_at_ && now - *read_at_ < kMaxAge;
    if (is_fresh) return;
    auto rows = keys_.find_all();
    const auto known = [this](const SigningKeyRow& row) {
        return std::ranges::find_if(opened_, [&](const auto& one) {
            return one && one->kid == row.kid && one->sealed == row.sealed;
        });
    };
    // New ones first: should that fail, nothing has changed.
    std::vector<std::unique_ptr<Opened>> opened(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (known(rows[i]) == opened_.end()) opened[i] = Opened::make(rows[i], *ring_);
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (!opened[i]) opened[i] = std::move(*known(rows[i]));
    rows_ = std::move(rows);
    opened_ = std::move(opened);
    generation_ = generation;
    read_at_ = now;
}

std::optional<ActiveKey> KeyChest::signer(KeyUsage usage, TimePoint now) {
    if (!is_open()) return std::nullopt;
    refresh(now);
    const auto* row = active_key(rows_, usage, wanted_for(usage, wanted_), now);
    if (row == nullptr) return std::nullopt;
    const auto& keys = opened_[static_cast<std::size_t>(row - rows_.data())]->keys;
    if (!keys) return std::nullopt;
    return ActiveKey{keys->signing, keys->trusted.id_key};
}

const crypto::TrustedKey* KeyChest::trusted(std::string_view kid, TimePoint now) {
    if (!is_open()) return nullptr;
    refresh(now);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const auto& row = rows_[i];
        if (row.kid != kid || row.usage != KeyUsage::Token) continue;
        const bool is_good = verifies(state_of(row, rows_, wanted_, now)) && opened_[i]->keys;
        return is_good ? &opened_[i]->keys->trusted : nullptr;
    }
    return nullptr;
}

json::Json KeyChest::key_set(KeyUsage usage, TimePoint now) {
    json::Json::Array keys;
    if (is_open()) {
        refresh(now);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const auto& row = rows_[i];
            // What does not open was put there by somebody without the master key, or by a host
            // with another one: not for others to believe on this host's word.
            if (row.usage == usage && opened_[i]->keys &&
                verifies(state_of(row, rows_, wanted_for(usage, wanted_), now)))
                keys.push_back(opened_[i]->keys->signing.public_key().jwk());
        }
    }
    return json::Json::Object{{"keys", std::move(keys)}};
}

std::vector<KeyChest::Verifier> KeyChest::verifiers(TimePoint now) {
    std::vector<Verifier> all;
    if (!is_open()) return all;
    refresh(now);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const auto& row = rows_[i];
        const auto state = state_of(row, rows_, wanted_, now);
        if (row.usage != KeyUsage::Token || !opened_[i]->keys || !verifies(state)) continue;
        std::optional<TimePoint> until;
        const auto retired = retired_at(row, rows_, wanted_);
        // It may sign again, for want of a successor that was revoked: then its end is not known.
        const bool is_back = state == KeyState::Active && retired && *retired <= now;
        if (retired && !is_back) until = *retired + kRetiredFor;
        all.push_back({&opened_[i]->keys->trusted, until});
    }
    return all;
}

}  // namespace postern::service
