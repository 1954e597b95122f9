#include "postern/portal/gallery.hpp"

#include <algorithm>

#include "portal/sample/sample.hpp"

namespace postern::portal {

namespace {

const std::vector<sample::Sample>& samples() {
    static const auto kSamples = sample::all();
    return kSamples;
}

}  // namespace

std::vector<std::string> sample_names() {
    std::vector<std::string> names;
    for (const auto& one : samples()) names.push_back(one.name);
    return names;
}

std::optional<std::string> draw_sample(const Pages& pages, std::string_view name,
                                       const std::string& language, const std::string& base_path) {
    const auto found = std::ranges::find(samples(), name, &sample::Sample::name);
    if (found == samples().end()) return std::nullopt;
    Frame frame{.base_path = base_path};
    frame.language = pages.words().has(language) ? language : std::string{text::kFallbackLanguage};
    frame.time_zone = "Europe/Berlin";
    for (const auto& code : pages.words().languages())
        frame.languages.push_back({.code = code,
                                   .name = pages.words().text(code, "language.name"),
                                   .url = base_path + "/login?lang=" + code,
                                   .current = code == frame.language});
    return found->draw({pages, std::move(frame)});
}

}  // namespace postern::portal
