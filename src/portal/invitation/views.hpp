/// views: what the pages of invitations show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "portal/page/frame.hpp"
#include "portal/page/new_password.hpp"
#include "portal/page/profile_fields.hpp"

namespace postern::portal::invitation {

/// A new account for the address of the invitation.
struct InvitationView {
    static constexpr std::string_view kTemplate = "invitation";

    Frame frame;
    std::string form_token{};
    std::string token{};
    std::string email{};
    std::string display_name{};
    NewPasswordView new_password{};
    ProfileFieldsView profile{};
    TermsTickView terms{};
    bool bad_display_name = false;
    bool busy = false;
    bool stale = false;  ///< the form was not taken: its cookie is gone

    void fill(Fields& fields) const;
};

/// The address has an account.
struct InvitationAcceptView {
    static constexpr std::string_view kTemplate = "invitation_accept";

    enum class State {
        SignIn,    ///< nobody is signed in
        Accept,    ///< the right one is
        NotYours,  ///< somebody else is
    };

    Frame frame;
    std::string form_token{};
    std::string token{};
    std::string email{};               ///< of the invitation
    std::string signed_in{};           ///< the address of who is signed in; empty: nobody
    std::vector<std::string> gifts{};  ///< names of groups and roles
    State state = State::SignIn;

    void fill(Fields& fields) const;
};

/// It was accepted with an account that there was.
struct InvitationAcceptedView {
    static constexpr std::string_view kTemplate = "invitation_accepted";

    Frame frame;

    void fill(Fields& fields) const { frame.fill(fields); }
};

/// Used, expired, withdrawn, or never there: the page says the same.
struct InvitationGoneView {
    static constexpr std::string_view kTemplate = "invitation_gone";

    Frame frame;

    void fill(Fields& fields) const { frame.fill(fields); }
};

}  // namespace postern::portal::invitation
