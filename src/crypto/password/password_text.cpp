// Typed passwords in Unicode normalisation form C.
#include "postern/crypto/password/password_text.hpp"

#include <sodium.h>
#include <utf8proc.h>

#include <bit>
#include <stdexcept>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

namespace {

/// STABLE keeps to the normalisation that Unicode promises never to change (UAX #15, section 3).
constexpr auto kNfc = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
constexpr auto kFolded = static_cast<utf8proc_option_t>(kNfc | UTF8PROC_CASEFOLD);

/// Code points of a password on their way through utf8proc, wiped at the end.
class CodePoints {
public:
    /// One more than asked for: utf8proc_reencode ends its text with a NUL.
    explicit CodePoints(std::size_t count) : buffer_(count + 1) {}
    CodePoints(const CodePoints&) = delete;
    CodePoints& operator=(const CodePoints&) = delete;
    ~CodePoints() { ::sodium_memzero(buffer_.data(), buffer_.size() * sizeof(buffer_[0])); }

    utf8proc_int32_t* data() noexcept { return buffer_.data(); }
    std::string_view as_text(std::size_t bytes) const noexcept {
        return {reinterpret_cast<const char*>(buffer_.data()), bytes};
    }

private:
    std::vector<utf8proc_int32_t> buffer_;
};

utf8proc_ssize_t require_success(utf8proc_ssize_t result) {
    if (result < 0) throw CryptoError{"Unicode normalisation failed"};
    return result;
}

/// utf8proc_map would do this in one call, but leaves copies of the password in freed memory.
Secret compose(std::string_view text, utf8proc_option_t options) {
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto length = static_cast<utf8proc_ssize_t>(text.size());
    const auto count = require_success(::utf8proc_decompose(bytes, length, nullptr, 0, options));
    CodePoints points{static_cast<std::size_t>(count)};
    require_success(::utf8proc_decompose(bytes, length, points.data(), count, options));
    const auto size = require_success(::utf8proc_reencode(points.data(), count, options));
    return Secret{points.as_text(static_cast<std::size_t>(size))};
}

}  // namespace

Result<Secret, PasswordTextError> normalize_password(std::string_view typed) {
    if (typed.size() > kMaxPasswordBytes) return fail(PasswordTextError::TooLong);
    if (!is_utf8(typed)) return fail(PasswordTextError::NotUtf8);
    if (typed.empty()) return Secret{};
    Secret normalized = compose(typed, kNfc);
    if (count_code_points(normalized.reveal()) > kMaxPasswordCodePoints)
        return fail(PasswordTextError::TooLong);
    return normalized;
}

Secret fold_case(std::string_view text) {
    if (text.empty() || !is_utf8(text)) return Secret{};
    return compose(text, kFolded);
}

unsigned count_classes(std::string_view text) {
    enum Kind : unsigned { kSmall = 1, kCapital = 2, kDigit = 4, kOther = 8 };
    unsigned kinds = 0;
    while (!text.empty()) {
        utf8proc_int32_t point = 0;
        const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
        const auto length = require_success(
            ::utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point));
        const auto category = ::utf8proc_category(point);
        kinds |= category == UTF8PROC_CATEGORY_LL   ? kSmall
                 : category == UTF8PROC_CATEGORY_LU ? kCapital
                 : category == UTF8PROC_CATEGORY_ND ? kDigit
                                                    : kOther;
        text.remove_prefix(static_cast<std::size_t>(length));
    }
    return static_cast<unsigned>(std::popcount(kinds));
}

}  // namespace postern::crypto
