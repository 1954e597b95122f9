// What people type or import for an authenticator app. A base 32 text is what its bytes are written
// as; a typed code is wrong or a code of the window; a link keeps names apart from the key.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/factor/base32.hpp"
#include "postern/crypto/factor/recovery_code.hpp"
#include "postern/crypto/factor/totp.hpp"

namespace {

using namespace postern;
using namespace postern::crypto;

const Secret& secret() {
    static const Secret one{std::string_view{"12345678901234567890"}};
    return one;
}

/// The digits that `typed` has, if there are six and nothing else.
std::string digits_of(std::string_view typed) {
    std::string digits;
    for (const char c : typed)
        if (c != ' ' && c != '-') digits += c;
    const bool is_code = typed.size() <= kMaxTypedTotpBytes && digits.size() == kTotpDigits &&
                         digits.find_first_not_of("0123456789") == std::string::npos;
    return is_code ? digits : "";
}

/// A time, and the codes of its window.
struct Moment {
    explicit Moment(std::int64_t seconds) : now{std::chrono::seconds{seconds}} {
        const auto step = totp_step(now);
        for (const auto candidate : {step == 0 ? step : step - 1, step, step + 1})
            codes.insert(std::string{totp_code(secret(), candidate).reveal()});
    }
    TimePoint now;
    std::set<std::string> codes;
};

void check_code(std::string_view typed, const Moment& moment) {
    const auto& now = moment.now;
    const auto digits = digits_of(typed);
    const auto matched = match_totp(secret(), typed, now);
    if (digits.empty()) {
        POSTERN_CHECK(!matched && matched.error() == TotpRefusal::Malformed);
        POSTERN_CHECK(!totp_distance(secret(), typed, now));
        return;
    }
    POSTERN_CHECK(matched.has_value() == moment.codes.contains(digits));
    if (!matched) return;
    POSTERN_CHECK(totp_code(secret(), *matched).reveal() == digits);
    POSTERN_CHECK(!totp_distance(secret(), typed, now));
}

void check_base32(std::string_view text) {
    if (const auto bytes = from_base32(text))
        POSTERN_CHECK(to_base32(bytes->reveal()).reveal() == text);
    const auto written = to_base32(text);
    const auto again = from_base32(written.reveal());
    POSTERN_CHECK(again && again->reveal() == text);
}

/// Names can't add a parameter, nor end the label.
void check_link(std::string_view issuer, std::string_view account) {
    const auto link = otpauth_uri(secret(), issuer, account);
    const std::string_view text = link.reveal();
    POSTERN_CHECK(text.starts_with("otpauth://totp/"));
    POSTERN_CHECK(std::ranges::count(text, '?') == 1 && std::ranges::count(text, '&') == 1);
    POSTERN_CHECK(std::ranges::count(text, ':') == 2 && std::ranges::count(text, '=') == 2);
    POSTERN_CHECK(std::ranges::count(text, '/') == 3 && std::ranges::count(text, '#') == 0);
    const auto name = text.substr(text.rfind('=') + 1);
    std::string expected{issuer};
    std::ranges::replace(expected, ':', '-');
    POSTERN_CHECK(percent_decode(name, false) == expected);
    POSTERN_CHECK(text.substr(15).starts_with(std::string{name} + ':'));
}

void check_recovery_code(std::string_view typed) {
    const auto code = normalize_recovery_code(typed);
    if (!code) return;
    POSTERN_CHECK(code->size() == 16);
    const auto again = normalize_recovery_code(code->reveal());
    POSTERN_CHECK(again && again->reveal() == code->reveal());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (size > 4096) return 0;
    static const Moment early{0};
    static const Moment late{1111111109};
    check_code(text, size % 2 == 0 ? late : early);
    check_base32(text);
    check_recovery_code(text);
    check_link(text.substr(0, size / 2), text.substr(size / 2));
    return 0;
}
