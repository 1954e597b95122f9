/// act_views: the pages on which an administrator changes a user, or several.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/admin_frame.hpp"
#include "portal/admin/users/act.hpp"
#include "portal/admin/users/views.hpp"

namespace postern::portal::admin::users {

/// What is wrong with a form that asks back.
struct AskProblems {
    bool no_reason = false;
    bool bad_reason = false;
    bool not_sure = false;
    bool wrong_address = false;
    bool wrong_number = false;
    // Of the act itself:
    bool out_of_reach = false;
    bool last_administrator = false;
    bool changed_meanwhile = false;  ///< it was done, or undone, by somebody else

    bool any() const noexcept;
    void fill(Fields& fields) const;
};

/// One act; its template has a section for each.
struct ActView {
    static constexpr std::string_view kTemplate = "admin_user_act";

    AdminFrame frame;
    Act act = Act::Verify;
    std::string id{};
    std::string email{};
    std::string display_name{};
    bool is_visitor = false;
    std::string grace{};   ///< `7 days`
    std::string reason{};  ///< as typed
    AskProblems problems{};

    void fill(Fields& fields) const;
};

/// What is wrong with a form about a person.
struct PersonProblems {
    bool bad_email = false;
    bool email_taken = false;
    bool bad_display_name = false;
    bool bad_username = false;
    bool username_reserved = false;
    bool username_taken = false;
    bool bad_given_name = false;
    bool bad_family_name = false;
    bool bad_language = false;
    bool bad_time_zone = false;
    bool no_reason = false;
    bool bad_reason = false;
    bool out_of_reach = false;
    bool changed_meanwhile = false;

    bool any() const noexcept;
    /// Of the page of a new user.
    void fill_new(Fields& fields) const;
    void fill(Fields& fields) const;
};

struct LanguageChoice {
    std::string code;  ///< `de`
    std::string name;  ///< in that language: `Deutsch`
    bool chosen = false;

    void fill(Fields& fields) const;
};

struct NewUserView {
    static constexpr std::string_view kTemplate = "admin_user_new";

    AdminFrame frame;
    bool mail_enabled = true;
    std::string email{};
    std::string display_name{};
    std::vector<LanguageChoice> languages{};
    PersonProblems problems{};

    void fill(Fields& fields) const;
};

/// A user as the form that changes them has it.
struct Person {
    std::string email{};
    std::string display_name{};
    std::string username{};
    std::string given_name{};
    std::string family_name{};
    std::string language{};
    std::string time_zone{};

    friend bool operator==(const Person&, const Person&) = default;
};

struct EditView {
    static constexpr std::string_view kTemplate = "admin_user_edit";

    AdminFrame frame;
    std::string id{};
    std::string shown_email{};  ///< as it is stored
    std::string version{};      ///< of what is stored: see version_of()
    Person person{};            ///< as typed
    std::string reason{};       ///< as typed
    std::vector<LanguageChoice> languages{};
    PersonProblems problems{};

    void fill(Fields& fields) const;
};

struct JoinView {
    static constexpr std::string_view kTemplate = "admin_user_join";

    AdminFrame frame;
    std::string id{};
    std::string email{};
    std::vector<Choice> groups{};  ///< that they are not in
    std::string day{};             ///< as typed
    bool no_group = false;
    bool bad_day = false;
    bool more_than_you_have = false;
    bool too_many = false;
    bool last_administrator = false;

    bool has_problem() const noexcept;
    void fill(Fields& fields) const;
};

struct LeaveView {
    static constexpr std::string_view kTemplate = "admin_user_leave";

    AdminFrame frame;
    std::string id{};
    std::string email{};
    std::string group{};
    bool more_than_you_have = false;
    bool last_administrator = false;

    void fill(Fields& fields) const;
};

enum class BulkAct { Disable, EndSessions };

/// Several users at once.
struct BulkView {
    static constexpr std::string_view kTemplate = "admin_users_bulk";
    static constexpr std::size_t kMostUsers = 500;
    static constexpr std::size_t kMostNamed = 20;
    /// The ids go in several fields: one may have 16 KiB.
    static constexpr std::size_t kFields = 2;
    static constexpr std::size_t kIdsInField = kMostUsers / kFields;

    AdminFrame frame;
    BulkAct act = BulkAct::Disable;
    std::size_t count = 0;
    bool nobody = false;                ///< no row was ticked
    bool too_many = false;              ///< more than kMostUsers
    std::vector<std::string> emails{};  ///< of the first kMostNamed
    std::array<std::string, kFields> ids{};
    std::string reason{};  ///< as typed
    AskProblems problems{};

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::admin::users
