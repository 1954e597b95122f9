#include "portal/access/views.hpp"

#include <algorithm>
#include <vector>

namespace postern::portal::access {

namespace {

/// Each without its end: escaping makes spaces of line breaks.
std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.emplace_back(line);
    }
    return lines;
}

}  // namespace

void DeniedView::fill(Fields& fields) const {
    const bool by_rule = signed_in && why == Why::Rule;
    fields.show("SIGNED_IN", signed_in);
    fields.show("SIGNED_OUT", !signed_in);
    fields.set("DISPLAY_NAME", display_name);
    fields.set("EMAIL", email);
    fields.set("SITE", site);
    fields.show("HAS_PATH", !path.empty());
    fields.set("PATH", path);
    fields.show("BY_RULE", by_rule);
    fields.show("HAS_RULE", !rule.empty());
    fields.set("RULE", rule);
    fields.show("BY_DEFAULT", signed_in && why == Why::Default);
    const bool by_name = signed_in && why == Why::NoUsername;
    fields.show("ODD_PATH", why == Why::OddPath);
    fields.show("NO_USERNAME", by_name);
    fields.show("CAN_CHOOSE", !profile_link.empty());
    fields.show("CAN_NOT_CHOOSE", profile_link.empty());
    fields.set("PROFILE_LINK", profile_link);
    fields.show("UNKNOWN",
                !by_rule && !by_name && why != Why::OddPath && !(signed_in && why == Why::Default));
    fields.show("CAN_ASK", !ask_link.empty());
    fields.show("CAN_NOT_ASK", ask_link.empty() && why != Why::OddPath && !by_name);
    fields.set("ASK_LINK", ask_link);
    fields.set("SIGN_IN_LINK", sign_in_link);
    fields.set("REQUEST_ID", request_id);
}

void AskAccessView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("DISPLAY_NAME", display_name);
    fields.set("EMAIL", email);
    fields.set("SITE_NAME", site_name);
    fields.set("SITE", site);
    fields.show("HAS_PATH", !path.empty());
    fields.set("PATH", path);
    fields.repeat("MESSAGE", lines_of(message),
                  [](Fields& row, const std::string& line) { row.set("LINE", line); });
    fields.show("HAS_FORM", has_contact && !asked_already);
    fields.show("NO_CONTACT", !has_contact);
    fields.show("BAD_MESSAGE", bad_message);
    fields.show("ASKED_ALREADY", asked_already);
    fields.show("HAS_PROBLEM", bad_message || asked_already);
}

}  // namespace postern::portal::access
