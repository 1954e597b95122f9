/// StoreError: the database cannot answer. Thrown by every store, caught by the pipeline (503).
///
/// Its text is for the log: it names the statement and the server's error number, never values, and
/// never the server's own text, which may quote key bytes.
#pragma once

#include <stdexcept>
#include <string>

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

}  // namespace postern::store
