// postern key: the keys that open the secrets in the database, and those that sign tokens. A
// rotation of the former has steps of its own, so that several hosts can follow: no host seals with
// a key before every host can open with it. The latter rotate by themselves.
#include <algorithm>
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/signing_keys.hpp"
#include "app/console/progress.hpp"
#include "app/setup/key_file.hpp"
#include "app/wiring/key_ring.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

using crypto::KeyId;

/// Throws CommandError when there is none, and ConfigError when it cannot be used.
config::KeyFile get_key_file(CommandContext& context) {
    const auto& config = context.config().keys;
    auto file = config::find_key_file(config, config::process_environment());
    if (!file) throw CommandError{kRefused, words_for_no_keys(config)};
    return std::move(*file);
}

std::vector<KeyId> ids_of(const std::optional<crypto::KeyRing>& keys) {
    return keys ? keys->ids() : std::vector<KeyId>{};
}

void refuse_missing(CommandContext& context, const std::vector<service::KeyUse>& uses) {
    if (const auto missing = missing_keys(uses); !missing.empty())
        throw CommandError{kRefused, words_for_missing_keys(context.config().keys, missing)};
}

std::string secrets_text(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " secret" : " secrets");
}

// --- list and check

const char* role_of(const service::KeyUse& use, bool is_first) {
    if (!use.in_file) return "missing";
    return is_first ? "seals" : "opens";
}

json::Json::Array to_objects(const std::vector<Column>& columns, const std::vector<Row>& rows) {
    json::Json::Array objects;
    for (const auto& row : rows) objects.emplace_back(to_object(columns, row));
    return objects;
}

void list(CommandContext& context, const Arguments& typed) {
    const auto& config = context.config().keys;
    const auto keys = read_key_ring(config, config::process_environment());
    const auto uses = context.services().keys.list(ids_of(keys));
    const std::vector<Column> columns{{"id"}, {"role"}, {"secrets"}};
    std::vector<Row> rows;
    for (const auto& use : uses)
        rows.push_back({crypto::to_text(use.id), role_of(use, rows.empty()), use.secrets});
    const auto signing = signing_key_rows(context.services().signing_keys.list(context.now()));
    const auto style = table_style(context, typed);
    auto& out = context.out();
    if (style.json) {
        print_json(
            out, json::Json::Object{{"keys", to_objects(columns, rows)},
                                    {"signing_keys", to_objects(signing_key_columns(), signing)}});
    } else {
        print_rows(out, style, columns, rows,
                   "There are no keys: " + words_for_no_keys(config) + ".");
        out << '\n';
        print_rows(out, style, signing_key_columns(), signing,
                   "There are no signing keys yet: the daemon makes them, with a key file.");
    }
    refuse_missing(context, uses);
}

void check(CommandContext& context, const Arguments& typed) {
    const auto present = read_key_ring(context.config().keys, config::process_environment());
    const auto uses = context.services().keys.list(ids_of(present));
    refuse_missing(context, uses);
    const auto file = get_key_file(context);
    const auto keys = parse_key_file(file);
    const auto signing = context.services().signing_keys.list(context.now());
    refuse_closed_keys(signing);
    std::size_t secrets = 0;
    for (const auto& use : uses) secrets += use.secrets;
    report(context, typed,
           {"valid",
            file.path + ": " + crypto::to_text(keys.first()) +
                " seals, and the file has the keys of all " + secrets_text(secrets) +
                " in the database. " + counted(signing.size(), "signing key") + ", and each opens.",
            {{"file", file.path},
             {"seals", crypto::to_text(keys.first())},
             {"keys", keys.ids().size()},
             {"secrets", secrets},
             {"signing_keys", signing.size()}}});
}

// --- rotate

KeyId get_key_id(std::string_view text, const crypto::KeyRing& keys) {
    const auto id = crypto::parse_key_id(text);
    if (!id || !keys.has(*id))
        throw CommandError{kRefused, "the key file has no key " + printable(text) +
                                         "; `postern key list` shows the ids"};
    return *id;
}

