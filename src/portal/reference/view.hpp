/// view: the page of the API.
#pragma once

#include <string_view>

#include "portal/page/frame.hpp"
#include "portal/reference/document.hpp"

namespace postern::portal::reference {

/// In English, like the document: the template has words of its own.
struct ReferenceView {
    static constexpr std::string_view kTemplate = "reference";

    Frame frame;
    Document document;

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::reference
