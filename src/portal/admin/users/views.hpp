/// views: what the pages about users show.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/actor_view.hpp"
#include "portal/admin/frame/admin_frame.hpp"
#include "portal/page/device_view.hpp"
#include "portal/page/moment.hpp"
#include "postern/model/audit.hpp"
#include "postern/service/admin/user_directory.hpp"

namespace postern::portal::admin::users {

/// For the partial `admin_user_state`.
void fill_state(Fields& fields, store::UserState state);

// --- the list

struct ListRow {
    std::size_t number = 0;  ///< of the row: the name of its box
    std::string id{};
    std::string email{};
    std::string display_name{};
    store::UserState state = store::UserState::Active;
    bool second_factor = false;
    std::string groups{};   ///< `editors, staff`; the first of them
    Moment last_sign_in{};  ///< empty: not known
    Moment created{};

    void fill(Fields& fields) const;
};

/// One of the values of a filter that is a list.
struct Choice {
    std::string value;
    bool chosen = false;
};

/// The filters of the list, as they were typed.
struct Filters {
    std::string search{};
    std::string state{};
    std::string factor{};  ///< `yes`, `no` or empty
    std::string group{};
    std::string order{};

    void fill(Fields& fields) const;
};

struct ListView {
    static constexpr std::string_view kTemplate = "admin_users";
    /// Beyond, the page says that there are more.
    static constexpr std::size_t kMostCounted = 1000;

    AdminFrame frame;
    Filters filters{};
    std::vector<Choice> groups{};  ///< to filter by
    std::vector<ListRow> rows{};
    std::vector<std::string> damaged{};
    std::size_t count = 0;  ///< of users with these filters; kMostCounted + 1: more
    std::string csv_url{};
    Pager pager{};

    void fill(Fields& fields) const;
};

// --- one user

struct GroupRow {
    std::string name;
    Moment until{};  ///< empty: for good
    Moment since{};
    ActorView by{};

    void fill(Fields& fields) const;
};

/// A permission that the user has, and what gives it to them.
struct PermissionRow {
    std::string name;
    std::string resource{};
    std::string action{};
    std::string role{};   ///< empty: granted alone
    std::string group{};  ///< empty: granted to the user
    Moment until{};       ///< empty: for good

    void fill(Fields& fields) const;
};

struct SessionRow {
    std::string id;
    DeviceView device{};
    Moment signed_in{};
    Moment last_seen{};

    void fill(Fields& fields) const;
};

/// A program with tokens, or a personal token.
struct TokenRow {
    std::string name;  ///< empty: the device says more
    bool personal = false;
    DeviceView device{};
    std::string scopes{};  ///< `account:read site:wiki`
    Moment made{};
    Moment last_used{};  ///< empty: never
    Moment ends{};

    void fill(Fields& fields) const;
};

struct PasskeyRow {
    std::string name;
    bool security_key = false;
    Moment added{};
    Moment last_used{};  ///< empty: never

    void fill(Fields& fields) const;
};

struct EntryRow {
    std::string event;  ///< in words
    std::string detail{};
    AuditResult result = AuditResult::Ok;
    Moment at{};
    std::string address{};
    std::string actor{};

    void fill(Fields& fields) const;
};

struct MailRow {
    std::string kind;  ///< `reset_password`
    Moment created{};
    bool given_up = false;

    void fill(Fields& fields) const;
};

/// What of a user the visitor may see besides the account.
struct Seen {
    bool groups = false;
    bool permissions = false;
    bool sessions = false;
    bool audit = false;
    bool mails = false;
};

struct UserView {
    static constexpr std::string_view kTemplate = "admin_user";

    AdminFrame frame;
    Seen seen{};
    bool out_of_reach = false;  ///< see service::may_act_on()
    bool is_visitor = false;
    bool may_change_groups = false;
    bool may_end_sessions = false;  ///< one of them
    bool mail_enabled = true;

    std::string id{};
    std::string email{};
    std::string display_name{};
    std::string username{};
    std::string given_name{};
    std::string family_name{};
    std::string language{};
    std::string time_zone{};
    store::UserState state = store::UserState::Active;
    bool disabled = false;
    Moment confirmed{};  ///< empty: the address is not confirmed
    Moment delete_at{};  ///< empty: it is not scheduled
    Moment created{};
    Moment last_sign_in{};  ///< empty: not known

    bool app = false;
    Moment app_since{};
    std::vector<PasskeyRow> passkeys{};
    std::optional<std::size_t> codes_left{};

    std::vector<GroupRow> groups{};
    std::vector<PermissionRow> permissions{};
    std::vector<SessionRow> sessions{};
    bool more_sessions = false;
    std::vector<TokenRow> tokens{};
    std::vector<EntryRow> entries{};
    std::vector<MailRow> mails{};
    bool more_mails = false;  ///< there are more than were looked through

    void fill(Fields& fields) const;

private:
    void fill_person(Fields& fields) const;
    void fill_factors(Fields& fields) const;
    void fill_actions(Fields& fields) const;
};

}  // namespace postern::portal::admin::users