/// A new key is not added while another one is there for nothing: what it is for would be unclear.
void refuse_idle_key(const std::vector<service::KeyUse>& uses) {
    const auto is_idle = [&](const service::KeyUse& use) {
        return use.in_file && use.secrets == 0 && use.id != uses.front().id;
    };
    const auto idle = std::ranges::find_if(uses, is_idle);
    if (idle == uses.end()) return;
    const auto id = crypto::to_text(idle->id);
    std::string what = "nothing is sealed with the key " + id;
    what.append("; if it is new, go on with: postern key rotate --activate ").append(id);
    what.append("; if it has served its time, remove it: postern key rotate --drop ").append(id);
    throw CommandError{kRefused, what};
}

/// Notes a change of the key file, which stays whether or not it can be noted. Returns why it could
/// not.
std::optional<CommandError> note(CommandContext& context, AuditEvent event, KeyId id) {
    try {
        context.services().database.audit().add(service::change_entry(
            event, std::nullopt, crypto::to_text(id), context.actor(), context.now()));
        return std::nullopt;
    } catch (const store::StoreError& error) {
        return CommandError{kUnavailable,
                            "the key file is changed, but the audit log has no entry of it: " +
                                std::string{error.what()}};
    }
}

/// Reports what was done, and throws when it could not be noted.
void report_noted(CommandContext& context, const Arguments& typed, const Outcome& outcome,
                  const std::optional<CommandError>& unnoted) {
    report(context, typed, outcome);
    if (unnoted) throw CommandError{*unnoted};
}

void create(CommandContext& context, const Arguments& typed) {
    auto& services = context.services();
    const auto& path = context.config().keys.file;
    if (path.empty())
        throw CommandError{kRefused, "keys.file names no file; remove it from the configuration"};
    refuse_missing(context, services.keys.list({}));
    const auto id = make_key_file(path, services.entropy);
    if (!id) throw CommandError{kRefused, path + " was made meanwhile; see postern key list"};
    const auto unnoted = note(context, AuditEvent::KeyAdded, *id);
    const auto name = crypto::to_text(*id);
    report_noted(context, typed,
                 {"created",
                  "Created the key file " + path + " with the key " + name +
                      ".\nCopy it to every host and into the backup, and reload: systemctl reload "
                      "postern",
                  {{"file", path}, {"key", name}}},
                 unnoted);
}

void add(CommandContext& context, const Arguments& typed, const std::string& path) {
    auto& services = context.services();
    KeyFileChange change{path};
    refuse_idle_key(services.keys.list(change.keys().ids()));
    change.write(with_key_added(change.text(), crypto::make_key_line(services.entropy)));
    const auto id = change.keys().ids().back();
    const auto unnoted = note(context, AuditEvent::KeyAdded, id);
    const auto name = crypto::to_text(id);
    report_noted(context, typed,
                 {"added",
                  "Added the key " + name + " to " + path +
                      "; nothing is sealed with it yet.\n"
                      "1. Copy the file to every host and into the backup.\n"
                      "2. On every host: systemctl reload postern\n"
                      "3. Then, on this one: postern key rotate --activate " +
                      name,
                  {{"file", path}, {"key", name}}},
                 unnoted);
}

/// What is left is told, and is no reason to take anything back: the command can be run again.
void refuse_unopened(const service::Resealed& result) {
    if (result.unknown_key + result.damaged == 0) return;
    throw CommandError{kRefused, secrets_text(result.unknown_key) +
                                     " could not be opened for want of "
                                     "their key, and " +
                                     secrets_text(result.damaged) +
                                     " because they are damaged; they are as they were (see "
                                     "postern key list)"};
}

void activate(CommandContext& context, const Arguments& typed, const std::string& path) {
    auto& services = context.services();
    const auto id = get_key_id(typed.text("--activate"), parse_key_file(get_key_file(context)));
    // Asked first: where the database cannot be used, nothing can be sealed, and nothing changes.
    services.keys.count(id);
    {
        KeyFileChange change{path};
        get_key_id(typed.text("--activate"), change.keys());
        if (change.keys().first() != id) change.write(with_key_first(change.text(), id));
    }
    // Before it seals: a run that is interrupted has an entry, too. It can be run again.
    if (const auto unnoted = note(context, AuditEvent::KeyActivated, id))
        throw CommandError{*unnoted};
    const auto keys = parse_key_file(get_key_file(context));
    Progress progress{context.console().err};
    const auto result =
        services.keys.seal_anew(keys, [&](std::size_t done) { progress.report("Sealed", done); });
    progress.end();
    const auto name = crypto::to_text(id);
    report(context, typed,
           {"activated",
            "The key " + name + " seals now; sealed " + secrets_text(result.done) +
                " with it.\n"
                "1. Copy " +
                path +
                " to every host and into the backup.\n"
                "2. On every host: systemctl reload postern\n"
                "3. Then run this command once more, for what was sealed meanwhile. Keys with "
                "which nothing is sealed can go: postern key rotate --drop ID",
            {{"file", path},
             {"key", name},
             {"sealed", result.done},
             {"changed_meanwhile", result.changed},
             {"key_missing", result.unknown_key},
             {"damaged", result.damaged}}});
    refuse_unopened(result);
}

