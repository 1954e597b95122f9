#include "postern/service/access/giving.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace postern::service {

namespace {

constexpr std::size_t kAllGrants = std::numeric_limits<std::int32_t>::max();

bool lasts(const std::optional<TimePoint>& held, const std::optional<TimePoint>& given) noexcept {
    return !held || (given && *given <= *held);
}

/// Permissions and roles by name, as they are at one moment.
class Lookup {
public:
    explicit Lookup(const GrantService& grants) : roles_{grants.roles()} {
        for (auto& permission : grants.permissions()) {
            std::string name = permission.name;
            permissions_.emplace(std::move(name), std::move(permission));
        }
    }

    bool has(const Granted& what) const {
        return what.kind == Granted::Kind::Role ? role(what.name) != nullptr
                                                : permissions_.contains(what.name);
    }

    void add(const Granted& what, const std::optional<TimePoint>& until,
             std::vector<Gift>& gifts) const {
        if (what.kind == Granted::Kind::Permission)
            gifts.push_back({permission(what.name), until});
        else if (const Role* found = role(what.name))
            for (const auto& name : found->permissions) gifts.push_back({permission(name), until});
        else
            gifts.push_back({permission({}), until});
    }

private:
    const Role* role(std::string_view name) const {
        const auto found = std::ranges::find(roles_, name, &Role::name);
        return found == roles_.end() ? nullptr : &*found;
    }

    Permission permission(std::string_view name) const {
        const auto found = permissions_.find(name);
        if (found != permissions_.end()) return found->second;
        return {.name = std::string{name}, .resource = "*", .action = "*"};
    }

    std::vector<Role> roles_;
    std::map<std::string, Permission, std::less<>> permissions_{};
};

}  // namespace

bool has_as_much(const std::vector<store::HeldPermission>& held,
                 const std::vector<Gift>& gifts) noexcept {
    return std::ranges::all_of(gifts, [&held](const Gift& gift) {
        return std::ranges::any_of(held, [&gift](const store::HeldPermission& one) {
            return one.permission.covers(gift.permission.resource, gift.permission.action) &&
                   lasts(one.until, gift.until);
        });
    });
}

bool may_give(const GrantService& grants, UserId giver, const std::vector<Gift>& gifts,
              TimePoint now) {
    return gifts.empty() || has_as_much(grants.held_by(giver, now), gifts);
}

std::optional<std::vector<Gift>> gifts_of(const GrantService& grants,
                                          const std::vector<std::string>& permissions) {
    const Lookup lookup{grants};
    std::vector<Gift> gifts;
    for (const auto& name : permissions) {
        const Granted one{Granted::Kind::Permission, name};
        if (!lookup.has(one)) return std::nullopt;
        lookup.add(one, std::nullopt, gifts);
    }
    return gifts;
}

std::optional<std::vector<Gift>> gifts_of(const GrantService& grants, const Granted& what,
                                          const std::optional<TimePoint>& until) {
    const Lookup lookup{grants};
    if (!lookup.has(what)) return std::nullopt;
    std::vector<Gift> gifts;
    lookup.add(what, until, gifts);
    return gifts;
}

std::vector<Gift> gifts_of_group(const GrantService& grants, std::string_view group,
                                 const std::optional<TimePoint>& until, TimePoint now) {
    const GrantHolder holder{.kind = GrantHolder::Kind::Group, .name = std::string{group}};
    const auto granted = grants.grants(holder, kAllGrants);
    std::vector<Gift> gifts;
    if (granted.empty()) return gifts;
    const Lookup lookup{grants};
    for (const auto& grant : granted)
        if (!grant.expires_at || *grant.expires_at > now)
            lookup.add(grant.what, earlier(until, grant.expires_at), gifts);
    return gifts;
}

}  // namespace postern::service
