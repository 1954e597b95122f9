#include "support/memory/directory_store.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/model/search_words.hpp"

namespace postern::test {

using store::UserQuery;

namespace {

bool is_found_by(const User& user, const std::string& typed) {
    if (trim(typed).empty() || user.public_id.text() == trim(typed)) return true;
    const auto word = parse_search(typed);
    if (!word) return false;
    const auto words = search_words(
        {.email = user.email.text(),
         .username = user.username ? std::string_view{user.username->text()} : std::string_view{},
         .display_name = user.display_name.text(),
         .given_name = user.given_name,
         .family_name = user.family_name});
    return std::ranges::any_of(words, [&](const std::string& has) {
        return word->whole ? has == word->text : has.starts_with(word->text);
    });
}

}  // namespace

bool MemoryDirectoryStore::fits(const User& user, const UserQuery& query, TimePoint now) const {
    if (query.state && *query.state != store::state_of(user)) return false;
    if (query.second_factor && *query.second_factor != state_.has_factor(user.id)) return false;
    if (!query.group.empty()) {
        const auto group = state_.groups.find(query.group);
        if (group == state_.groups.end()) return false;
        const auto in = state_.memberships.find({user.id, group->second.id});
        if (in == state_.memberships.end()) return false;
        if (in->second.expires_at && *in->second.expires_at <= now) return false;
    }
    return is_found_by(user, query.search);
}

store::ListedUser MemoryDirectoryStore::listed(const User& user, TimePoint now) const {
    store::ListedUser listed{
        .user = user, .state = store::state_of(user), .second_factor = state_.has_factor(user.id)};
    if (const auto last = state_.last_sign_ins.find(user.id); last != state_.last_sign_ins.end())
        listed.last_sign_in_at = last->second;
    for (const auto& [key, membership] : state_.memberships)
        if (key.first == user.id && (!membership.expires_at || *membership.expires_at > now))
            listed.groups.push_back(state_.name_of(key.second));
    std::ranges::sort(listed.groups);
    if (listed.groups.size() > store::ListedUser::kMostGroups)
        listed.groups.resize(store::ListedUser::kMostGroups);
    return listed;
}

std::vector<const User*> MemoryDirectoryStore::all(const UserQuery& query, TimePoint now) const {
    std::vector<const User*> found;
    for (const auto& [id, stored] : state_.users)
        if (fits(stored.user, query, now)) found.push_back(&stored.user);
    if (query.order == UserQuery::Order::Email)
        std::ranges::sort(found, {}, [](const User* user) { return user->email.text(); });
    else
        std::ranges::reverse(found);
    return found;
}

store::UserPart MemoryDirectoryStore::list_users(const UserQuery& query,
                                                 const std::optional<store::UserMark>& after,
                                                 std::size_t limit, TimePoint now) {
    POSTERN_CHECK(limit > 0);
    state_.begin_call();
    const bool by_email = query.order == UserQuery::Order::Email;
    store::UserPart part;
    for (const User* user : all(query, now)) {
        if (after && by_email && user->email.text() <= after->email) continue;
        if (after && !by_email && after->id != UserId{} && user->id >= after->id) continue;
        if (part.found.size() == limit) {
            const User& last = part.found.back().user;
            part.last = {.email = by_email ? last.email.text() : std::string{}, .id = last.id};
            break;
        }
        part.found.push_back(listed(*user, now));
    }
    return part;
}

std::optional<store::ListedUser> MemoryDirectoryStore::find_user(const PublicId& id,
                                                                 TimePoint now) {
    state_.begin_call();
    const User* const user = state_.find_user(id);
    return user ? std::optional{listed(*user, now)} : std::nullopt;
}

std::size_t MemoryDirectoryStore::count_users(const UserQuery& query, std::size_t most,
                                              TimePoint now) {
    state_.begin_call();
    return std::min(most, all(query, now).size());
}

std::map<PublicId, EmailAddress> MemoryDirectoryStore::find_emails(
    const std::vector<PublicId>& ids) {
    state_.begin_call();
    std::map<PublicId, EmailAddress> emails;
    for (const auto& id : ids)
        if (const User* const user = state_.find_user(id)) emails.emplace(id, user->email);
    return emails;
}

std::optional<PublicId> MemoryDirectoryStore::find_public_id(UserId id) {
    state_.begin_call();
    const auto found = state_.users.find(id);
    return found == state_.users.end() ? std::nullopt : std::optional{found->second.user.public_id};
}

store::Listed<SessionWithUser, SessionId> MemoryDirectoryStore::list_sessions(
    const store::SessionQuery& query, SessionId before, std::size_t limit, TimePoint now) {
    POSTERN_CHECK(limit > 0);
    state_.begin_call();
    store::Listed<SessionWithUser, SessionId> list;
    for (auto it = state_.sessions.rbegin(); it != state_.sessions.rend(); ++it) {
        const Session& session = it->second.session;
        const User& user = state_.users.at(session.user_id).user;
        if ((before != SessionId{} && session.id >= before) || !is_live(session, user, now) ||
            (query.user && user.public_id != *query.user) ||
            (!query.address.empty() && session.address != query.address))
            continue;
        if (list.found.size() == limit) {
            list.complete = false;
            break;
        }
        list.found.push_back({session, user});
        list.last = session.id;
    }
    return list;
}

}  // namespace postern::test