void drop(CommandContext& context, const Arguments& typed, const std::string& path) {
    KeyFileChange change{path};
    const auto id = get_key_id(typed.text("--drop"), change.keys());
    const auto name = crypto::to_text(id);
    if (change.keys().first() == id)
        throw CommandError{kRefused, "the key " + name +
                                         " is the one that seals; activate another one first: "
                                         "postern key rotate"};
    if (const auto count = context.services().Services::keys.count(id); count > 0)
        throw CommandError{kRefused, secrets_text(count) + " in the database need the key " + name +
                                         "; seal them anew first: postern key rotate --activate " +
                                         crypto::to_text(change.keys().first())};
    change.write(without_key(change.text(), id));
    const auto unnoted = note(context, AuditEvent::KeyDropped, id);
    report_noted(context, typed,
                 {"dropped",
                  "Removed the key " + name + " from " + path +
                      ".\nCopy the file to every host, and reload: systemctl reload postern\nKeep "
                      "the old file with the backups that need it.",
                  {{"file", path}, {"key", name}}},
                 unnoted);
}

void rotate(CommandContext& context, const Arguments& typed) {
    const bool activates = !typed.text("--activate").empty();
    const bool drops = !typed.text("--drop").empty();
    const bool signs = !typed.text("--signing").empty();
    const bool revokes = !typed.text("--revoke").empty();
    if (activates && drops)
        throw CommandError{kUsage, "--activate and --drop are two steps; give one of them"};
    if (activates + drops + signs + revokes > 1)
        throw CommandError{kUsage, "give one of --activate, --drop, --signing and --revoke"};
    if (typed.flag("--now") && !signs)
        throw CommandError{kUsage, "--now is for a key that signs; give --signing, too"};
    if (revokes) return revoke_signing_key(context, typed);
    if (signs) {
        parse_key_file(get_key_file(context));
        return rotate_signing_key(context, typed);
    }
    const auto file = config::find_key_file(context.config().keys, config::process_environment());
    if (!file && !activates && !drops) return create(context, typed);
    const std::string path = get_key_file(context).path;
    if (activates) return activate(context, typed, path);
    if (drops) return drop(context, typed, path);
    add(context, typed, path);
}

}  // namespace

Command key_commands() {
    return {
        .name = "key",
        .help = "Manage the keys that open the secrets in the database, and those that sign",
        .commands = {
            {.name = "list",
             .help = "List the keys, and how many secrets each has sealed; and the keys that sign",
             .options = with_table_options({}),
             .run = list},
            {.name = "check",
             .help = "Check that the key file can be used, has every key that the database needs, "
                     "and opens every signing key",
             .options = {kJsonFlag},
             .run = check},
            {.name = "rotate",
             .help = "Add a new key, which opens but does not seal until it is activated; or "
                     "rotate the keys that sign",
             .options = {{.name = "--activate",
                          .help = "Let the key with this id seal, and seal every secret anew with "
                                  "it; can be run again"},
                         {.name = "--drop",
                          .help = "Remove the key with this id; refused while a secret needs it"},
                         {.name = "--signing",
                          .help = "Make a new key that signs tokens, or assertions, from tomorrow "
                                  "on; the daemon does so by itself when it is time",
                          .choices = "token|assertion"},
                         {.name = "--now",
                          .help = "With --signing: let the new key sign at once",
                          .type = OptionType::Flag},
                         {.name = "--revoke",
                          .help = "End the signing key with this kid and all that it has signed; "
                                  "asks first on a terminal"},
                         kYesFlag,
                         kJsonFlag},
             .run = rotate}}};
}

}  // namespace postern::app
