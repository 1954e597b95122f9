#include "store/migrations.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/base/file.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::store {

namespace {

constexpr std::string_view kSuffix = ".sql";
constexpr std::size_t kVersionDigits = 4;

/// A migration without its contents, from `V0001__create_user.sql`.
std::optional<Migration> parse_file_name(std::string_view file) {
    const std::size_t head = 1 + kVersionDigits + 2;
    if (!file.starts_with('V') || !file.ends_with(kSuffix) ||
        file.size() <= head + kSuffix.size() || file.substr(1 + kVersionDigits, 2) != "__")
        return std::nullopt;
    std::uint32_t version = 0;
    for (const char digit : file.substr(1, kVersionDigits)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        version = version * 10 + static_cast<std::uint32_t>(digit - '0');
    }
    file.remove_suffix(kSuffix.size());
    const std::string name{file.substr(head)};
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
        return std::nullopt;
    return Migration{.version = version, .name = name, .sha256 = {}, .text = {}};
}

Migration read_migration(const std::filesystem::path& path) {
    auto migration = parse_file_name(path.filename().string());
    if (!migration)
        throw MigrationError{path.string() + ": the name is not like V0001__create_user.sql"};
    try {
        migration->text = read_nonempty_file(path);
    } catch (const FileError& error) {
        throw MigrationError{error.what()};
    }
    migration->sha256 = to_hex(as_bytes(crypto::sha256(migration->text)));
    return *migration;
}

std::string title(std::uint32_t version, std::string_view name) {
    return "migration " + std::to_string(version) + " (" + std::string{name} + ")";
}

const Migration* find(const std::vector<Migration>& known, std::uint32_t version) {
    const auto found = std::ranges::find(known, version, &Migration::version);
    return found == known.end() ? nullptr : &*found;
}

}  // namespace

std::vector<Migration> read_migrations(const std::string& folder) {
    std::vector<Migration> migrations;
    std::error_code error;
    for (std::filesystem::directory_iterator it{folder, error}, end; !error && it != end;
         it.increment(error))
        migrations.push_back(read_migration(it->path()));
    if (error) throw MigrationError{"cannot read the folder " + folder};
    std::ranges::sort(migrations, {}, &Migration::version);
    for (std::size_t i = 0; i < migrations.size(); ++i)
        if (migrations[i].version != i + 1)
            throw MigrationError{folder + ": number " + std::to_string(i + 1) +
                                 " is missing or there twice"};
    if (migrations.empty()) throw MigrationError{folder + ": there are no migrations"};
    return migrations;
}

std::vector<Migration> find_pending(const std::vector<Migration>& known,
                                    const std::vector<AppliedMigration>& applied) {
    std::uint32_t newest = 0;
    for (const AppliedMigration& done : applied) {
        const Migration* const file = find(known, done.version);
        if (!file)
            throw MigrationError{title(done.version, done.name) +
                                 " was applied by a newer Postern; install that one"};
        if (file->name != done.name || file->sha256 != done.sha256)
            throw MigrationError{title(done.version, done.name) +
                                 " was changed after it was applied; restore its file"};
        newest = std::max(newest, done.version);
    }
    std::vector<Migration> pending;
    for (const Migration& migration : known) {
        if (std::ranges::find(applied, migration.version, &AppliedMigration::version) !=
            applied.end())
            continue;
        if (migration.version < newest)
            throw MigrationError{title(migration.version, migration.name) +
                                 " was left out before later ones; the record is damaged"};
        pending.push_back(migration);
    }
    return pending;
}

std::vector<std::string> split_statements(std::string_view text) {
    std::vector<std::string> statements;
    std::string statement;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.starts_with("--")) continue;
        const bool is_last = line.ends_with(';');
        if (is_last) line.remove_suffix(1);
        if (!line.empty() || !statement.empty()) statement.append(line).append("\n");
        if (is_last) statements.push_back(std::exchange(statement, {}));
    }
    if (!statement.empty()) statements.push_back(std::move(statement));
    return statements;
}

}  // namespace postern::store
