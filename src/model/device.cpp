#include "postern/model/device.hpp"

#include <array>
#include <span>

namespace postern {

namespace {

struct Mark {
    std::string_view text;  ///< occurs in the User-Agent
    std::string_view name;  ///< what people call it
};

// The first mark that occurs wins. Browsers claim to be those that came before them (Edge says
// Chrome says Safari), so the later ones stand first.
constexpr std::array<Mark, 20> kBrowsers{{
    {"Edg/", "Edge"},
    {"EdgA/", "Edge"},
    {"EdgiOS/", "Edge"},
    {"OPR/", "Opera"},
    {"Vivaldi/", "Vivaldi"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"YaBrowser/", "Yandex Browser"},
    {"FxiOS/", "Firefox"},
    {"Firefox/", "Firefox"},
    {"HeadlessChrome/", "Chrome"},
    {"CriOS/", "Chrome"},
    {"Chrome/", "Chrome"},
    {"Version/", "Safari"},
    {"curl/", "curl"},
    {"Wget/", "Wget"},
    {"python-requests/", "Python"},
    {"Python-urllib/", "Python"},
    {"Go-http-client/", "Go"},
    {"okhttp/", "OkHttp"},
    {"PostmanRuntime/", "Postman"},
}};

// iPhones say "like Mac OS X", Android says Linux, Chromebooks say CrOS beside X11.
constexpr std::array<Mark, 9> kSystems{{
    {"iPhone", "iPhone"},
    {"iPad", "iPad"},
    {"Android", "Android"},
    {"CrOS", "ChromeOS"},
    {"Windows", "Windows"},
    {"Macintosh", "Mac"},
    {"FreeBSD", "FreeBSD"},
    {"OpenBSD", "OpenBSD"},
    {"Linux", "Linux"},
}};

std::string_view first_of(std::span<const Mark> marks, std::string_view text) noexcept {
    for (const auto& mark : marks)
        if (text.find(mark.text) != std::string_view::npos) return mark.name;
    return {};
}

}  // namespace

Device describe_device(std::string_view user_agent) noexcept {
    return {first_of(kBrowsers, user_agent), first_of(kSystems, user_agent)};
}

}  // namespace postern
