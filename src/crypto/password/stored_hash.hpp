/// stored_hash: the formats of stored password hashes, read strictly and bounded in their cost.
///
/// What parse_stored_hash() returns can be verified within about two seconds of CPU and 256 MiB on
/// a current machine, no matter who wrote it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "postern/base/result.hpp"
#include "postern/crypto/password/imported_hash.hpp"

namespace postern::crypto {

/// bcrypt, SHA-crypt, scrypt and yescrypt as crypt(3) writes them: its own text is its setting.
struct CryptHash {
    std::string text;
    /// What crypt(3) was given: the password, or Django's (bcrypt_sha256) or WordPress' (6.8) hash
    /// of it.
    enum class Input { Password, Sha256Hex, WordPress };
    Input input = Input::Password;
};

/// Argon2 in all its kinds (RFC 9106), for libargon2.
struct Argon2Hash {
    enum class Kind { D, I, Id };
    Kind kind;
    std::uint32_t version;  ///< 19, or 16 for hashes from before version 1.3
    std::uint32_t memory_kib;
    std::uint32_t passes;
    std::uint32_t lanes;
    std::string salt;
    std::string tag;
};

struct Pbkdf2Hash {
    enum class Digest { Sha256, Sha512 };
    Digest digest;
    std::uint32_t iterations;
    std::string salt;
    std::string tag;
};

struct ScryptHash {
    std::uint64_t n;
    std::uint32_t r;
    std::uint32_t p;
    std::string salt;
    std::string tag;
};

/// phpass and its descendants; salt and tag in their own base 64.
struct PortableHash {
    bool is_sha512 = false;  ///< MD5 otherwise
    std::uint32_t log2_rounds = 0;
    std::string salt{};
    std::string tag{};
};

using StoredHash = std::variant<CryptHash, Argon2Hash, Pbkdf2Hash, ScryptHash, PortableHash>;

/// Also for Argon2id in the very form in which Argon2idHasher writes it.
Result<StoredHash, HashRefusal> parse_stored_hash(std::string_view text);

inline constexpr std::uint64_t kMaxMemoryBytes = 256ull * 1024 * 1024;
inline constexpr std::uint64_t kMaxArgon2Work = 4 * kMaxMemoryBytes;  ///< memory times passes
inline constexpr std::uint32_t kMaxPbkdf2Iterations = 2'000'000;
inline constexpr std::uint32_t kMaxBcryptCost = 14;
inline constexpr std::uint32_t kMaxShaCryptRounds = 700'000;
inline constexpr std::uint32_t kMaxPortableLog2Rounds = 20;

}  // namespace postern::crypto
