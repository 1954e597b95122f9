#include <string_view>

#include "postern/portal/gallery.hpp"

namespace postern::portal {

namespace {

std::string replaced(std::string text, std::string_view old, std::string_view by) {
    for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + by.size()))
        text.replace(at, old.size(), by);
    return text;
}

/// Conditions that always hold, and never do; they may stand beside others.
constexpr std::string_view kAlways = "(min-width: 0px)";
constexpr std::string_view kNever = "(max-width: 0px)";

}  // namespace

std::string_view to_text(Scheme scheme) noexcept {
    return scheme == Scheme::Light ? "light" : "dark";
}

std::string in_scheme(std::string text, Scheme scheme) {
    const bool is_light = scheme == Scheme::Light;
    for (const std::string space : {" ", ""}) {
        text = replaced(std::move(text), "(prefers-color-scheme:" + space + "dark)",
                        is_light ? kNever : kAlways);
        text = replaced(std::move(text), "(prefers-color-scheme:" + space + "light)",
                        is_light ? kAlways : kNever);
        text = replaced(std::move(text), "color-scheme:" + space + "light dark",
                        std::string{"color-scheme: "}.append(to_text(scheme)));
    }
    for (const std::string name : {"color-scheme", "supported-color-schemes"})
        text =
            replaced(std::move(text), "name=\"" + name + "\" content=\"light dark\"",
                     ("name=\"" + name + "\" content=\"").append(to_text(scheme)).append(1, '"'));
    return text;
}

}  // namespace postern::portal
