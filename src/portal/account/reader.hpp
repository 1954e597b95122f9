/// Reader: what a signed-in user reads: in their language and their time zone.
#pragma once

#include "portal/account/views.hpp"
#include "portal/page/context.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::portal::account {

struct Reader {
    const text::Catalogue& words;  ///< must outlive *this
    std::string language;
    std::string time_zone;

    Moment moment(TimePoint time) const;

    /// What happened and how it ended.
    HistoryRow row_of(const AuditEntry& entry) const;
};

Reader reader_of(const Context& context, const Frame& frame, const User& user);

}  // namespace postern::portal::account
