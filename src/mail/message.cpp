#include "postern/mail/message.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>

#include "mail/hexadecimal.hpp"
#include "mail/quoted_printable.hpp"
#include "postern/base/bytes.hpp"

namespace postern::mail {

namespace {

constexpr std::string_view kWordBegin = "=?utf-8?q?";
constexpr std::string_view kWordEnd = "?=";
/// With begin, end and the longest name of a header in front: lines of at most 76 (RFC 2047, 2).
constexpr std::size_t kMaxWordPayload = 50;
constexpr std::size_t kMaxPlainWords = 60;
constexpr std::size_t kMaxIdBytes = 100;

bool is_alphanumeric(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// One line of UTF-8: anything else could end the header, or begin another one.
void require_one_line(std::string_view text, const char* what) {
    if (!is_utf8(text) || has_control(text))
        throw std::invalid_argument{std::string{what} + " of an e-mail is not one line of text"};
}

/// Words that stand for themselves in any header.
bool is_plain(std::string_view text) noexcept {
    constexpr std::string_view kHarmless = " ,.:!'-+";
    return text.size() <= kMaxPlainWords && std::ranges::all_of(text, [&](char c) {
               return is_alphanumeric(c) || kHarmless.find(c) != std::string_view::npos;
           });
}

/// One character in the Q encoding, as strict as a phrase needs it (RFC 2047, 5 (3)).
std::string q_encoded(std::string_view character) {
    std::string out;
    for (const char c : character) {
        if (is_alphanumeric(c))
            out += c;
        else if (c == ' ')
            out += '_';
        else
            append_hex(out, c);
    }
    return out;
}

/// Encoded words, folded between them; no character is torn apart.
std::string encoded_words(std::string_view text) {
    std::string out{kWordBegin};
    std::size_t payload = 0;
    while (!text.empty()) {
        const std::string_view before = text;
        take_code_point(text);
        const std::string piece = q_encoded(before.substr(0, before.size() - text.size()));
        if (payload + piece.size() > kMaxWordPayload) {
            out.append(kWordEnd).append("\r\n ").append(kWordBegin);
            payload = 0;
        }
        out += piece;
        payload += piece.size();
    }
    return out.append(kWordEnd);
}

std::string subject_text(std::string_view subject) {
    require_one_line(subject, "the subject");
    return is_plain(subject) ? std::string{subject} : encoded_words(subject);
}

std::string mailbox(const Sender& from, const EmailAddress& address) {
    require_one_line(from.name, "the sender's name");
    std::string in_brackets = "<" + address.text() + ">";
    if (from.name.empty()) return in_brackets;
    const std::string name =
        is_plain(from.name) ? "\"" + from.name + "\"" : encoded_words(from.name);
    return name + "\r\n " + in_brackets;
}

/// RFC 5322, 3.3: `Sat, 21 Nov 2026 08:50:00 +0000`.
std::string date_text(TimePoint time) {
    constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    std::array<char, 64> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
        kDays.at(std::chrono::weekday{day}.c_encoding()), static_cast<unsigned>(date.day()),
        kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

void require_id(std::string_view id) {
    const bool is_word =
        std::ranges::all_of(id, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
    if (id.empty() || id.size() > kMaxIdBytes || !is_word)
        throw std::invalid_argument{"the id of an e-mail is not a word"};
}

std::string part(std::string_view boundary, std::string_view type, std::string_view text) {
    return "--" + std::string{boundary} + "\r\nContent-Type: " + std::string{type} +
           "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
           quoted_printable(text) + "\r\n";
}

}  // namespace

std::string compose(const Sender& from, const EmailAddress& to, const Letter& letter,
                    std::string_view id, TimePoint now) {
    const auto sender = EmailAddress::parse(from.address);
    if (!sender) throw std::invalid_argument{"the sender of an e-mail is not an address"};
    require_id(id);
    const std::string domain = sender->text().substr(sender->text().find('@') + 1);
    // No quoted-printable line has "=_" in it, so the boundary is in no part.
    const std::string boundary = "=_" + std::string{id};
    std::string message;
    const auto header = [&](std::string_view name, std::string_view value) {
        message.append(name).append(": ").append(value).append("\r\n");
    };
    header("From", mailbox(from, *sender));
    header("To", "<" + to.text() + ">");
    header("Subject", subject_text(letter.subject));
    header("Date", date_text(now));
    header("Message-ID", "<" + std::string{id} + "@" + domain + ">");
    header("Auto-Submitted", "auto-generated");
    header("MIME-Version", "1.0");
    header("Content-Type", "multipart/alternative;\r\n boundary=\"" + boundary + "\"");
    message += "\r\n";
    message += part(boundary, "text/plain", letter.text);
    message += part(boundary, "text/html", letter.html);
    return message.append("--").append(boundary).append("--\r\n");
}

}  // namespace postern::mail
