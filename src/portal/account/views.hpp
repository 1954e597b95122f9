/// views: what each page behind the sign-in shows, under /account.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portal/page/account_menu.hpp"
#include "portal/page/device_view.hpp"
#include "portal/page/moment.hpp"
#include "portal/page/requirement.hpp"
#include "portal/page/scopes_view.hpp"
#include "postern/model/audit.hpp"
#include "postern/model/factor.hpp"

namespace postern::portal::account {

struct SiteRow {
    std::string name;  ///< its title, if it has one
    std::string url;
    std::string host;
    std::string description{};  ///< empty: there is none
    std::string letter{};       ///< of its icon
    std::string colour{};       ///< under it: `#2f5d8c`

    void fill(Fields& fields) const;
};

/// A sign-in as the overview shows it.
struct SignInRow {
    DeviceView device{};
    Moment signed_in{};
    Moment last_seen{};
    bool current = false;  ///< the visitor's own

    void fill(Fields& fields) const;
};

/// How safe the account is, at a glance, and where it is in use.
struct SecurityView {
    /// What the user should do first.
    enum class Next { ConfirmEmail, AddFactor, RenewCodes, AllWell };
    static constexpr std::size_t kFewCodes = 3;
    static constexpr std::size_t kRecent = 3;

    Moment password_changed{};  ///< empty: there is no password
    Factors factors{};
    Next next = Next::AllWell;
    std::uint64_t devices = 0;          ///< that the user is signed in on
    std::optional<SignInRow> latest{};  ///< of the sign-ins
    std::vector<SignInRow> recent{};    ///< newest first; at most kRecent

    void fill(Fields& fields) const;
};

struct AccountView {
    static constexpr std::string_view kTemplate = "account";

    Frame frame;
    AccountMenu menu{AccountPage::Overview};
    std::string display_name{};
    std::string email{};
    bool email_confirmed = false;
    bool mail_enabled = true;  ///< else nobody can confirm an address
    bool mail_sent = false;    ///< the e-mail that confirms the address
    std::string wait{};        ///< `5 minutes`; not empty: too many e-mails were requested
    std::string user_id{};
    std::string username{};  ///< empty: there is none
    Moment created{};
    RequirementView requirement{};
    SecurityView security{};
    std::vector<SiteRow> sites{};

    void fill(Fields& fields) const;
};

struct SessionRow {
    std::string id;
    DeviceView device{};
    Moment signed_in{};
    Moment last_seen{};
    bool current = false;

    void fill(Fields& fields) const;
};

/// What signed in for the user without a browser, and has tokens.
struct ProgramRow {
    std::string id;
    std::string name{};  ///< as program_name() has it
    DeviceView device{};
    ScopesView scopes{};
    Moment made{};
    Moment last_used{};
    Moment expires{};

    void fill(Fields& fields) const;
};

struct SessionsView {
    static constexpr std::string_view kTemplate = "sessions";

    enum class Notice { None, SessionEnded, OthersEnded, ProgramEnded };

    Frame frame;
    AccountMenu menu{AccountPage::Sessions};
    std::vector<SessionRow> sessions{};
    std::vector<ProgramRow> programs{};
    Notice notice = Notice::None;

    void fill(Fields& fields) const;
};

struct HistoryRow {
    enum class By { Device, Administrator, System };

    std::string event;  ///< in words
    AuditResult result = AuditResult::Ok;
    std::string detail{};  ///< in words; empty: nothing more to say
    Moment at{};
    By by = By::Device;
    DeviceView device{};  ///< of Device

    void fill(Fields& fields) const;
};

struct HistoryView {
    static constexpr std::string_view kTemplate = "history";

    Frame frame;
    AccountMenu menu{AccountPage::History};
    std::vector<HistoryRow> entries{};
    std::string older{};  ///< where the next page begins; empty: this is the last
    bool newest = true;   ///< this is the first

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::account
