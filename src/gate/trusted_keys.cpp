#include "postern/gate/trusted_keys.hpp"

#include <utility>

namespace postern::gate {

namespace {

/// Writing takes microseconds.
constexpr int kAttempts = 8;

}  // namespace

/// What is being written just now is read the next time; until then the keys of before count.
void TrustedKeys::refresh() {
    const std::uint64_t version = directory_.version();
    if (version == version_) return;
    auto published = directory_.read();
    for (int i = 1; !published && version_ == 0 && i < kAttempts; ++i)
        published = directory_.read();
    if (!published) return;
    std::map<std::string, Known, std::less<>> keys;
    for (auto& one : published->tokens) {
        const auto algorithm = crypto::to_signature_algorithm(one.algorithm);
        if (!algorithm) continue;
        auto key = crypto::VerificationKey::from_der(*algorithm, one.der);
        // A kid is the key's own thumbprint: an entry that names another key is none.
        if (!key || key->kid() != one.kid) continue;
        keys.insert_or_assign(one.kid, Known{{std::move(*key), std::move(one.id_key)}, one.until});
    }
    keys_ = std::move(keys);
    version_ = version;
}

bool TrustedKeys::are_known() {
    refresh();
    return version_ != 0;
}

const crypto::TrustedKey* TrustedKeys::find(std::string_view kid, std::int64_t now) {
    refresh();
    const auto found = keys_.find(kid);
    return found != keys_.end() && now < found->second.until ? &found->second.key : nullptr;
}

bool TrustedKeys::is_signed(const crypto::UnverifiedAccessToken& token, std::int64_t now) {
    const auto* const key = find(token.kid, now);
    return key != nullptr && crypto::is_signed(token, *key);
}

}  // namespace postern::gate
