/// views: what the pages show to visitors who are not let in.
#pragma once

#include <string>
#include <string_view>

#include "portal/page/frame.hpp"

namespace postern::portal::access {

/// A page at the address of a site: it loads nothing, and its links are whole addresses.
struct DeniedView {
    static constexpr std::string_view kTemplate = "denied";

    enum class Why {
        Rule,        ///< named by `rule`, if it has a name
        Default,     ///< no rule lets them in
        OddPath,     ///< the path can be read in more than one way
        NoUsername,  ///< the site knows people by it
        Unknown,
    };

    Frame frame;
    bool signed_in = false;  ///< without it, the page tells nothing about the site
    std::string display_name{};
    std::string email{};
    std::string site{};  ///< its title
    std::string path{};
    Why why = Why::Unknown;
    std::string rule{};
    std::string ask_link{};      ///< empty: there is nobody to ask
    std::string profile_link{};  ///< where a username is chosen; empty: only administrators give it
    std::string sign_in_link{};
    std::string request_id{};

    void fill(Fields& fields) const;
};

/// Asks the contact of a site for access.
struct AskAccessView {
    static constexpr std::string_view kTemplate = "ask_access";

    Frame frame;
    std::string form_token{};
    std::string display_name{};
    std::string email{};
    std::string site_name{};
    std::string site{};  ///< its title
    std::string path{};
    std::string message{};  ///< as typed
    bool has_contact = true;
    bool bad_message = false;
    bool asked_already = false;

    void fill(Fields& fields) const;
};

/// The contact gets an e-mail.
struct AccessAskedView {
    static constexpr std::string_view kTemplate = "access_asked";

    Frame frame;
    std::string site{};  ///< its title

    void fill(Fields& fields) const {
        frame.fill(fields);
        fields.set("SITE", site);
    }
};

}  // namespace postern::portal::access
