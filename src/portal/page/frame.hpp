/// frame: what every page has, whatever it shows.
#pragma once

#include <string>

#include "postern/text/fields.hpp"

namespace postern::portal {

using text::Fields;

struct Frame {
    std::string base_path;   ///< in front of every link: "" or "/auth"
    std::string language{};  ///< of the page, one of the catalogue's

    std::string time_zone{};  ///< of the user, like `Europe/Berlin`; empty: the browser's

    void fill(Fields& fields) const {
        fields.set("BASE_PATH", base_path);
        fields.set("TIME_ZONE", time_zone);
    }
};

}  // namespace postern::portal
