/// SealedStore: every secret that the database keeps sealed, of whatever kind, for the rotation of
/// keys.
///
/// It neither opens nor seals: crypto::KeyRing does. Which key sealed a secret is in a column of
/// its own for counting; the blob is what counts when it is opened. Throws StoreError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "postern/crypto/key/key_ring.hpp"

namespace postern::store {

/// The kinds of sealed secrets: each is a table.
enum class SealedKind {
    Totp,         ///< of authenticator apps: user_totp, row by user
    SigningKey,   ///< the secret halves of keys that sign: signing_key
    TokenFamily,  ///< the seeds of refresh tokens: token_family
};

inline constexpr SealedKind kSealedKinds[] = {SealedKind::Totp, SealedKind::SigningKey,
                                              SealedKind::TokenFamily};

/// What secrets of this kind are sealed for.
crypto::KeyPurpose purpose_of(SealedKind kind) noexcept;

struct SealedSecret {
    SealedKind kind;
    std::uint64_t row;             ///< the numeric key of its row
    std::vector<std::string> ids;  ///< as KeyRing::seal was given them
    std::string blob;
};

class SealedStore {
public:
    virtual ~SealedStore() = default;

    /// How many secrets of all kinds each key has sealed; no key with none.
    virtual std::map<crypto::KeyId, std::size_t> count_by_key() = 0;

    /// At most `limit` secrets of this kind that are not sealed with `key`, in the order of their
    /// rows, from the first behind the row `after`.
    virtual std::vector<SealedSecret> find_sealed_with_other_than(SealedKind kind,
                                                                  crypto::KeyId key,
                                                                  std::uint64_t after,
                                                                  std::size_t limit) = 0;

    /// Replaces the blob by `fresh`. False, and nothing happens, when the row's blob is not
    /// `old.blob` any more. REQUIRES: crypto::sealed_by(fresh) has a value.
    virtual bool replace(const SealedSecret& old, std::string_view fresh) = 0;
};

}  // namespace postern::store
