/// SubjectLookup: finds whom the rules of a file name. Asks for each name once.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "postern/model/rules.hpp"
#include "postern/store/grant_store.hpp"
#include "postern/store/group_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

class SubjectLookup {
public:
    /// Every reference must outlive *this.
    SubjectLookup(store::GroupStore& groups, store::GrantStore& grants, store::UserStore& users)
        : groups_{groups}, grants_{grants}, users_{users} {}

    /// Puts numbers to groups and roles, and public ids in the place of e-mail addresses. Tells of
    /// each that is not there, with the index of its rule, -1 for a group that the site is told of.
    void resolve(SiteRules& rules, const std::function<void(int, std::string)>& problem);

private:
    /// Nothing when there is none.
    std::optional<RuleSubject> find(const RuleSubject& typed);
    std::optional<RuleSubject> look_up(const RuleSubject& typed);

    store::GroupStore& groups_;
    store::GrantStore& grants_;
    store::UserStore& users_;
    std::map<RuleSubject, std::optional<RuleSubject>> found_{};
};

}  // namespace postern::service
