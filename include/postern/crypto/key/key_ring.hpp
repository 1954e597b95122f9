/// KeyRing: the master keys, and what is sealed with keys derived from them.
///
/// The key file is text: one key per line, 32 bytes as base64url without padding (43 characters).
/// Empty lines and lines that begin with `#` do not count. The first key encrypts, all of them
/// decrypt. A key's id comes from the key itself (HKDF), so that two keys can't share one by
/// mistake and a foreign key file is an unknown key, never a damaged blob. Every purpose has a key
/// of its own (HKDF-SHA256, RFC 5869).
///
/// A sealed blob is `version (1) | key id (4, big-endian) | nonce (12) | ciphertext | tag (16)`:
/// AES-256-GCM (NIST SP 800-38D). The additional data are the purpose and the ids of the row,
/// separated by NUL: a blob that is copied to another row, user or purpose does not open.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"

namespace postern::crypto {

inline constexpr std::size_t kMasterKeyBytes = 32;
inline constexpr std::size_t kMaxMasterKeys = 16;
inline constexpr std::size_t kSealOverhead = 1 + 4 + 12 + 16;  ///< bytes of a blob besides the text

using KeyId = std::uint32_t;

/// Eight lowercase hexadecimal digits: how commands and logs name a key.
std::string to_text(KeyId id);
/// The id that to_text() gave; nothing for any other text.
std::optional<KeyId> parse_key_id(std::string_view text) noexcept;

/// What a key is for; also the start of the additional data. One name per kind of secret, for ever.
struct KeyPurpose {
    std::string_view name;
};

inline constexpr KeyPurpose kTotpSecrets{"postern.totp.v1"};
inline constexpr KeyPurpose kSigningKeys{"postern.signing-key.v1"};
inline constexpr KeyPurpose kTokenFamilies{"postern.token-family.v1"};
inline constexpr KeyPurpose kClientSecrets{"postern.client-secret.v1"};
inline constexpr KeyPurpose kPasskeyChallenges{"postern.passkey-challenge.v1"};

/// Why a blob does not open. Neither means "wrong code": answer "unavailable", and count nothing.
enum class OpenError {
    UnknownKey,  ///< sealed with a key that is not in the file
    Damaged,     ///< changed, cut, or moved here from another row or purpose
};

/// Why a key file can't be used; quotes nothing of it.
struct KeyFileError {
    std::size_t line;    ///< 0: the whole file
    std::string wrong;   ///< "is no key"
    std::string remedy;  ///< what to do
};

class KeyRing {
public:
    /// Reads the text of a key file. Refuses anything but keys, a key twice, no key at all, and
    /// more than kMaxMasterKeys.
    static Result<KeyRing, KeyFileError> parse(const Secret& text);

    /// The ids, in the order of the file.
    std::vector<KeyId> ids() const;
    /// The key that seals.
    KeyId first() const noexcept { return keys_.front().id; }
    bool has(KeyId id) const noexcept { return find(id) != nullptr; }

    /// The blob of `plaintext` under the first key, with a fresh random nonce: at most 2^32 blobs
    /// per key and purpose (SP 800-38D, section 8.3). REQUIRES: no NUL in `ids`, which must not be
    /// empty.
    std::string seal(KeyPurpose purpose, std::span<const std::string_view> ids,
                     const Secret& plaintext, Entropy& entropy) const;
    std::string seal(KeyPurpose purpose, std::initializer_list<std::string_view> ids,
                     const Secret& plaintext, Entropy& entropy) const {
        return seal(purpose, std::span{ids.begin(), ids.size()}, plaintext, entropy);
    }

    /// What seal() was given with the same purpose and ids, by any key of the file. The caller owns
    /// it.
    Result<Secret, OpenError> open(KeyPurpose purpose, std::span<const std::string_view> ids,
                                   std::string_view blob) const;
    Result<Secret, OpenError> open(KeyPurpose purpose, std::initializer_list<std::string_view> ids,
                                   std::string_view blob) const {
        return open(purpose, std::span{ids.begin(), ids.size()}, blob);
    }

    /// 32 bytes for a use other than seal(), such as an HMAC; independent of the sealing key of the
    /// same purpose. Nothing when the key is not in the file.
    std::optional<Secret> derive(KeyPurpose purpose, KeyId id) const;

private:
    struct Key {
        KeyId id;
        Secret bytes;
    };
    KeyRing() = default;
    const Key* find(KeyId id) const noexcept;

    std::vector<Key> keys_;  ///< never empty
};

/// The id of the key that sealed `blob`, for counting; nothing when that can't be a blob.
std::optional<KeyId> sealed_by(std::string_view blob) noexcept;

/// A fresh key as a line of the key file, with its line end.
Secret make_key_line(Entropy& entropy);

}  // namespace postern::crypto
