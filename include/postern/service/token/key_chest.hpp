/// KeyChest: the signing keys of this process, opened, as the database has them now.
///
/// For portal workers and the courier, which alone hold secret keys. Reads the keys again when the
/// catalogue's revision in shared memory has changed, and every kMaxAge. One per process, on one
/// thread. Throws store::StoreError.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/crypto/jws/access_token.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/json/json.hpp"
#include "postern/model/signing_key.hpp"
#include "postern/shm/host_state.hpp"
#include "postern/store/signing_key_store.hpp"

namespace postern::service {

/// A key that signs now.
struct ActiveKey {
    const crypto::SigningKey& key;
    const Secret& id_key;  ///< crypto::TrustedKey::id_key
};

class KeyChest {
public:
    static constexpr std::chrono::seconds kMaxAge{10};

    /// Every reference must outlive *this. `ring`: nullptr when there is no key file; then no key
    /// can be opened, and is_open() is false. `host`: nullptr in a command, which reads once.
    KeyChest(store::SigningKeyStore& keys, const crypto::KeyRing* ring, const shm::HostState* host,
             JwsAlgorithm wanted);
    ~KeyChest();

    /// Whether tokens can be issued at all: there is a key file.
    bool is_open() const noexcept { return ring_ != nullptr; }

    /// Nothing: there is none yet, or it was sealed with a master key that is not here. Good until
    /// the next call of any member.
    std::optional<ActiveKey> signer(KeyUsage usage, TimePoint now);

    /// nullptr: no key of this kid verifies access tokens now. Good until the next call.
    const crypto::TrustedKey* trusted(std::string_view kid, TimePoint now);

    /// `{"keys":[...]}`: what verifies, of one usage (RFC 7517, section 5).
    json::Json key_set(KeyUsage usage, TimePoint now);

    /// The keys of access tokens that verify now, with the moment from which on they do no longer.
    struct Verifier {
        const crypto::TrustedKey* key;
        std::optional<TimePoint> until;
    };
    std::vector<Verifier> verifiers(TimePoint now);

private:
    struct Opened;
    void refresh(TimePoint now);

    store::SigningKeyStore& keys_;
    const crypto::KeyRing* ring_;
    const shm::HostState* host_;
    JwsAlgorithm wanted_;
    std::vector<SigningKeyRow> rows_{};
    std::vector<std::unique_ptr<Opened>> opened_{};
    std::optional<TimePoint> read_at_{};
    std::uint64_t generation_ = 0;
};

}  // namespace postern::service
