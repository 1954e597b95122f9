/// session_views: what the pages about the sessions of everybody show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/admin_frame.hpp"
#include "portal/page/device_view.hpp"
#include "portal/page/moment.hpp"

namespace postern::portal::admin::log {

struct LiveSessionRow {
    std::string id;
    std::string user_id{};
    std::string email{};
    DeviceView device{};
    Moment signed_in{};
    Moment last_seen{};
    bool two_factors = false;
    bool current = false;  ///< the visitor's own

    void fill(Fields& fields) const;
};

struct SessionsView {
    static constexpr std::string_view kTemplate = "admin_sessions";

    AdminFrame frame;
    std::string user{};     ///< the filters, as typed
    std::string address{};  ///< here, too
    bool no_such_user = false;
    bool sees_users = false;  ///< their pages
    std::vector<LiveSessionRow> rows{};
    std::vector<std::string> damaged{};
    Pager pager{};

    void fill(Fields& fields) const;
};

struct EndSessionView {
    static constexpr std::string_view kTemplate = "admin_session_end";

    AdminFrame frame;
    std::string id{};
    std::string user_id{};  ///< empty: whose it is was not said
    std::string email{};    ///< here, too
    DeviceView device{};
    bool current = false;

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::admin::log
