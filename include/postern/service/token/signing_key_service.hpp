/// SigningKeyService: makes, rotates and ends the keys that sign tokens and assertions.
///
/// Works on any number of hosts at once: a key's number is unique, so one host wins and the others
/// go on with its key. Throws store::StoreError.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/signing_key.hpp"
#include "postern/store/signing_key_store.hpp"

namespace postern::service {

struct SigningKeySettings {
    JwsAlgorithm algorithm = JwsAlgorithm::Es256;  ///< of access tokens; assertions are ES256
    std::chrono::seconds life{90 * 86400};         ///< how long a key signs
    std::string host{};                            ///< the name of this one
};

struct ListedKey {
    SigningKeyRow row;
    KeyState state;
    std::optional<TimePoint> retires_at{};  ///< when its successor signs; nothing: not known yet
    bool opens = false;                     ///< with the key file of this host
};

enum class RotationError {
    NoKeyFile,
    NoSuchKey,
    AlreadyRevoked,
    TooSoon,  ///< a key that was made before waits for its turn; see --now
};

class SigningKeyService {
public:
    /// Every reference must outlive *this. `ring`: nullptr when there is no key file.
    SigningKeyService(store::SigningKeyStore& keys, const crypto::KeyRing* ring, Entropy& entropy,
                      SigningKeySettings settings);

    std::vector<ListedKey> list(TimePoint now) const;

    /// For the courier: makes the first key of each usage, which signs at once, and the successor
    /// of one that is near its end, kPublishedAhead of its turn: the moment at which the old one
    /// has signed for `life`, or later if that is less than kPublishedAhead away. Removes those
    /// that nobody needs. Nothing happens without a key file. Returns the kids of the keys that it
    /// made: at most one for each usage. RS256 takes seconds. Also throws crypto::CryptoError.
    std::vector<std::string> keep_up(TimePoint now) const;

    /// A new key of this usage, which signs from tomorrow on, or `at_once` (who has an old key set
    /// then refuses its tokens until they read it anew). Returns its kid.
    Result<std::string, RotationError> rotate(KeyUsage usage, bool at_once, const Actor& actor,
                                              TimePoint now) const;

    /// Ends a key at once, with everything that it has signed; a new one that signs at once is made
    /// first if it was the active one. Returns the kid of that, or empty.
    Result<std::string, RotationError> revoke(std::string_view kid, const Actor& actor,
                                              TimePoint now) const;

private:
    SigningKeyRow make(KeyUsage usage, const std::vector<SigningKeyRow>& all, TimePoint activate_at,
                       TimePoint now) const;

    store::SigningKeyStore& keys_;
    const crypto::KeyRing* ring_;
    Entropy& entropy_;
    SigningKeySettings settings_;
};

}  // namespace postern::service
