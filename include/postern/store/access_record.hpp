/// AccessRecord: what is written beside a change of what one user may do, in its transaction.
#pragma once

#include <optional>
#include <utility>

#include "postern/model/audit.hpp"
#include "postern/model/mail.hpp"

namespace postern::store {

struct AccessRecord {
    // NOLINTNEXTLINE(google-explicit-constructor): an entry alone is one
    AccessRecord(AuditEntry entry, std::optional<NewMail> letter = std::nullopt)
        : audit{std::move(entry)}, mail{std::move(letter)} {}

    AuditEntry audit;
    std::optional<NewMail> mail;  ///< not written where the change leaves everything as it was
};

}  // namespace postern::store
