/// reader: how the signed-in user reads: in his language, and in his own time.
#pragma once

#include "portal/account/views.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::portal {

struct Reader {
    const text::Catalogue& words;  ///< must outlive *this
    std::string language;
    std::string time_zone;

    Moment moment(TimePoint time) const;

    /// What happened and how it ended.
    HistoryRow row_of(const AuditEntry& entry) const;
};

}  // namespace postern::portal
