/// EmailAddress: an address in the one form in which accounts are compared.
///
/// The canonical form is the whole address in lowercase (ASCII), so that two spellings never make
/// two accounts or two budgets of attempts. An internationalised domain becomes its A-labels
/// (xn--..., UTS #46); the local part is ASCII (RFC 5321, dot-string; no quoted form, no comment).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern {

class EmailAddress {
public:
    static constexpr std::size_t kMaxLength = 254;  ///< RFC 5321, 4.5.3.1.3 less the brackets

    /// The canonical address, or nothing when `text` is no acceptable address: exactly one @, local
    /// part 1-64 of RFC 5322 atext and single dots, domain of two or more LDH labels whose last is
    /// not all digits. White space around it is dropped, since people paste it.
    static std::optional<EmailAddress> parse(std::string_view text);

    const std::string& text() const noexcept { return text_; }
    friend bool operator==(const EmailAddress&, const EmailAddress&) = default;

private:
    explicit EmailAddress(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

}  // namespace postern
