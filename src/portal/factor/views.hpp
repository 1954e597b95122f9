/// views: what the pages about second factors show; one struct for each template.
///
/// A view holds no wording: it says what is the case, the template says it in words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "portal/page/account_menu.hpp"
#include "portal/page/moment.hpp"
#include "portal/page/return_to.hpp"

namespace postern::portal::factor {

/// Asks for a code or a password: the second step of a sign-in, or a step-up.
struct ProveView {
    static constexpr std::string_view kTemplate = "prove";

    enum class Ask { Password, Totp, RecoveryCode };
    enum class Problem {
        None,
        Incomplete,
        Stale,
        MalformedCode,
        WrongCode,
        WrongPassword,
        TooManyAttempts,  ///< see wait
        Blocked,          ///< waiting does not help
        Busy,
        Unavailable  ///< the server cannot check it
    };

    Frame frame;
    ReturnTo return_to{};
    std::string form_token{};
    Ask ask = Ask::Totp;
    bool step_up = false;         ///< else the second step of a sign-in
    bool recovery_codes = false;  ///< the user has some left
    std::string email{};          ///< whose sign-in or session it is
    Problem problem = Problem::None;
    std::string wait{};  ///< `5 minutes`, of TooManyAttempts

    void fill(Fields& fields) const;
};

/// Nothing more has to be proven: a link goes on, so that no two pages can send each other around.
struct ProvenView {
    static constexpr std::string_view kTemplate = "proven";

    Frame frame;
    ReturnTo return_to{};

    void fill(Fields& fields) const;
};

/// The site asks for more than this user can prove.
struct FactorNeededView {
    static constexpr std::string_view kTemplate = "factor_needed";

    Frame frame;
    ReturnTo return_to{};
    bool can_set_up = false;  ///< an app would be enough, and can be set up here

    void fill(Fields& fields) const;
};

struct SecurityPageView {
    static constexpr std::string_view kTemplate = "security";

    enum class Notice { None, Added, Replaced, Removed, CodesMade };

    Frame frame;
    AccountMenu menu{AccountPage::Security};
    Notice notice = Notice::None;
    bool can_set_up = false;    ///< the server has what it takes
    Moment password_changed{};  ///< empty: there is no password
    bool has_totp = false;
    Moment totp_since{};
    Moment totp_used{};  ///< empty: never
    bool has_codes = false;
    std::uint64_t codes_left = 0;
    Moment codes_made{};

    void fill(Fields& fields) const;
};

/// Before an app is set up: what it is, and what is needed.
struct TotpView {
    static constexpr std::string_view kTemplate = "totp";

    Frame frame;
    AccountMenu menu{AccountPage::Security};
    ReturnTo return_to{};
    bool replaces = false;
    bool can_set_up = true;
    bool expired = false;  ///< the one that was being set up took too long

    void fill(Fields& fields) const;
};

/// The key of an app that is being set up. Shown once, and never again.
struct TotpSetupView {
    static constexpr std::string_view kTemplate = "totp_setup";

    enum class Problem {
        None,
        Incomplete,
        MalformedCode,
        WrongCode,
        ClockAhead,
        ClockBehind,
        Busy
    };

    Frame frame;
    AccountMenu menu{AccountPage::Security};
    ReturnTo return_to{};
    std::string qr_path{};    ///< of the modules, as SVG draws them; empty: none could be made
    std::size_t qr_size = 0;  ///< modules on each side, the quiet zone included
    std::string key{};        ///< in groups of four
    std::string uri{};
    std::string account{};
    Problem problem = Problem::None;
    std::string clock_off{};  ///< `2 minutes`

    TotpSetupView() = default;
    ~TotpSetupView();
    TotpSetupView(TotpSetupView&&) = default;

    void fill(Fields& fields) const;
};

struct RemoveTotpView {
    static constexpr std::string_view kTemplate = "remove_totp";

    Frame frame;
    AccountMenu menu{AccountPage::Security};

    void fill(Fields& fields) const;
};

/// Before new codes replace the old ones.
struct RenewCodesView {
    static constexpr std::string_view kTemplate = "renew_codes";

    Frame frame;
    AccountMenu menu{AccountPage::Security};
    std::uint64_t left = 0;
    bool busy = false;

    void fill(Fields& fields) const;
};

/// Codes that were just made. Shown once, and never again.
struct RecoveryCodesView {
    static constexpr std::string_view kTemplate = "recovery_codes";

    Frame frame;
    AccountMenu menu{AccountPage::Security};
    ReturnTo return_to{};
    bool app_added = false;
    std::string account{};
    std::vector<std::string> codes{};

    RecoveryCodesView() = default;
    ~RecoveryCodesView();
    RecoveryCodesView(RecoveryCodesView&&) = default;

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::factor
