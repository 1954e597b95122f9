#include "postern/shm/key_directory.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>

#include "postern/base/fnv.hpp"

namespace postern::shm {

namespace {

/// Against accidents, not against someone who can write here. Never 0, which is what memory that
/// was never written has, and what a writer puts there first.
std::uint64_t checksum_of(std::string_view text) noexcept {
    const std::array<std::uint64_t, 2> head{text.size(), fnv1a(text)};
    return fnv1a({reinterpret_cast<const char*>(head.data()), sizeof head}) | 1;
}

/// Numbers as this host has them, texts behind their length. What it wrote is wiped with it.
class Writer {
public:
    explicit Writer(std::size_t most) { bytes_.reserve(most); }  // no copy is left behind
    ~Writer() { wipe(bytes_); }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    template <class Number>
    void number(Number value) {
        static_assert(std::is_integral_v<Number>);
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void text(std::string_view value) {
        number(static_cast<std::uint16_t>(value.size()));
        bytes_.append(value);
    }
    std::string_view bytes() const noexcept { return bytes_; }

private:
    std::string bytes_;
};

/// Reads what Writer wrote. Once something is missing, everything is empty and is_good() is false.
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_{bytes} {}

    template <class Number>
    Number number() {
        Number value{};
        if (const auto taken = take(sizeof value); !taken.empty())
            std::memcpy(&value, taken.data(), sizeof value);
        return value;
    }
    std::string_view text() { return take(number<std::uint16_t>()); }
    bool is_good() const noexcept { return good_; }
    bool is_at_end() const noexcept { return good_ && bytes_.empty(); }

private:
    std::string_view take(std::size_t count) {
        good_ = good_ && count <= bytes_.size();
        if (!good_) return {};
        const auto taken = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return taken;
    }

    std::string_view bytes_;
    bool good_ = true;
};

/// Base64url of SHA-256, with room for ids of another kind.
constexpr std::size_t kMaxKidBytes = 64;
constexpr std::size_t kMaxIdKeyBytes = 64;

bool fits(const PublishedKey& key) noexcept {
    return key.kid.size() <= kMaxKidBytes && key.der.size() <= KeyDirectory::kMaxDerBytes &&
           key.id_key.size() <= kMaxIdKeyBytes;
}

bool fits(const PublishedAssertionKey& key) noexcept {
    return key.kid.size() <= kMaxKidBytes && key.der.size() <= KeyDirectory::kMaxDerBytes;
}

constexpr std::size_t kMaxKeyBytes = 3 * sizeof(std::uint16_t) + kMaxKidBytes +
                                     KeyDirectory::kMaxDerBytes + kMaxIdKeyBytes +
                                     sizeof(std::uint8_t) + sizeof(std::int64_t);
static_assert((KeyDirectory::kMaxKeys + 1) * kMaxKeyBytes + 8 <= KeyDirectory::kBytes);

void write(Writer& out, const PublishedKeys& keys) {
    std::vector<const PublishedKey*> kept;
    for (const auto& key : keys.tokens)
        if (fits(key) && kept.size() < KeyDirectory::kMaxKeys) kept.push_back(&key);
    out.number(static_cast<std::uint8_t>(kept.size()));
    for (const auto* key : kept) {
        out.text(key->kid);
        out.number(key->algorithm);
        out.text(key->der);
        out.text(key->id_key.reveal());
        out.number(key->until);
    }
    const bool has_assertion = keys.assertion && fits(*keys.assertion);
    out.number(static_cast<std::uint8_t>(has_assertion));
    if (!has_assertion) return;
    out.text(keys.assertion->kid);
    out.number(keys.assertion->algorithm);
    out.text(keys.assertion->der.reveal());
}

std::optional<PublishedKeys> read_keys(std::string_view bytes) {
    Reader in{bytes};
    PublishedKeys keys;
    const auto count = in.number<std::uint8_t>();
    for (std::size_t i = 0; i < count && in.is_good(); ++i) {
        std::string kid{in.text()};
        const auto algorithm = in.number<std::uint8_t>();
        std::string der{in.text()};
        Secret id_key{in.text()};
        const auto until = in.number<std::int64_t>();
        keys.tokens.push_back({.kid = std::move(kid),
                               .algorithm = algorithm,
                               .der = std::move(der),
                               .id_key = std::move(id_key),
                               .until = until});
    }
    if (in.number<std::uint8_t>() != 0) {
        std::string kid{in.text()};
        const auto algorithm = in.number<std::uint8_t>();
        keys.assertion.emplace(PublishedAssertionKey{std::move(kid), algorithm, Secret{in.text()}});
    }
    if (!in.is_at_end()) return std::nullopt;
    return keys;
}

/// Wipes what it refers to at the end of the scope.
class Wiped {
public:
    explicit Wiped(std::string& bytes) : bytes_{bytes} {}
    ~Wiped() { wipe(bytes_); }
    Wiped(const Wiped&) = delete;
    Wiped& operator=(const Wiped&) = delete;

private:
    std::string& bytes_;
};

}  // namespace

void KeyDirectory::publish(const PublishedKeys& keys) noexcept {
    Writer writer{kBytes};
    write(writer, keys);
    const auto bytes = writer.bytes();
    const auto before = std::min<std::size_t>(bytes_.load(std::memory_order_relaxed), kBytes);
    checksum_.store(0, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    // As far as there was something before, so that no key of then stays behind.
    for (std::size_t at = 0; at < std::max(bytes.size(), before); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        if (at < bytes.size())
            std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
        words_[at / sizeof word].store(word, std::memory_order_relaxed);
    }
    bytes_.store(bytes.size(), std::memory_order_relaxed);
    checksum_.store(checksum_of(bytes), std::memory_order_release);
    // After the keys: who sees the new version finds these keys, or newer ones.
    version_.fetch_add(1, std::memory_order_release);
}

std::optional<PublishedKeys> KeyDirectory::read() const {
    const auto sum = checksum_.load(std::memory_order_acquire);
    const auto count = static_cast<std::size_t>(bytes_.load(std::memory_order_relaxed));
    if (sum == 0 || count > kBytes) return std::nullopt;
    std::string bytes(count, '\0');
    const Wiped wiped{bytes};
    for (std::size_t at = 0; at < count; at += sizeof(std::uint64_t)) {
        const auto word = words_[at / sizeof(std::uint64_t)].load(std::memory_order_relaxed);
        std::memcpy(bytes.data() + at, &word, std::min(sizeof word, count - at));
    }
    if (sum != checksum_of(bytes)) return std::nullopt;
    return read_keys(bytes);
}

}  // namespace postern::shm
