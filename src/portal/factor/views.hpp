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
#include "portal/page/requirement.hpp"
#include "portal/page/return_to.hpp"
#include "postern/model/passkey.hpp"

namespace postern::portal::factor {

/// What a user has, and may prove themselves with on a page.
struct Ways {
    bool app = false;
    bool passkey = false;        ///< or a security key
    bool recovery_code = false;  ///< some are left
};

/// Asks for a code, a passkey or a password: the second step of a sign-in, or a step-up.
struct ProveView {
    static constexpr std::string_view kTemplate = "prove";

    enum class Ask { Password, Totp, RecoveryCode, Passkey };
    enum class Problem {
        None,
        Incomplete,
        Stale,
        MalformedCode,  ///< or answer of a passkey
        WrongCode,      ///< here, too
        Expired,        ///< what a passkey was to sign is too old
        NotVerified,    ///< the passkey has proven less than is asked for
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
    bool step_up = false;  ///< else the second step of a sign-in
    Ways ways{};
    bool can_say_lost = false;  ///< that every one of them is lost
    std::string trust_time{};   ///< `30 days`; empty: the device cannot be trusted
    bool trust_device = false;  ///< as ticked
    std::string email{};        ///< whose sign-in or session it is
    Problem problem = Problem::None;
    std::string wait{};  ///< `5 minutes`, of TooManyAttempts

    void fill(Fields& fields) const;

private:
    void fill_code_problems(Fields& fields) const;
    void fill_passkey_problems(Fields& fields) const;
    void fill_other_ways(Fields& fields) const;
};

/// The way out for people who have lost every second factor: what happens, before it is asked for.
struct LostFactorView {
    static constexpr std::string_view kTemplate = "lost_factor";

    enum class Problem {
        None,
        Stale,
        TooMany,  ///< see wait
        Off       ///< not here, or not for this account
    };

    Frame frame;
    ReturnTo return_to{};
    std::string form_token{};
    std::string email{};  ///< whose sign-in waits
    std::string delay{};  ///< `3 days`: until the factors are removed
    Problem problem = Problem::None;
    std::string wait{};  ///< `5 minutes`, of TooMany

    void fill(Fields& fields) const;
};

/// The e-mail is on its way.
struct LostFactorSentView {
    static constexpr std::string_view kTemplate = "lost_factor_sent";

    Frame frame;
    ReturnTo return_to{};
    std::string form_token{};
    std::string email{};

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
    bool needs_passkey = false;    ///< nothing else is enough
    bool can_add_passkey = false;  ///< at the address of this server
    bool can_set_up = false;       ///< an app would be enough, and can be set up here

    void fill(Fields& fields) const;
};

/// A passkey or security key, as its owner sees it.
struct PasskeyRow {
    enum class Reach { OneDevice, CanBeSynced, Synced };

    std::string id{};
    std::string name{};
    PasskeyKind kind = PasskeyKind::Passkey;
    Reach reach = Reach::OneDevice;
    Moment added{};
    Moment used{};  ///< empty: never

    void fill(Fields& fields) const;
};

struct SecurityPageView {
    static constexpr std::string_view kTemplate = "security";

    enum class Notice {
        None,
        PasswordRemoved,
        PasswordNeeded,
        Added,
        Replaced,
        Removed,
        CodesMade,
        PasskeyAdded,
        PasskeyRenamed,
        PasskeyRemoved,
        TrustEnded
    };
    /// What the page recommends: one thing.
    enum class Next {
        Nothing,  ///< the server has nothing to offer
        AddPasskey,
        SetUpApp,
        AddAnother,  ///< the only factor is on one device
        RenewCodes,
        AllWell
    };

    Frame frame;
    AccountMenu menu{AccountPage::Security};
    Notice notice = Notice::None;
    RequirementView requirement{};
    Next next = Next::Nothing;
    bool can_set_up = false;       ///< an app: the server has what it takes
    bool can_add_passkey = false;  ///< at the address of this server
    Moment password_changed{};     ///< empty: there is no password
    bool can_remove_password = false;
    bool has_totp = false;
    Moment totp_since{};
    Moment totp_used{};  ///< empty: never
    std::vector<PasskeyRow> passkeys{};
    bool has_codes = false;
    std::uint64_t codes_left = 0;
    Moment codes_made{};
    std::uint64_t trusted_devices = 0;

    void fill(Fields& fields) const;

private:
    void fill_notice(Fields& fields) const;
    void fill_next(Fields& fields) const;
    void fill_app(Fields& fields) const;
    void fill_codes(Fields& fields) const;
};

/// Asks for a code from the account's mailbox, before its first second factor is added.
struct MailedCodeView {
    static constexpr std::string_view kTemplate = "mailed_code";

    /// What is added then.
    enum class NewFactor { App, Passkey, SecurityKey };
    enum class Problem {
        None,
        Incomplete,
        Malformed,
        Wrong,
        TooManyAttempts,  ///< see wait
        Blocked,          ///< waiting does not help
        TooManyMails      ///< see wait
    };

    Frame frame;
    AccountMenu menu{AccountPage::Security};
    ReturnTo return_to{};
    NewFactor factor = NewFactor::App;
    std::string email{};
    bool sent = false;  ///< the page has a field for the code
    Problem problem = Problem::None;
    std::string wait{};  ///< `5 minutes`

    void fill(Fields& fields) const;
};

/// Before a passkey or security key is added: what it is, and what happens.
struct AddPasskeyView {
    static constexpr std::string_view kTemplate = "add_passkey";

    enum class Problem { None, BadName, Refused, Expired, Taken, TooMany, Busy, Unavailable };

    Frame frame;
    AccountMenu menu{AccountPage::Security};
    ReturnTo return_to{};
    PasskeyKind kind = PasskeyKind::Passkey;
    std::string name{};  ///< as typed
    Problem problem = Problem::None;

    void fill(Fields& fields) const;
};

/// One passkey or security key: its name can be changed, and it can be removed.
struct PasskeyPageView {
    static constexpr std::string_view kTemplate = "passkey";

    Frame frame;
    AccountMenu menu{AccountPage::Security};
    PasskeyRow passkey{};
    std::string new_name{};  ///< as typed
    bool bad_name = false;
    bool is_last = false;  ///< of all second factors

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
    bool is_last = false;  ///< of all second factors

    void fill(Fields& fields) const;
};

/// Before the password goes.
struct RemovePasswordView {
    static constexpr std::string_view kTemplate = "remove_password";

    enum class Problem { None, TooFew, Unproven };

    Frame frame;
    AccountMenu menu{AccountPage::Security};
    Problem problem = Problem::None;

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

    /// With them: the first factor of the account.
    enum class Added { Nothing, App, Passkey };

    Frame frame;
    AccountMenu menu{AccountPage::Security};
    ReturnTo return_to{};
    Added added = Added::Nothing;
    std::string account{};
    std::vector<std::string> codes{};

    RecoveryCodesView() = default;
    ~RecoveryCodesView();
    RecoveryCodesView(RecoveryCodesView&&) = default;

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::factor
