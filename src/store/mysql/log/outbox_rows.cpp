#include "store/mysql/log/outbox_rows.hpp"

#include "postern/base/bytes.hpp"
#include "store/mysql/log/outbox_statements.hpp"

namespace postern::store::mysql {

namespace {

/// Takes the text up to `separator`, or all of it, off the front.
std::string_view take_part(std::string_view& text, char separator) noexcept {
    const auto end = text.find(separator);
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return part;
}

}  // namespace

void add_mail(Connection& connection, const NewMail& mail) {
    connection.update(kAddMail, to_text(mail.kind), mail.user_id.value_or(UserId{0}),
                      mail.to.text(), mail.language, encode_details(mail.details), mail.created_at,
                      mail.created_at, mail.return_link);
}

std::string encode_details(const MailDetails& details) {
    std::string text;
    for (const auto& [name, value] : details) {
        if (!text.empty()) text += '&';
        text.append(percent_encode(name)).append("=").append(percent_encode(value));
    }
    return text;
}

std::optional<MailDetails> decode_details(std::string_view text) {
    MailDetails details;
    while (!text.empty()) {
        std::string_view value = take_part(text, '&');
        if (value.find('=') == std::string_view::npos) return std::nullopt;
        const auto name = percent_decode(take_part(value, '='), false);
        auto decoded = percent_decode(value, false);
        if (!name || !decoded) return std::nullopt;
        details.insert_or_assign(*name, std::move(*decoded));
    }
    return details;
}

NewMail read_mail(Columns& columns, std::uint64_t id) {
    const auto kind = parse_mail_kind(columns.text());
    const std::uint64_t user = columns.number();
    auto to = EmailAddress::parse(columns.text());
    std::string language = columns.text();
    auto details = decode_details(columns.text());
    const TimePoint created_at = columns.time();
    if (!kind || !to || !details || !is_time(created_at)) throw CorruptRow{"outbox", id};
    return {.kind = *kind,
            .user_id = user == 0 ? std::nullopt : std::optional{UserId{user}},
            .to = std::move(*to),
            .language = std::move(language),
            .details = std::move(*details),
            .created_at = created_at,
            .return_link = columns.text()};
}

OutboxEntry read_outbox_entry(Columns& columns) {
    const std::uint64_t id = columns.number();
    const auto kind = parse_mail_kind(columns.text());
    auto to = EmailAddress::parse(columns.text());
    const TimePoint created_at = columns.time();
    const TimePoint next_attempt_at = columns.time();
    if (!kind || !to || !is_time(created_at) || !is_time(next_attempt_at))
        throw CorruptRow{"outbox", id};
    OutboxEntry entry{.id = id,
                      .kind = *kind,
                      .to = std::move(*to),
                      .created_at = created_at,
                      .next_attempt_at = next_attempt_at,
                      .attempts = static_cast<std::uint32_t>(columns.number()),
                      .failed_at = std::nullopt,
                      .last_error = columns.text()};
    if (!columns.is_null()) entry.failed_at = columns.time();
    if (entry.failed_at && !is_time(*entry.failed_at)) throw CorruptRow{"outbox", id};
    return entry;
}

}  // namespace postern::store::mysql
