#include "portal/page/device_view.hpp"

namespace postern::portal {

void DeviceView::fill(Fields& fields) const {
    const bool browser = !device.browser.empty();
    const bool system = !device.system.empty();
    fields.set("BROWSER", device.browser);
    fields.set("SYSTEM", device.system);
    fields.show("BROWSER_AND_SYSTEM", browser && system);
    fields.show("BROWSER_ONLY", browser && !system);
    fields.show("SYSTEM_ONLY", !browser && system);
    fields.show("UNKNOWN_DEVICE", !browser && !system);
    fields.set("ADDRESS", address);
}

std::string program_name(const TokenFamily& family) {
    if (family.name != family.user_agent) return family.name;
    const auto device = describe_device(family.user_agent);
    return device.browser.empty() && device.system.empty() ? family.name : std::string{};
}

}  // namespace postern::portal
