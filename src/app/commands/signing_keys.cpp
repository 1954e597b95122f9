#include "app/commands/signing_keys.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "app/commands/command_services.hpp"
#include "app/console/question.hpp"
#include "app/wiring/key_ring.hpp"
#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

CommandError refused(CommandContext& context, service::RotationError error,
                     const std::string& kid) {
    using enum service::RotationError;
    switch (error) {
        case NoKeyFile:
            return {kRefused, words_for_no_keys(context.config().keys)};
        case NoSuchKey:
            return {kRefused,
                    "no such signing key: " + printable(kid) + "; see `postern key list`"};
        case AlreadyRevoked:
            return {kRefused, "the key " + printable(kid) + " is revoked already"};
        case TooSoon:
            return {kRefused,
                    "a key that was made before waits for its turn (see `postern key list`); with "
                    "--now, a new one signs at once"};
    }
    std::abort();  // a value outside the enum is a bug
}

/// When it no longer signs, or was revoked; nothing: not known yet.
std::optional<TimePoint> end_of(const service::ListedKey& key) {
    return key.row.revoked_at ? key.row.revoked_at : key.retires_at;
}

}  // namespace

const std::vector<Column>& signing_key_columns() {
    static const std::vector<Column> columns{{"kid"},
                                             {"use"},
                                             {"algorithm"},
                                             {"state"},
                                             {"since", Cells::Time},
                                             {"until", Cells::Time},
                                             {"opens"},
                                             {"created_at", Cells::Time, true},
                                             {"made_on", Cells::Text, true}};
    return columns;
}

std::vector<Row> signing_key_rows(const std::vector<service::ListedKey>& keys) {
    std::vector<Row> rows;
    for (const auto& key : keys)
        rows.push_back({key.row.kid, to_text(key.row.usage), to_text(key.row.algorithm),
                        to_text(key.state), to_rfc3339(key.row.activate_at),
                        time_or_null(end_of(key)), key.opens, to_rfc3339(key.row.created_at),
                        key.row.made_on});
    return rows;
}

void refuse_closed_keys(const std::vector<service::ListedKey>& keys) {
    std::string names;
    for (const auto& key : keys)
        if (!key.opens) names.append(names.empty() ? "" : ", ").append(key.row.kid);
    if (!names.empty())
        throw CommandError{kRefused,
                           "these signing keys do not open with the key file, or are not what "
                           "their name says: " +
                               names + "; if one is damaged: postern key rotate --revoke KID"};
}

void rotate_signing_key(CommandContext& context, const Arguments& typed) {
    auto& services = context.services();
    const auto usage = parse_key_usage(typed.text("--signing"));
    const bool at_once = typed.flag("--now");
    const auto now = context.now();
    const auto kid = services.signing_keys.rotate(usage.value(), at_once, context.actor(), now);
    if (!kid) throw refused(context, kid.error(), {});
    services.revoker.tell();
    const auto from = to_rfc3339(at_once ? now : now + kPublishedAhead);
    const std::string when =
        at_once ? "signs from now on. Servers that keep the key set in memory refuse what it signs "
                  "until they have read it again."
                : "is in the key set now, and signs from " + from + " on.";
    report(context, typed,
           {"rotated",
            "Made the key " + *kid + "; it " + when,
            {{"kid", *kid}, {"use", to_text(*usage)}, {"signs_from", from}}});
}

void revoke_signing_key(CommandContext& context, const Arguments& typed) {
    auto& services = context.services();
    const auto& kid = typed.text("--revoke");
    const auto keys = services.signing_keys.list(context.now());
    if (std::ranges::none_of(keys, [&](const auto& key) { return key.row.kid == kid; }))
        throw refused(context, service::RotationError::NoSuchKey, kid);
    confirm(context.console(), typed.flag("--yes"),
            "Revoke the signing key " + printable(kid) +
                "? Everything that it has signed ends at once, and it cannot be taken back.",
            Unasked::GoOn);
    const auto done = services.signing_keys.revoke(kid, context.actor(), context.now());
    if (!done) throw refused(context, done.error(), kid);
    services.revoker.all_sessions_ended();
    report(context, typed,
           {"revoked",
            "Revoked the key " + kid + ": nothing that it has signed is accepted any more." +
                (done->empty() ? "" : " The new key " + *done + " signs from now on.") +
                "\nServers that verify signatures themselves learn it when they read the key set "
                "again, after 10 minutes at most if they follow its Cache-Control.",
            {{"kid", kid}, {"successor", done->empty() ? json::Json{} : json::Json{*done}}}});
}

}  // namespace postern::app
