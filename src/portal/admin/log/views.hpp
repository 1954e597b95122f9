/// views: what the pages of this room show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/actor_view.hpp"
#include "portal/admin/frame/admin_frame.hpp"
#include "portal/admin/log/forms.hpp"
#include "portal/page/device_view.hpp"
#include "portal/page/moment.hpp"
#include "postern/model/audit.hpp"

namespace postern::portal::admin::log {

/// One that a filter offers.
struct Choice {
    std::string value;
    std::string name{};  ///< in words
    bool chosen = false;

    void fill(Fields& fields) const;
};

struct AuditRow {
    std::string event;  ///< as the log spells it
    std::string event_name{};
    AuditResult result = AuditResult::Ok;
    std::string detail{};        ///< as in the log; empty: nothing more to say
    std::string detail_words{};  ///< empty: there are none
    Moment at{};
    std::string user_id{};  ///< empty: nobody that is known
    std::string email{};    ///< empty: they are gone
    bool links_user = false;
    ActorView actor{};
    DeviceView device{};  ///< with the network address
    std::string user_agent{};
    std::string request_id{};

    void fill(Fields& fields) const;
};

/// The page loads itself again and again.
struct FollowView {
    enum class State {
        Offered,  ///< it could
        On,
        Over,  ///< it did for long enough
        Away,  ///< not for an older part of the list
    };
    State state = State::Away;
    std::string start_url{};
    std::string stop_url{};

    void fill(Fields& fields) const;
};

struct AuditView {
    static constexpr std::string_view kTemplate = "admin_audit";

    AdminFrame frame;
    AuditForm form{};  ///< as typed
    AuditProblems problems{};
    std::vector<Choice> events{};
    std::vector<Choice> results{};
    std::vector<AuditRow> entries{};
    std::vector<std::string> damaged{};
    Pager pager{};
    FollowView follow{};
    std::string csv_url{};
    std::string json_url{};
    std::string most_in_file{};  ///< `10,000`: rows
    bool filtered = false;       ///< some entries are left out

    void fill(Fields& fields) const;
};

struct MailRow {
    std::string id;
    std::string kind{};     ///< as the commands spell it
    std::string subject{};  ///< in words; empty: there are none
    std::string to{};
    Moment created{};
    std::uint64_t attempts = 0;
    Moment next{};        ///< of one that waits
    Moment failed{};      ///< empty: it waits
    std::string error{};  ///< the last one; empty: none yet

    void fill(Fields& fields) const;
};

struct MailsView {
    static constexpr std::string_view kTemplate = "admin_mails";

    AdminFrame frame;
    std::uint64_t waiting = 0;
    std::uint64_t given_up = 0;
    bool mail_enabled = true;
    std::vector<MailRow> mails{};
    std::vector<std::string> damaged{};
    Pager pager{};

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::admin::log
