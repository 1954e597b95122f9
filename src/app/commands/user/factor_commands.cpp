// postern user factors|reset-factors|totp-unlock
#include <algorithm>
#include <iomanip>
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/moment.hpp"
#include "app/console/question.hpp"
#include "app/console/table.hpp"
#include "app/wiring/key_ring.hpp"
#include "app/wiring/mail_settings.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

using service::FactorOverview;

CommandError damaged_factor(const UserRow& user, const store::CorruptRow& damage) {
    return {kRefused, damage.row() +
                          " has values in the database that cannot be read; remove the second "
                          "factor: postern user reset-factors '" +
                          row_name(user) + "'"};
}

FactorOverview get_factors(CommandContext& context, const UserRow& user) {
    try {
        return context.services().factors.overview(user.id);
    } catch (const store::CorruptRow& damage) {
        throw damaged_factor(user, damage);
    }
}

json::Json app_json(const std::optional<TotpFactor>& totp, bool has_key) {
    if (!totp) return {};
    return json::Json{json::Json::Object{{"since", to_rfc3339(totp->created_at)},
                                         {"last_used_at", time_or_null(totp->last_used_at)},
                                         {"key", crypto::to_text(crypto::KeyId{totp->key_id})},
                                         {"key_in_file", has_key}}};
}

json::Json codes_json(const std::optional<RecoverySet>& codes) {
    if (!codes) return {};
    return json::Json{json::Json::Object{{"left", codes->left},
                                         {"made_at", to_rfc3339(codes->created_at)},
                                         {"last_used_at", time_or_null(codes->last_used_at)}}};
}

std::string kind_text(PasskeyKind kind) {
    return kind == PasskeyKind::Passkey ? "passkey" : "security key";
}

/// `yes`, `no`, or `never` where it cannot be.
std::string synced_text(const Passkey& passkey) {
    if (!passkey.backup_eligible) return "never";
    return passkey.backup_state ? "yes" : "no";
}

json::Json passkeys_json(const std::vector<Passkey>& passkeys) {
    json::Json::Array list;
    for (const Passkey& passkey : passkeys)
        list.emplace_back(json::Json::Object{{"id", passkey.public_id.text()},
                                             {"kind", to_text(passkey.kind)},
                                             {"name", passkey.name},
                                             {"added_at", to_rfc3339(passkey.created_at)},
                                             {"last_used_at", time_or_null(passkey.last_used_at)},
                                             {"synced", passkey.backup_state},
                                             {"can_be_synced", passkey.backup_eligible},
                                             {"verifies_user", passkey.verifies_user},
                                             {"host", passkey.rp_id}});
    return list;
}

void print_passkeys(CommandContext& context, const std::vector<Passkey>& passkeys, bool utc) {
    const std::vector<Column> columns{{"name", Cells::Text},
                                      {"kind"},
                                      {"added_at", Cells::Time},
                                      {"last_used_at", Cells::Time},
                                      {"synced"}};
    std::vector<Row> rows;
    for (const Passkey& passkey : passkeys)
        rows.push_back({passkey.name, kind_text(passkey.kind), to_rfc3339(passkey.created_at),
                        time_or_null(passkey.last_used_at), synced_text(passkey)});
    context.out() << '\n';
    const TableStyle style{.utc = utc, .width = context.console().width};
    print_rows(context.out(), style, columns, rows, "");
}

void print_factors(CommandContext& context, const FactorOverview& has, bool has_key, bool utc) {
    const auto line = [&](std::string_view what, const std::string& value) {
        context.out() << std::left << std::setw(20) << what << value << '\n';
    };
    const auto moment = [utc](const std::optional<TimePoint>& time) {
        return time ? moment_text(*time, utc) : std::string{"never"};
    };
    if (!has.factors().any()) {
        context.out() << "No second factor: the password is enough to sign in.\n";
        return;
    }
    if (has.totp) {
        line("authenticator app", "since " + moment_text(has.totp->created_at, utc));
        line("last used", moment(has.totp->last_used_at));
        line("sealed with key", crypto::to_text(crypto::KeyId{has.totp->key_id}) +
                                    (has_key ? "" : " (missing from the key file)"));
    }
    line("recovery codes", std::to_string(has.factors().recovery_codes) + " left");
    if (has.codes) line("codes made", moment_text(has.codes->created_at, utc));
    if (!has.passkeys.empty()) print_passkeys(context, has.passkeys, utc);
}

