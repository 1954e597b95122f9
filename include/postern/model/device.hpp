/// device: a readable name for the device that a user signed in with, from its User-Agent.
#pragma once

#include <string_view>

namespace postern {

/// Names that people know; each is empty when it cannot be told. They point to constants: nothing
/// of what was sent is repeated.
struct Device {
    std::string_view browser;  ///< `Firefox`, `curl`
    std::string_view system;   ///< `Linux`, `iPhone`
};

/// A guess for display only; decides nothing.
Device describe_device(std::string_view user_agent) noexcept;

}  // namespace postern
