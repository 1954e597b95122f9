/// change_views: what the pages show on which users change their account.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "portal/account/views.hpp"
#include "portal/page/new_password.hpp"
#include "postern/service/account/device_service.hpp"

namespace postern::portal::account {

/// What is wrong with a form, on any of these pages.
struct AccountProblems {
    bool no_new_password = false;  ///< nothing was typed
    bool busy = false;
    bool changed_meanwhile = false;
    std::vector<service::PasswordProblem> new_password{};
    bool same_password = false;
    bool bad_email = false;
    bool same_email = false;
    bool bad_display_name = false;
    bool bad_language = false;
    bool bad_time_zone = false;
    bool bad_username = false;
    bool username_reserved = false;
    bool username_taken = false;
    bool too_many_usernames = false;
    bool bad_given_name = false;
    bool bad_family_name = false;
    bool not_confirmed = false;  ///< the box was not ticked
    bool last_administrator = false;

    bool any() const;
    /// For the pages that ask for a fresh proof.
    void fill_confirmation(Fields& fields) const;
};

struct LanguageOption {
    std::string code;  ///< `de`
    std::string name;  ///< in that language: `Deutsch`
    bool chosen = false;

    void fill(Fields& fields) const;
};

struct ZoneOption {
    std::string zone;   ///< `America/Argentina/Buenos_Aires`
    std::string place;  ///< `Argentina, Buenos Aires`
    bool chosen = false;

    void fill(Fields& fields) const;
};

struct AreaOptions {
    std::string name;  ///< `America`
    std::vector<ZoneOption> zones{};

    void fill(Fields& fields) const;
};

struct ProfileView {
    static constexpr std::string_view kTemplate = "profile";

    Frame frame;
    AccountMenu menu{AccountPage::Profile};
    std::string display_name{};
    std::string given_name{};
    std::string family_name{};
    std::string username{};
    bool choose_username = true;   ///< false: it is only shown
    std::string username_grace{};  ///< `90 days`; empty: a name that is given up is free at once
    std::vector<LanguageOption> languages{};
    std::vector<AreaOptions> areas{};
    AccountProblems problems{};
    bool saved = false;
    bool more_fields = false;  ///< the configuration asks for more, on a page of its own

    void fill(Fields& fields) const;
};

struct ChangePasswordView {
    static constexpr std::string_view kTemplate = "change_password";

    Frame frame;
    AccountMenu menu{AccountPage::Password};
    std::string email{};  ///< for password managers
    NewPasswordView new_password{};
    AccountProblems problems{};
    bool saved = false;
    std::uint64_t ended = 0;  ///< how many sessions on other devices

    void fill(Fields& fields) const;
};

struct ChangeEmailView {
    static constexpr std::string_view kTemplate = "change_email";

    Frame frame;
    AccountMenu menu{AccountPage::Email};
    std::string email{};      ///< the current one
    std::string new_email{};  ///< as typed
    bool mail_enabled = true;
    bool asked = false;  ///< a link is on its way to new_email
    AccountProblems problems{};

    void fill(Fields& fields) const;
};

struct EndSessionsView {
    static constexpr std::string_view kTemplate = "end_sessions";

    Frame frame;
    AccountMenu menu{AccountPage::Sessions};
    service::SessionsToEnd::Scope scope{};
    std::string email{};  ///< for password managers
    std::string which{};  ///< as parse_sessions_to_end() reads it
    DeviceView device{};  ///< for Scope::One
    AccountProblems problems{};

    void fill(Fields& fields) const;
};

struct DeleteAccountView {
    static constexpr std::string_view kTemplate = "delete_account";

    Frame frame;
    AccountMenu menu{AccountPage::Deletion};
    std::string email{};  ///< for password managers
    std::string grace{};  ///< `7 days`
    bool mail_enabled = true;
    AccountProblems problems{};

    void fill(Fields& fields) const;
};

/// For users whom the deletion has signed out.
struct AccountDeletedView {
    static constexpr std::string_view kTemplate = "account_deleted";

    Frame frame;
    Moment gone{};
    bool mail_enabled = true;

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::account
