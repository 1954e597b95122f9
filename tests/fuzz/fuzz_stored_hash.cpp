// Stored password hashes of other systems: whatever is taken is within its bounds of cost, and
// refusal_of() says the same. Nothing is hashed.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "crypto/password/stored_hash.hpp"
#include "postern/base/check.hpp"

namespace {

using namespace postern::crypto;

void check(const CryptHash& hash) {
    POSTERN_CHECK(hash.text.starts_with('$') && hash.text.size() < 255);
    POSTERN_CHECK(hash.text.find('\0') == std::string::npos);
}

void check(const Argon2Hash& hash) {
    POSTERN_CHECK(hash.memory_kib >= 8 * hash.lanes && hash.lanes >= 1);
    POSTERN_CHECK(hash.memory_kib <= kMaxMemoryBytes / 1024);
    POSTERN_CHECK(std::uint64_t{hash.memory_kib} * 1024 * hash.passes <= kMaxArgon2Work);
    POSTERN_CHECK(hash.salt.size() >= 8 && hash.tag.size() >= 16 && hash.tag.size() <= 64);
}

void check(const Pbkdf2Hash& hash) {
    POSTERN_CHECK(hash.iterations >= 1 && hash.iterations <= kMaxPbkdf2Iterations);
    POSTERN_CHECK(hash.tag.size() == 32 || hash.tag.size() == 64);
}

void check(const ScryptHash& hash) {
    POSTERN_CHECK((hash.n & (hash.n - 1)) == 0 && hash.n >= 2 && hash.r >= 1 && hash.p >= 1);
    const long double work = 128.0L * static_cast<long double>(hash.n) *
                             static_cast<long double>(hash.r) * static_cast<long double>(hash.p);
    POSTERN_CHECK(work <= static_cast<long double>(kMaxMemoryBytes));
}

void check(const PortableHash& hash) {
    POSTERN_CHECK(hash.log2_rounds >= 7 && hash.log2_rounds <= kMaxPortableLog2Rounds);
    POSTERN_CHECK(hash.salt.size() == 8 && hash.tag.size() == (hash.is_sha512 ? 43u : 22u));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto parsed = parse_stored_hash(text);
    const auto refusal = refusal_of(text);
    POSTERN_CHECK(parsed.has_value() != refusal.has_value());
    // What an import makes of it can be verified, or is refused.
    if (const auto imported = import_hash(text)) POSTERN_CHECK(parse_stored_hash(*imported));
    if (parsed) std::visit([](const auto& hash) { check(hash); }, *parsed);
    return 0;
}
