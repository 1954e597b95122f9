// GET /admin/keys.
#include "portal/admin/system/handlers.hpp"
#include "portal/admin/system/views.hpp"

namespace postern::portal::admin::system {

namespace {

KeyRow row_of(const Context& context, const AdminFrame& frame, const ShownKey& key) {
    const auto& words = context.pages.words();
    const std::string state = "admin.keys.state." + key.state;
    const auto since = parse_rfc3339(key.since);
    return {.kind = key.kind,
            .id = key.id,
            .algorithm = key.algorithm,
            .state = key.state,
            .state_words = words.has_key(state) ? words.text(frame.language, state) : std::string{},
            .is_good = key.state != "revoked" && key.state != "missing" && key.state != "closed",
            .since = since ? moment_on(context, frame, *since) : Moment{}};
}

}  // namespace

http::Response get_keys(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    KeysView view{admin_frame(context, services, request, visitor, AdminPage::Keys)};
    view.frame.command = "postern key list";
    const auto keys =
        services.inspection.keys ? services.inspection.keys() : std::vector<ShownKey>{};
    for (const auto& key : keys) {
        auto& list = key.kind == "key file" ? view.sealing : view.signing;
        list.push_back(row_of(context, view.frame, key));
    }
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::admin::system
