#include "postern/crypto/key/key_ring.hpp"

#include <algorithm>
#include <utility>

#include "crypto/key/derive.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"

namespace postern::crypto {

namespace {

constexpr char kVersion = 1;
constexpr std::size_t kIdBytes = 4;
constexpr std::size_t kHeadBytes = 1 + kIdBytes + kNonceBytes;
static_assert(kHeadBytes + kTagBytes == kSealOverhead);

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr const char* kFormat = "write one key of 43 characters per line";

KeyId to_id(std::string_view bytes) noexcept {
    KeyId id = 0;
    for (const char c : bytes) id = (id << 8) | static_cast<unsigned char>(c);
    return id;
}

std::string to_bytes(KeyId id) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(static_cast<unsigned char>(id >> shift));
    return bytes;
}

KeyId id_of(const Secret& key) {
    return to_id(hkdf_sha256(key.reveal(), "postern.key-id.v1", kIdBytes).reveal());
}

Secret sealing_key(const Secret& key, KeyPurpose purpose) {
    return hkdf_sha256(key.reveal(), "seal " + std::string{purpose.name}, kMasterKeyBytes);
}

std::string additional_data(KeyPurpose purpose, std::span<const std::string_view> ids) {
    POSTERN_CHECK(!ids.empty());
    std::string data{purpose.name};
    for (const auto id : ids) {
        POSTERN_CHECK(id.find('\0') == std::string_view::npos);
        data += '\0';
        data += id;
    }
    return data;
}

std::optional<Secret> read_key(std::string_view line) {
    auto bytes = from_base64url(line);
    if (!bytes) return std::nullopt;
    Secret key{std::move(*bytes)};
    if (key.size() != kMasterKeyBytes) return std::nullopt;
    return key;
}

}  // namespace

std::string to_text(KeyId id) { return to_hex(to_bytes(id)); }

std::optional<KeyId> parse_key_id(std::string_view text) noexcept {
    if (text.size() != 2 * kIdBytes) return std::nullopt;
    KeyId id = 0;
    for (const char c : text) {
        const auto digit = kHexDigits.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        id = (id << 4) | static_cast<KeyId>(digit);
    }
    return id;
}

Result<KeyRing, KeyFileError> KeyRing::parse(const Secret& text) {
    KeyRing ring;
    std::string_view rest = text.reveal();
    for (std::size_t number = 1; !rest.empty(); ++number) {
        auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        auto key = read_key(line);
        if (!key) return fail(KeyFileError{number, "is no key", kFormat});
        const KeyId id = id_of(*key);
        if (ring.has(id))
            return fail(
                KeyFileError{number, "is a key that stands above already", "remove the line"});
        if (ring.keys_.size() == kMaxMasterKeys)
            return fail(KeyFileError{number, "is one key too many",
                                     "remove keys with which nothing is sealed"});
        ring.keys_.push_back({id, std::move(*key)});
    }
    if (ring.keys_.empty()) return fail(KeyFileError{0, "has no key", kFormat});
    return ring;
}

std::vector<KeyId> KeyRing::ids() const {
    std::vector<KeyId> ids;
    ids.reserve(keys_.size());
    for (const auto& key : keys_) ids.push_back(key.id);
    return ids;
}

const KeyRing::Key* KeyRing::find(KeyId id) const noexcept {
    const auto found = std::ranges::find(keys_, id, &Key::id);
    return found == keys_.end() ? nullptr : &*found;
}

std::string KeyRing::seal(KeyPurpose purpose, std::span<const std::string_view> ids,
                          const Secret& plaintext, Entropy& entropy) const {
    const Key& key = keys_.front();
    const std::string nonce = entropy.bytes(kNonceBytes);
    return kVersion + to_bytes(key.id) + nonce +
           encrypt(sealing_key(key.bytes, purpose), nonce, additional_data(purpose, ids),
                   plaintext.reveal());
}

Result<Secret, OpenError> KeyRing::open(KeyPurpose purpose, std::span<const std::string_view> ids,
                                        std::string_view blob) const {
    const auto id = sealed_by(blob);
    if (!id) return fail(OpenError::Damaged);
    const Key* key = find(*id);
    if (key == nullptr) return fail(OpenError::UnknownKey);
    const auto nonce = blob.substr(1 + kIdBytes, kNonceBytes);
    auto opened = decrypt(sealing_key(key->bytes, purpose), nonce, additional_data(purpose, ids),
                          blob.substr(kHeadBytes));
    if (!opened) return fail(OpenError::Damaged);
    return std::move(*opened);
}

std::optional<Secret> KeyRing::derive(KeyPurpose purpose, KeyId id) const {
    const Key* key = find(id);
    if (key == nullptr) return std::nullopt;
    return hkdf_sha256(key->bytes.reveal(), "use " + std::string{purpose.name}, kMasterKeyBytes);
}

std::optional<KeyId> sealed_by(std::string_view blob) noexcept {
    if (blob.size() < kSealOverhead || blob.front() != kVersion) return std::nullopt;
    return to_id(blob.substr(1, kIdBytes));
}

Secret make_key_line(Entropy& entropy) {
    const Secret key{entropy.bytes(kMasterKeyBytes)};
    std::string line = to_base64url(key.reveal());
    line += '\n';
    return Secret{std::move(line)};
}

}  // namespace postern::crypto
