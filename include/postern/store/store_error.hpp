/// StoreError: the database cannot answer. Thrown by every store, caught by the pipeline (503).
///
/// Its text is for the log: it names the statement and the server's error number, never values, and
/// never the server's own text, which may quote key bytes.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace postern::store {

class StoreError : public std::runtime_error {
public:
    StoreError(const std::string& what, bool transient)
        : std::runtime_error{what}, transient_{transient} {}

    /// True when the same call may work later: connection lost, deadlock, time-out. False when the
    /// statement itself is wrong for this schema, which is a bug or a wrong version.
    bool transient() const noexcept { return transient_; }

private:
    bool transient_;
};

/// A row holds what our own code never writes. The text names table and key, never the value.
class CorruptRow : public StoreError {
public:
    CorruptRow(const char* table, std::uint64_t id) : CorruptRow{row_name(table, id)} {}

    /// `user 17`
    const std::string& row() const noexcept { return row_; }
    static std::string row_name(const char* table, std::uint64_t id) {
        return std::string{table} + " " + std::to_string(id);
    }

private:
    explicit CorruptRow(std::string row)
        : StoreError{"corrupt row: " + row, false}, row_{std::move(row)} {}

    std::string row_;
};

}  // namespace postern::store
