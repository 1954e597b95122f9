#include "portal/admin/system/chart.hpp"

#include <algorithm>
#include <cmath>

namespace postern::portal::admin::system {

std::uint32_t length_of(std::uint64_t value, std::uint64_t most, std::uint32_t full) noexcept {
    if (value == 0 || most == 0 || full == 0) return 0;
    const double part = static_cast<double>(std::min(value, most)) / static_cast<double>(most);
    return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(std::lround(part * full)));
}

std::vector<Column> columns_of(const std::vector<Stack>& stacks, std::uint32_t width,
                               std::uint32_t height) {
    constexpr std::uint32_t kGap = 5;  // one part in five
    std::uint64_t most = 0;
    for (const auto& stack : stacks) most = std::max(most, stack.lower + stack.upper);
    std::vector<Column> columns;
    if (stacks.empty()) return columns;
    const auto step = width / static_cast<std::uint32_t>(stacks.size());
    std::uint32_t x = 0;
    for (const auto& [lower, upper] : stacks) {
        const auto bar_width = step - step / kGap;
        // What a small part gains by being drawn is taken from the other, never from the picture.
        const auto least = std::min<std::uint32_t>(lower > 0 ? 1 : 0, height);
        const auto upper_height = std::min(length_of(upper, most, height), height - least);
        const auto lower_height = std::min(length_of(lower, most, height), height - upper_height);
        columns.push_back(
            {.lower = {x, height - lower_height, bar_width, lower_height},
             .upper = {x, height - lower_height - upper_height, bar_width, upper_height}});
        x += step;
    }
    return columns;
}

}  // namespace postern::portal::admin::system
