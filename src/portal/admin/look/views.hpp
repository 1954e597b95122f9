/// views: what the page of this room shows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/admin_frame.hpp"

namespace postern::portal::admin::look {

struct Choice {
    std::string value;
    std::string name;
    bool chosen = false;

    void fill(Fields& fields) const;
};

struct LookView {
    static constexpr std::string_view kTemplate = "admin_look";

    AdminFrame frame;
    std::vector<Choice> pages{};
    std::vector<Choice> letters{};  ///< `mail.verify_email`; none: there is nothing that draws them
    std::vector<Choice> languages{};
    std::string shown{};     ///< the value of the chosen page or letter; empty: no frame
    std::string language{};  ///< in which it is shown
    bool dark = false;

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::admin::look
