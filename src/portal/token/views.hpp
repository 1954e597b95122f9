/// views: what the pages about tokens show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "portal/page/account_menu.hpp"
#include "portal/page/device_view.hpp"
#include "portal/page/moment.hpp"
#include "portal/page/scopes_view.hpp"

namespace postern::portal::token {

struct TokenRow {
    std::string id;
    std::string name{};
    ScopesView scopes{};
    Moment made{};
    std::string address{};  ///< of the network, when it was made
    Moment last_used{};     ///< empty: never
    Moment expires{};

    void fill(Fields& fields) const;
};

struct TokensView {
    static constexpr std::string_view kTemplate = "tokens";

    Frame frame;
    AccountMenu menu{AccountPage::Tokens};
    std::vector<TokenRow> tokens{};
    bool revoked = false;  ///< one of them, just now

    void fill(Fields& fields) const;
};

/// What is wrong with the form of a new token.
struct NewTokenProblems {
    bool no_name = false;
    bool bad_name = false;
    bool name_taken = false;
    bool bad_day = false;
    bool too_late = false;
    bool too_soon = false;
    bool no_scopes = false;
    bool no_such_site = false;
    bool too_many_sites = false;
    bool too_many = false;
    bool changed_meanwhile = false;

    bool any() const;
    void fill(Fields& fields) const;
};

struct LifeOption {
    std::int64_t days = 0;
    std::string text{};  ///< `90 days`
    bool chosen = false;

    void fill(Fields& fields) const;
};

struct SiteChoice {
    std::string name;   ///< of the site
    std::string title;  ///< what people call it
    bool chosen = false;

    void fill(Fields& fields) const;
};

struct NewTokenView {
    static constexpr std::string_view kTemplate = "new_token";

    Frame frame;
    AccountMenu menu{AccountPage::Tokens};
    std::string name{};  ///< as typed
    std::vector<LifeOption> lives{};
    std::string day{};        ///< as typed
    std::string first_day{};  ///< `2027-01-15`
    std::string last_day{};
    std::vector<SiteChoice> sites{};
    Scopes chosen{};             ///< of those that name no site
    bool offers_asking = false;  ///< the user may ask about others
    bool offers_admin = false;   ///< the user is an administrator of something
    std::string most_life{};     ///< `366 days`
    std::string most_tokens{};
    NewTokenProblems problems{};

    void fill(Fields& fields) const;
};

/// The only time that anybody sees the token.
struct TokenMadeView {
    static constexpr std::string_view kTemplate = "token_made";

    Frame frame;
    AccountMenu menu{AccountPage::Tokens};
    std::string name{};
    std::string token{};
    std::string curl{};    ///< a command, for a site that takes it as a password; empty: none does
    std::string git{};     ///< here, too
    std::string bearer{};  ///< for the API, or a site that takes it in no other way; or empty

    void fill(Fields& fields) const;
};

/// Asks before a token is revoked, or a program signed out.
struct EndTokenView {
    static constexpr std::string_view kTemplate = "end_token";

    enum class Kind { Token, Program };

    Frame frame;
    AccountMenu menu{AccountPage::Tokens};
    Kind kind = Kind::Token;
    std::string id{};
    std::string name{};   ///< of a program, as program_name() has it
    DeviceView device{};  ///< of a program
    ScopesView scopes{};

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::token
