/// SchemaStore: which version the database's schema has, and how it is brought forward.
///
/// Migrations are numbered files with one DDL change each (sql/README.md). Applied ones are
/// recorded with their SHA-256; a file that changed after it was applied stops everything.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/store/setting_problem.hpp"

namespace postern::store {

struct Migration {
    std::uint32_t version;
    std::string name;    ///< `create_user`, from the file's name
    std::string sha256;  ///< of the file's bytes, hexadecimal
    std::string text;    ///< SQL
};

struct AppliedMigration {
    std::uint32_t version;
    std::string name;
    std::string sha256;
    TimePoint applied_at;
};

/// The version of the newest migration this program was built with.
inline constexpr std::uint32_t kSchemaVersion = 65;
/// The oldest version that this program can work with: the newest whose migration adds something
/// that statements name. Between the two, all is there that is needed, and some of it is slower.
inline constexpr std::uint32_t kOldestSchemaVersion = 64;

class SchemaStore {
public:
    virtual ~SchemaStore() = default;

    /// The settings of the server under which Postern cannot write. One round trip; another
    /// one if the server is read-only, which does not stop every user.
    virtual std::vector<SettingProblem> find_setting_problems(const ServerNeeds& needs) = 0;

    /// Applied migrations by version; empty when the database is new.
    virtual std::vector<AppliedMigration> find_applied() = 0;

    /// Applies, under a named lock that a second caller waits for, every migration that is not
    /// recorded yet, in order; calls `applied` after each. Throws MigrationError, before anything
    /// is changed, when a recorded one is unknown (a newer database) or its checksum differs;
    /// StoreError, before anything is changed, when find_setting_problems finds one, and when a
    /// statement fails (those before it stay applied and recorded). Returns how many were applied.
    virtual std::size_t migrate(const std::vector<Migration>& migrations, TimePoint now,
                                const std::function<void(const Migration&)>& applied) = 0;
};

/// The files and the database do not belong together. The text says which and what to do.
class MigrationError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads `V0001__name.sql` ... from a folder, sorted. Throws MigrationError on a gap, a double
/// number, a wrong file name or an unreadable file.
std::vector<Migration> read_migrations(const std::string& folder);

}  // namespace postern::store