void factors(CommandContext& context, const Arguments& typed) {
    const UserRow user = get_row(context, typed.text("USER"));
    const auto has = get_factors(context, user);
    const auto keys = read_key_ring(context.config().keys, config::process_environment());
    const bool has_key = has.totp && keys && keys->has(crypto::KeyId{has.totp->key_id});
    if (typed.flag("--json"))
        print_json(context.out(),
                   json::Json{json::Json::Object{{"user", to_json(user)},
                                                 {"authenticator_app", app_json(has.totp, has_key)},
                                                 {"passkeys", passkeys_json(has.passkeys)},
                                                 {"recovery_codes", codes_json(has.codes)}}});
    else
        print_factors(context, has, has_key, typed.flag("--utc"));
    if (has.totp && !has_key)
        throw CommandError{kRefused, words_for_missing_keys(context.config().keys,
                                                            {crypto::KeyId{has.totp->key_id}})};
}

// --- reset-factors

std::string advice_after_reset(CommandContext& context, const UserRow& user) {
    const bool is_told = has_mail(context.config()) && user.email;
    return std::string{
               "Removed the authenticator app, the passkeys and security keys, and the recovery "
               "codes, and ended all the user's sessions. "} +
           (is_told ? "An e-mail tells them. " : "No e-mail tells them: do it yourself. ") +
           "They sign in with their password alone, and should set up a second factor again: "
           "/account/security";
}

void reset_factors(CommandContext& context, const Arguments& typed) {
    const UserRow user = get_row(context, typed.text("USER"));
    confirm(context.console(), typed.flag("--yes"),
            "Remove every second factor of " + name_of(user) +
                ": the authenticator app, all passkeys and security keys, and the recovery codes? "
                "From then on the password is enough to sign in, so check that it is them who "
                "ask. This cannot be undone.",
            Unasked::GoOn);
    const std::string id = row_name(user);  // not who has the address by the time of the answer
    using enum service::ResetFactorsOutcome;
    switch (context.services().users.reset_factors(id, context.actor(), context.now())) {
        case NoSuchUser:
            throw no_such_user(id);
        case NoFactor:
            throw CommandError{kRefused, "this user has no second factor; nothing was changed"};
        case Reset:
            break;
    }
    report(context, typed,
           {"factors_reset", advice_after_reset(context, user), {{"user", to_json(user)}}});
}

// --- totp-unlock

void unlock_totp(CommandContext& context, const Arguments& typed) {
    const UserRow user = get_row(context, typed.text("USER"));
    const auto outcome = [&] {
        try {
            return context.services().users.unlock_totp(row_name(user), context.actor(),
                                                        context.now());
        } catch (const store::CorruptRow& damage) {
            throw damaged_factor(user, damage);
        }
    }();
    using enum service::UnlockTotpOutcome;
    switch (outcome) {
        case NoSuchUser:
            throw no_such_user(typed.text("USER"));
        case NoApp:
            throw CommandError{kRefused, "this user has no authenticator app"};
        case NotLocked:
            return report(context, typed,
                          {"not_locked",
                           "Nothing to do: codes of this moment are accepted. Check the clock of "
                           "the phone, too.",
                           {{"user", to_json(user)}}});
        case Unlocked:
            return report(context, typed,
                          {"unlocked",
                           "The next code of the user's app is accepted again, in 30 seconds at "
                           "most.",
                           {{"user", to_json(user)}}});
    }
}

}  // namespace

SecondFactor second_factor(CommandContext& context, const UserRow& user) {
    try {
        const auto has = context.services().factors.overview(user.id).factors();
        return {.totp = has.totp, .keys = has.keys(), .recovery_codes = has.recovery_codes};
    } catch (const store::CorruptRow& damage) {
        return {.damaged = damage.row()};
    }
}

std::string to_text(const SecondFactor& factor) {
    if (!factor.damaged.empty()) return "(damaged)";
    if (!factor.totp && factor.keys == 0) return "-";
    std::string text = factor.totp ? "authenticator app, " : "";
    if (factor.keys > 0)
        text += std::to_string(factor.keys) + (factor.keys == 1 ? " passkey, " : " passkeys, ");
    return text + std::to_string(factor.recovery_codes) +
           (factor.recovery_codes == 1 ? " recovery code left" : " recovery codes left");
}

std::vector<Command> factor_commands() {
    return {{.name = "factors",
             .help = "Show what a user proves a sign-in with besides the password",
             .options = {kUserOperand, kUtcFlag, kJsonFlag},
             .run = factors},
            {.name = "reset-factors",
             .help = "Remove a user's authenticator app, passkeys, security keys and recovery "
                     "codes, and end all their sessions; asks first on a terminal",
             .options = {kUserOperand, kYesFlag, kJsonFlag},
             .run = reset_factors},
            {.name = "totp-unlock",
             .help = "Accept the codes of a user's authenticator app again, after the clock of "
                     "the server was ahead",
             .options = {kUserOperand, kJsonFlag},
             .run = unlock_totp}};
}

}  // namespace postern::app
