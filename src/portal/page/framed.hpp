/// framed: what is shown in the frame of another page instead of a form that asks for a secret.
#pragma once

#include <string_view>

#include "portal/page/return_to.hpp"

namespace postern::portal {

/// In the frame of another page: a link that opens a window.
struct FramedView {
    static constexpr std::string_view kTemplate = "framed";

    Frame frame;
    ReturnTo return_to;

    void fill(Fields& fields) const {
        fields.set("BASE_PATH", frame.base_path);
        return_to.fill_address(fields);
    }
};

/// In a frame no secret is asked for: a page that shows it there could lay something over it.
bool is_framed(const http::Request& request) noexcept;

/// The page has no form, so any site may show it.
http::Response show_framed(const Context& context, const http::Request& request,
                           const ReturnTo& to);

}  // namespace postern::portal
