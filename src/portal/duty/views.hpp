/// views: what the pages of the terms and of the fields of the profile show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "portal/page/account_menu.hpp"
#include "portal/page/moment.hpp"
#include "portal/page/profile_fields.hpp"
#include "portal/page/return_to.hpp"

namespace postern::portal::duty {

/// The text of the terms, in paragraphs.
struct TermsText {
    std::string version{};
    std::string language{};  ///< of the text
    std::vector<std::string> paragraphs{};

    void fill(Fields& fields) const;
};

/// Blank lines separate paragraphs; line ends within one are kept by the style sheet.
std::vector<std::string> paragraphs_of(std::string_view text);

struct TermsView {
    static constexpr std::string_view kTemplate = "terms";

    Frame frame;
    TermsText text{};  ///< without a version: there are none

    void fill(Fields& fields) const;
};

struct AcceptTermsView {
    static constexpr std::string_view kTemplate = "accept_terms";

    Frame frame;
    AccountMenu menu;
    TermsText text{};
    ReturnTo return_to{};
    Moment accepted_at{};  ///< of a version that was accepted already
    bool accepted = false;
    bool missing = false;  ///< the box was not ticked, or there is a newer version

    void fill(Fields& fields) const;
};

struct CompleteView {
    static constexpr std::string_view kTemplate = "complete";

    Frame frame;
    AccountMenu menu;
    ProfileFieldsView profile{};
    ReturnTo return_to{};
    bool due = false;  ///< a required field is empty
    bool saved = false;

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::duty
