#include "postern/crypto/factor/totp.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "postern/base/bytes.hpp"
#include "postern/crypto/crypto_error.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/factor/base32.hpp"

namespace postern::crypto {

namespace {

constexpr std::size_t kSha1Bytes = 20;

const EVP_MD* sha1_method() {
    static const EVP_MD* const method = ::EVP_MD_fetch(nullptr, "SHA1", nullptr);
    if (method == nullptr) throw CryptoError{"OpenSSL offers no SHA-1"};
    return method;
}

Secret hmac_sha1(const Secret& key, std::string_view message) {
    std::string mac(kSha1Bytes, '\0');
    const auto bytes = key.reveal();
    if (::HMAC(sha1_method(), bytes.data(), static_cast<int>(bytes.size()),
               reinterpret_cast<const unsigned char*>(message.data()), message.size(),
               reinterpret_cast<unsigned char*>(mac.data()), nullptr) == nullptr)
        throw CryptoError{"HMAC-SHA-1 failed"};
    return Secret{std::move(mac)};
}

/// The typed digits; nothing when they are not six ASCII digits.
std::optional<Secret> read_code(std::string_view typed) {
    if (typed.size() > kMaxTypedTotpBytes) return std::nullopt;
    std::string digits;
    digits.reserve(kMaxTypedTotpBytes);
    std::ranges::copy_if(typed, std::back_inserter(digits),
                         [](char c) { return c != ' ' && c != '-'; });
    const bool is_code = digits.size() == kTotpDigits &&
                         std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    Secret code{std::move(digits)};
    if (!is_code) return std::nullopt;
    return code;
}

std::string as_uri_name(std::string_view name) {
    std::string text{name};
    std::ranges::replace(text, ':', '-');
    return percent_encode(text);
}

}  // namespace

Secret make_totp_secret(Entropy& entropy) { return Secret{entropy.bytes(kTotpSecretBytes)}; }

TotpStep totp_step(TimePoint now) noexcept {
    const auto seconds = now.time_since_epoch().count();
    return seconds < 0 ? 0 : static_cast<TotpStep>(seconds / kTotpStepSeconds);
}

Secret totp_code(const Secret& secret, TotpStep step) {
    std::array<char, 8> counter{};
    for (std::size_t i = 0; i < counter.size(); ++i)
        counter[i] = static_cast<char>(static_cast<unsigned char>(step >> (8 * (7 - i))));
    const Secret mac = hmac_sha1(secret, {counter.data(), counter.size()});
    const auto at = [&mac](std::size_t i) -> std::uint32_t {
        return static_cast<unsigned char>(mac.reveal()[i]);
    };
    // RFC 4226, section 5.3: dynamic truncation.
    const std::size_t offset = at(kSha1Bytes - 1) & 0x0F;
    std::uint32_t number =
        (at(offset) & 0x7F) << 24 | at(offset + 1) << 16 | at(offset + 2) << 8 | at(offset + 3);
    std::string code(kTotpDigits, '0');
    for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10)
        *digit = static_cast<char>('0' + number % 10);
    return Secret{std::move(code)};
}

Result<TotpStep, TotpRefusal> match_totp(const Secret& secret, std::string_view typed,
                                         TimePoint now) {
    const auto code = read_code(typed);
    if (!code) return fail(TotpRefusal::Malformed);
    constexpr auto kWindow = static_cast<TotpStep>(kTotpWindow);
    const TotpStep step = totp_step(now);
    std::optional<TotpStep> matched;
    for (TotpStep candidate = step - std::min(step, kWindow); candidate <= step + kWindow;
         ++candidate)
        if (equal_constant_time(totp_code(secret, candidate).reveal(), code->reveal()))
            matched = candidate;
    if (!matched) return fail(TotpRefusal::Wrong);
    return *matched;
}

std::optional<std::int64_t> totp_distance(const Secret& secret, std::string_view typed,
                                          TimePoint now) {
    const auto code = read_code(typed);
    if (!code || match_totp(secret, typed, now)) return std::nullopt;
    const auto step = static_cast<std::int64_t>(totp_step(now));
    for (std::int64_t distance = kTotpWindow + 1; distance <= kTotpClockHelpSteps; ++distance)
        for (const std::int64_t signed_distance : {distance, -distance}) {
            const std::int64_t candidate = step + signed_distance;
            if (candidate < 0) continue;
            const auto there = totp_code(secret, static_cast<TotpStep>(candidate));
            if (equal_constant_time(there.reveal(), code->reveal())) return signed_distance;
        }
    return std::nullopt;
}

Secret otpauth_uri(const Secret& secret, std::string_view issuer, std::string_view account) {
    const std::string name = as_uri_name(issuer);
    const std::string label = as_uri_name(account);
    const Secret key = to_base32(secret.reveal());
    std::string uri;
    // In one piece, so that no shorter copy of the key stays behind in freed memory.
    uri.reserve(64 + 2 * name.size() + label.size() + key.size());
    uri.append("otpauth://totp/").append(name).append(":").append(label);
    uri.append("?secret=").append(key.reveal()).append("&issuer=").append(name);
    return Secret{std::move(uri)};
}

}  // namespace postern::crypto
