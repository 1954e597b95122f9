/// AdminFrame: what stands around every page of the console: the menu, the notice of what was just
/// done, and the command that does the same as the page.
///
/// A template of the console is `{{>admin_header}}`, a heading with what the page shows, and
/// `{{>admin_footer}}`: the header opens `main`, the footer closes it. A list that goes on ends
/// with `{{>admin_pager}}`, which Pager fills.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/services.hpp"
#include "portal/page/context.hpp"
#include "portal/page/frame.hpp"
#include "postern/model/session.hpp"
#include "postern/service/access/administration.hpp"

namespace postern::portal::admin {

/// The items of the menu, in its order.
enum class AdminPage : std::uint8_t {
    Overview,
    Users,
    Invitations,
    Approvals,
    Groups,
    Roles,
    Permissions,
    Sites,
    Networks,
    Sessions,
    Audit,
    Mails,
    Keys,
    Configuration,
    Health,
    Look,
};

/// Where it is, below the base path: `/admin/users`.
std::string_view path_of(AdminPage page) noexcept;
service::AdminArea area_of(AdminPage page) noexcept;

/// A set of pages.
class AdminPages {
public:
    void add(AdminPage page) noexcept { bits_ |= bit(page); }
    bool has(AdminPage page) const noexcept { return (bits_ & bit(page)) != 0; }
    /// The first of the menu; Overview when there is none.
    AdminPage first() const noexcept;

private:
    static std::uint32_t bit(AdminPage page) noexcept {
        return std::uint32_t{1} << static_cast<std::uint8_t>(page);
    }

    std::uint32_t bits_ = 0;
};

struct AdminFrame : Frame {
    std::string form_token{};  ///< of all forms on the page
    AdminPage page = AdminPage::Overview;
    AdminPages menu{};  ///< that the visitor may open
    bool may_write =
        false;             ///< in the area of this page; for the view, which hides what they can't
    std::string notice{};  ///< what was just done, in words; empty: nothing
    bool restarted = false;  ///< the address no longer fits the list, so it starts at the beginning
    std::string command{};   ///< `postern user list`: does what the page does; empty: none does

    void fill(Fields& fields) const;
};

/// The frame of a page. The notice is the text `admin.done.WORD` for `?done=WORD`, with `&count=N`
/// where that is a sentence with a number; unknown words say nothing. One round trip.
AdminFrame admin_frame(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor,
                       AdminPage page);

/// The way through a list that comes in parts.
struct Pager {
    std::string newer{};  ///< address of the first part; empty: this is it
    std::string older{};  ///< address of the next part; empty: the list ends here

    void fill(Fields& fields) const;
};

/// The addresses for this part of a list: the page with its filters, and `after=CURSOR`. `next` and
/// `restarted`: as in Part; a list that was restarted also says so, see AdminFrame.
Pager pager_of(const Context& context, const http::Request& request, std::string_view next,
               bool restarted);

/// `search=a&after=x&state=` -> `search=a`: the query without the fields named and without those
/// that are empty.
std::string query_without(std::string_view query, const std::vector<std::string_view>& names);

/// `/admin/users?done=disabled`: where a form leads back to.
std::string with_done(std::string path, std::string_view word);

}  // namespace postern::portal::admin
