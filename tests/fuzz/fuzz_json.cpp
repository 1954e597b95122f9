// JSON: what is read can be written and read again as the same value, and the limits hold.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/json/json.hpp"

namespace {

using postern::json::Json;
using postern::json::JsonLimits;

struct Measure {
    std::size_t depth = 0;
    std::size_t values = 0;
};

void check_text(const std::string& text) {
    POSTERN_CHECK(postern::is_utf8(text) && text.find('\0') == std::string::npos);
}

// Counts what the limits are about, and checks every text on the way.
void measure(const Json& json, std::size_t depth, Measure& sum) {
    ++sum.values;
    if (const auto* text = json.string()) check_text(*text);
    if (const auto* items = json.array()) {
        sum.depth = std::max(sum.depth, depth + 1);
        for (const auto& item : *items) measure(item, depth + 1, sum);
    }
    if (const auto* members = json.object()) {
        sum.depth = std::max(sum.depth, depth + 1);
        for (const auto& [name, value] : *members) {
            check_text(name);
            POSTERN_CHECK(json.find(name) == &value);  // so no name occurs twice
            measure(value, depth + 1, sum);
        }
    }
}

void check_round_trip(const Json& json) {
    // Escapes and indentation make the text longer than what was read.
    const JsonLimits wide{.max_bytes = 1 << 24, .max_depth = 16, .max_values = 4096};
    const auto text = json.dump();
    POSTERN_CHECK(text.find_first_of("<>&") == std::string::npos);
    const auto again = Json::parse(text, wide);
    POSTERN_CHECK(again && again->dump() == text);
    const auto pretty = Json::parse(json.dump_pretty(), wide);
    POSTERN_CHECK(pretty && pretty->dump() == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto json = Json::parse(text);
    if (!json) {
        POSTERN_CHECK(json.error().offset <= size && !json.error().message.empty());
        return 0;
    }
    const JsonLimits limits;
    Measure sum;
    measure(*json, 0, sum);
    POSTERN_CHECK(size <= limits.max_bytes);
    POSTERN_CHECK(sum.depth <= limits.max_depth && sum.values <= limits.max_values);
    check_round_trip(*json);
    return 0;
}
