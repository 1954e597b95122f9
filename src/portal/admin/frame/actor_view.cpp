#include "portal/admin/frame/actor_view.hpp"

#include "postern/base/bytes.hpp"
#include "postern/model/ids.hpp"
#include "postern/service/account/user_service.hpp"

namespace postern::portal::admin {

void ActorView::fill(Fields& fields) const {
    fields.show("ACTOR_IS_USER", !email.empty());
    fields.show("ACTOR_IS_SYSTEM", email.empty() && !system.empty());
    fields.show("ACTOR_IS_OTHER", email.empty() && system.empty());
    fields.set("ACTOR_EMAIL", email);
    fields.set("ACTOR_SYSTEM", system);
    fields.set("ACTOR_OTHER", other);
}

std::string ActorView::text() const {
    if (!email.empty()) return email;
    return system.empty() ? other : "uid " + system;
}

const ActorView& Actors::of(const std::string& name) {
    const auto [known, is_new] = known_.try_emplace(name);
    if (!is_new) return known->second;
    ActorView& view = known->second;
    view.other = name;
    constexpr std::string_view kPrefix = "admin:";
    if (!name.starts_with(kPrefix)) return view;
    const std::string who = name.substr(kPrefix.size());
    if (to_number(who)) {
        view.system = who;
    } else if (const auto id = PublicId::parse(who)) {
        if (const auto user = users_.find(id->text())) view.email = user->email.text();
    }
    return view;
}

}  // namespace postern::portal::admin
