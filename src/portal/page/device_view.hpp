/// device_view: what pages call the device, or the program, that signed in.
#pragma once

#include <string>

#include "postern/model/device.hpp"
#include "postern/model/token.hpp"
#include "postern/text/fields.hpp"

namespace postern::portal {

using text::Fields;

/// Which device it was, in words, and its network address.
struct DeviceView {
    Device device{};
    std::string address{};

    void fill(Fields& fields) const;
};

/// What its user calls the program that has these tokens, or what it calls itself where that is no
/// browser or tool that people know; else empty: the device says more.
std::string program_name(const TokenFamily& family);

}  // namespace postern::portal
