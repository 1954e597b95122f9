/// FactorNeededView: the console asks for two factors, and this administrator has one.
#pragma once

#include <string_view>

#include "portal/page/frame.hpp"

namespace postern::portal::admin {

struct FactorNeededView {
    static constexpr std::string_view kTemplate = "admin_factor_needed";

    Frame frame;

    void fill(Fields& fields) const { frame.fill(fields); }
};

}  // namespace postern::portal::admin
