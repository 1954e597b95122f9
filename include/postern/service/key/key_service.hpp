/// KeyService: which keys the secrets in the database need, and sealing them anew.
///
/// Works while the daemon serves, on any number of hosts: a secret is replaced only while it is
/// what was read. Throws store::StoreError.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/store/sealed_store.hpp"

namespace postern::service {

/// One key and what needs it.
struct KeyUse {
    crypto::KeyId id;
    bool in_file;
    std::size_t secrets;  ///< sealed with it
    bool operator==(const KeyUse&) const = default;
};

/// How sealing anew went.
struct Resealed {
    std::size_t done = 0;
    std::size_t changed = 0;      ///< removed or changed by somebody else meanwhile
    std::size_t unknown_key = 0;  ///< sealed with a key that is not in the file
    std::size_t damaged = 0;      ///< does not open with its key
};

class KeyService {
public:
    /// The arguments must outlive *this.
    KeyService(store::SealedStore& sealed, Entropy& entropy);

    /// The keys of the file in its order, then those that secrets need and the file lacks.
    /// `in_file`: the ids of the file; empty when there is none.
    std::vector<KeyUse> list(const std::vector<crypto::KeyId>& in_file) const;

    /// How many secrets are sealed with this key.
    std::size_t count(crypto::KeyId id) const;

    /// Seals with the first key of `keys` every secret that is sealed with another one, and leaves
    /// what does not open. Calls `progress` after each batch with the number done so far.
    Resealed seal_anew(const crypto::KeyRing& keys,
                       const std::function<void(std::size_t)>& progress) const;

private:
    void seal_anew(const crypto::KeyRing& keys, const store::SealedSecret& secret,
                   Resealed& result) const;

    store::SealedStore& sealed_;
    Entropy& entropy_;
};

}  // namespace postern::service
