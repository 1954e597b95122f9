// The strict subset of RFC 5321 addresses that accounts may have.
#include "postern/model/email_address.hpp"

#include <idn2.h>

#include <algorithm>
#include <memory>
#include <string>

#include "model/host_name.hpp"
#include "postern/base/bytes.hpp"

namespace postern {

namespace {

constexpr std::size_t kMaxLocalPartBytes = 64;  // RFC 5321, 4.5.3.1.1

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// RFC 5322, 3.2.3.
bool is_atext(char c) noexcept {
    constexpr std::string_view kSpecials = "!#$%&'*+-/=?^_`{|}~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           kSpecials.find(c) != std::string_view::npos;
}

bool is_dot_string(std::string_view text) noexcept {
    if (text.empty() || text.front() == '.' || text.back() == '.') return false;
    if (text.find("..") != std::string_view::npos) return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || is_atext(c); });
}

bool is_mail_domain(std::string_view text) noexcept {
    if (!is_ldh_name(text) || text.find('.') == std::string_view::npos) return false;
    const std::string_view top = last_label(text);
    return !std::all_of(top.begin(), top.end(), is_digit);
}

bool is_ascii(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// `müller.example` -> `xn--mller-kva.example`, as mail servers and DNS know it: UTS #46,
/// nontransitional. Nothing for what is no name.
std::optional<std::string> to_ascii_domain(std::string_view domain) {
    if (domain.find('\0') != std::string_view::npos) return std::nullopt;
    char* found = nullptr;
    const int status = idn2_to_ascii_8z(std::string{domain}.c_str(), &found,
                                        IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    const std::unique_ptr<char, decltype(&idn2_free)> owner{found, &idn2_free};
    return status == IDN2_OK ? std::optional<std::string>{found} : std::nullopt;
}

}  // namespace

std::optional<EmailAddress> EmailAddress::parse(std::string_view text) {
    text = trim(text);
    if (text.size() > kMaxLength) return std::nullopt;
    const auto at = text.find('@');
    if (at == std::string_view::npos || at > kMaxLocalPartBytes) return std::nullopt;
    if (!is_ascii(text.substr(at + 1))) {
        const auto domain = to_ascii_domain(text.substr(at + 1));
        return domain ? parse(std::string{text.substr(0, at + 1)} + *domain) : std::nullopt;
    }
    // A second @ would be in the domain, where no character but LDH passes.
    if (!is_dot_string(text.substr(0, at)) || !is_mail_domain(text.substr(at + 1)))
        return std::nullopt;
    return EmailAddress{to_ascii_lower(text)};
}

}  // namespace postern
