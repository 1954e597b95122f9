#include "store/mysql/factor/mail_token_rows.hpp"

#include <utility>

#include "store/mysql/connection/rows.hpp"
#include "store/mysql/factor/spending_statements.hpp"

namespace postern::store::mysql {

namespace {

MailToken read(Columns& columns) {
    const std::uint64_t id = columns.number();
    const auto kind = parse_mail_token_kind(columns.text());
    auto email = EmailAddress::parse(columns.text());
    if (!kind || !email) throw CorruptRow{"mail_token", id};
    const TimePoint created_at = columns.time();
    const TimePoint expires_at = columns.time();
    std::string return_link = columns.text();
    const TimePoint password_changed_at = columns.time();
    if (!is_time(created_at) || !is_time(expires_at) || !is_time(password_changed_at))
        throw CorruptRow{"mail_token", id};
    return {.kind = *kind,
            .user = read_user(columns),
            .email = std::move(*email),
            .created_at = created_at,
            .expires_at = expires_at,
            .password_changed_at = password_changed_at,
            .return_link = std::move(return_link)};
}

}  // namespace

std::optional<MailToken> read_mail_token(Connection& connection, const Digest& token_hash) {
    const auto rows = connection.query(kFindMailToken, token_hash);
    if (!rows->next()) return std::nullopt;
    Columns columns{*rows};
    return read(columns);
}

bool use_enrolment_code(Connection& connection, const Digest& token_hash, UserId user,
                        TimePoint now) {
    const auto token = read_mail_token(connection, token_hash);
    return token && token->kind == MailTokenKind::EnrolmentCode && token->user.id == user &&
           is_good(*token, now) && connection.update(kRemoveMailToken, token_hash) == 1;
}

}  // namespace postern::store::mysql
