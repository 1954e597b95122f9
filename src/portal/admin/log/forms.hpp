/// forms: what the pages of this room are asked for, in the address or by a form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/base/result.hpp"
#include "postern/http/form.hpp"
#include "postern/service/admin/audit_reader.hpp"

namespace postern::service {
class UserService;
}

namespace postern::portal::admin::log {

/// A time of day as the field `datetime-local` of a browser writes it, in the user's time zone:
/// `2026-11-21T09:50`, perhaps with seconds, or a day: its beginning; or RFC 3339. Nothing for
/// anything else, and before 1970.
std::optional<TimePoint> parse_local_time(std::string_view text, std::string_view time_zone);
/// The same for the field, to the minute.
std::string local_time_text(TimePoint time, std::string_view time_zone);

/// What is wrong with the filters of an address.
struct AuditProblems {
    bool bad_event = false;
    bool bad_result = false;
    bool no_such_user = false;
    bool bad_since = false;
    bool bad_until = false;

    bool any() const noexcept {
        return bad_event || bad_result || no_such_user || bad_since || bad_until;
    }
};

/// The page of the audit log, as its address asks for it. Absent fields are empty.
struct AuditForm {
    enum class Format { Page, Csv, Json };

    std::string event;
    std::string result;
    std::string user;  ///< e-mail address, username or public id
    std::string address;
    std::string since;
    std::string until;
    std::string request_id;
    std::string after{};  ///< cursor
    Format format = Format::Page;
    /// How often the page has loaded itself; nothing: it does not.
    std::optional<std::uint32_t> turn{};

    /// The page loads itself this often, and then asks whether anybody is still there: an open
    /// window must not keep a session alive.
    static constexpr std::uint32_t kMostTurns = 60;
    static constexpr std::uint32_t kSecondsOfTurn = 30;

    static AuditForm parse(const http::Request& request);
};

/// The filter of a form, and what is wrong with it: then it must not be used.
struct AskedAudit {
    store::AuditFilter filter{};
    AuditProblems problems{};
};

/// Looks the user up, with one round trip, unless they are named by their id: then they need not
/// exist any more.
AskedAudit ask(const AuditForm& form, const service::UserService& users,
               std::string_view time_zone);

/// The command for it.
std::string command_of(const AuditForm& form, const store::AuditFilter& filter);

struct RetryForm {
    std::optional<std::uint64_t> id;  ///< nothing: all
    bool is_valid = true;             ///< false: the id is none

    static Result<RetryForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal::admin::log
