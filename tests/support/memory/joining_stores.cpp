#include "support/memory/joining_stores.hpp"

#include <algorithm>

#include "postern/base/check.hpp"

namespace postern::test {

using store::InvitationUseError;
using store::InvitedGift;

// --- invitations

void MemoryInvitationStore::write(const store::SideEffects& effects) {
    for (const NewMail& mail : effects.mails) state_.add_mail(mail);
    state_.add_audit(effects.audit);
    if (effects.second_audit) state_.add_audit(*effects.second_audit);
}

MemoryInvitationStore::Stored* MemoryInvitationStore::find_unused(const PublicId& id) {
    for (Stored& stored : state_.invitations)
        if (stored.invitation.id == id && !stored.invitation.used_at) return &stored;
    return nullptr;
}

MemoryInvitationStore::Stored* MemoryInvitationStore::find_open(const store::InvitationUse& use) {
    for (Stored& stored : state_.invitations)
        if (std::ranges::count(stored.links, use.token_hash) > 0 &&
            stored.invitation.email == use.email && stored.invitation.is_open(use.now))
            return &stored;
    return nullptr;
}

bool MemoryInvitationStore::add(const Invitation& invitation, const store::SideEffects& effects) {
    state_.begin_call();
    for (const Stored& stored : state_.invitations)
        if (stored.invitation.email == invitation.email &&
            stored.invitation.is_open(invitation.created_at))
            return false;
    state_.invitations.push_back({invitation});
    write(effects);
    return true;
}

bool MemoryInvitationStore::renew(const PublicId& id, TimePoint expires_at,
                                  const store::SideEffects& effects) {
    state_.begin_call();
    Stored* const stored = find_unused(id);
    if (!stored) return false;
    stored->links.clear();
    stored->invitation.expires_at = expires_at;
    write(effects);
    return true;
}

bool MemoryInvitationStore::remove(const PublicId& id, const AuditEntry& audit) {
    state_.begin_call();
    if (!find_unused(id)) return false;
    std::erase_if(state_.invitations,
                  [&](const Stored& stored) { return stored.invitation.id == id; });
    state_.add_audit(audit);
    return true;
}

std::optional<Invitation> MemoryInvitationStore::find(const PublicId& id) {
    state_.begin_call();
    for (const Stored& stored : state_.invitations)
        if (stored.invitation.id == id) return stored.invitation;
    return std::nullopt;
}

std::optional<Invitation> MemoryInvitationStore::find_by_link(const Digest& token_hash) {
    state_.begin_call();
    for (const Stored& stored : state_.invitations)
        if (std::ranges::count(stored.links, token_hash) > 0) return stored.invitation;
    return std::nullopt;
}

store::InvitationPart MemoryInvitationStore::list(std::uint64_t before, std::size_t limit) {
    state_.begin_call();
    POSTERN_CHECK(limit > 0);
    store::InvitationPart part;
    const std::size_t end = before == 0
                                ? state_.invitations.size()
                                : std::min<std::size_t>(before - 1, state_.invitations.size());
    std::size_t key = end;
    for (; key > 0 && part.found.size() < limit; --key)
        part.found.push_back(state_.invitations[key - 1].invitation);
    if (part.found.size() == limit) part.last = key + 1;
    return part;
}

bool MemoryInvitationStore::add_link(const PublicId& id, const Digest& token_hash, TimePoint now) {
    state_.begin_call();
    Stored* const stored = find_unused(id);
    if (!stored || !stored->invitation.is_open(now)) return false;
    stored->links.push_back(token_hash);
    return true;
}

bool MemoryInvitationStore::give(const InvitedGift& gift, const store::InvitationUse& use,
                                 const User& user) {
    if (gift.kind == InvitedGift::Kind::Group) {
        const auto group = state_.groups.find(gift.name);
        if (group == state_.groups.end()) return false;
        auto& membership = state_.memberships[{user.id, group->second.id}];
        if (membership.granted_by.empty()) membership = {use.now, use.given_by};
        membership.expires_at.reset();
        return true;
    }
    if (!state_.roles.contains(gift.name)) return false;
    const GrantHolder holder{.kind = GrantHolder::Kind::User, .name = user.public_id.text()};
    const Granted what{Granted::Kind::Role, gift.name};
    for (Grant& grant : state_.grants)
        if (grant.holder.kind == holder.kind && grant.holder.name == holder.name &&
            grant.what == what) {
            grant.expires_at.reset();
            return true;
        }
    state_.grants.push_back({.id = gift.grant,
                             .holder = holder,
                             .what = what,
                             .granted_at = use.now,
                             .granted_by = use.given_by,
                             .expires_at = std::nullopt});
    return true;
}

void MemoryInvitationStore::finish(Stored& stored, const store::InvitationUse& use,
                                   const User& user) {
    stored.invitation.used_at = use.now;
    stored.invitation.used_by = user.public_id;
    stored.links.clear();
    for (const InvitedGift& gift : use.gifts) {
        AuditEntry entry = give(gift, use, user) ? gift.given : gift.left_out;
        entry.user = user.public_id;
        state_.add_audit(entry);
    }
    if (!use.gifts.empty()) state_.revoke(std::nullopt, user.id);
    store::SideEffects effects = use.effects;
    effects.audit.user = user.public_id;
    for (NewMail& mail : effects.mails) mail.user_id = user.id;
    write(effects);
}

Result<User, InvitationUseError> MemoryInvitationStore::use_for_new_user(
    const store::InvitationUse& use, const NewUser& user) {
    state_.begin_call();
    Stored* const stored = find_open(use);
    if (!stored || user.email != use.email) return fail(InvitationUseError::Gone);
    const auto added = state_.add_user(user);
    if (!added) return fail(InvitationUseError::EmailTaken);
    finish(*stored, use, *added);
    return *added;
}

Result<void, InvitationUseError> MemoryInvitationStore::use_for_user(
    const store::InvitationUse& use, const User& user) {
    state_.begin_call();
    Stored* const stored = find_open(use);
    if (!stored || user.email != use.email) return fail(InvitationUseError::Gone);
    if (!state_.users.contains(user.id)) return fail(InvitationUseError::NoSuchUser);
    finish(*stored, use, user);
    return {};
}

std::size_t MemoryInvitationStore::remove_old(TimePoint before, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.invitations, [&](const Stored& stored) {
        if (stored.invitation.expires_at >= before || removed == limit) return false;
        ++removed;
        return true;
    });
    return removed;
}

// --- approval

store::WaitingUsers MemoryApprovalStore::waiting(bool confirmed_only, std::size_t most) {
    state_.begin_call();
    store::WaitingUsers waiting{.told_at = state_.told_of_waiting};
    for (const auto& [id, stored] : state_.users) {
        const User& user = stored.user;
        if (!user.waiting_since || (confirmed_only && !user.email_verified_at)) continue;
        if (waiting.count == most) break;
        ++waiting.count;
        const TimePoint since = *user.waiting_since;
        waiting.oldest = std::min(waiting.oldest.value_or(since), since);
        const TimePoint new_at = std::max(since, user.email_verified_at.value_or(since));
        waiting.newest = std::max(waiting.newest.value_or(new_at), new_at);
    }
    return waiting;
}

std::vector<User> MemoryApprovalStore::approvers(TimePoint now, std::size_t limit) {
    state_.begin_call();
    const auto covers = [&](const std::string& name) {
        const auto found = state_.permissions.find(name);
        return found != state_.permissions.end() && found->second.covers("admin/users", "write");
    };
    std::vector<User> found;
    for (const auto& [id, stored] : state_.users) {
        const User& user = stored.user;
        if (user.disabled || user.delete_at || user.waiting_since || !user.email_verified_at)
            continue;
        const bool may = std::ranges::any_of(state_.grants_of(id), [&](const auto& held) {
            if (held.until && *held.until <= now) return false;
            const Granted& what = held.grant->what;
            if (what.kind == Granted::Kind::Permission) return covers(what.name);
            const auto role = state_.roles.find(what.name);
            return role != state_.roles.end() &&
                   std::ranges::any_of(role->second.permissions, covers);
        });
        if (may && found.size() < limit) found.push_back(user);
    }
    return found;
}

bool MemoryApprovalStore::tell(TimePoint told_at, TimePoint now,
                               const std::vector<NewMail>& mails) {
    state_.begin_call();
    if (state_.told_of_waiting != told_at) return false;
    state_.told_of_waiting = now;
    for (const NewMail& mail : mails) state_.add_mail(mail);
    return true;
}

// --- terms

namespace {

TermsVersion with_languages(const NewTerms& terms) {
    TermsVersion version = terms.terms;
    version.languages.clear();
    for (const auto& [language, text] : terms.texts) version.languages.push_back(language);
    return version;
}

}  // namespace

bool MemoryTermsStore::add(const NewTerms& terms, const AuditEntry& audit) {
    state_.begin_call();
    if (state_.find_terms(terms.terms.version)) return false;
    state_.terms.push_back(terms);
    state_.add_audit(audit);
    return true;
}

std::vector<TermsVersion> MemoryTermsStore::list() {
    state_.begin_call();
    std::vector<TermsVersion> all;
    for (const NewTerms& terms : state_.terms) all.push_back(with_languages(terms));
    std::ranges::reverse(all);
    return all;
}

std::optional<TermsVersion> MemoryTermsStore::find_current() {
    state_.begin_call();
    if (state_.terms.empty()) return std::nullopt;
    return with_languages(state_.terms.back());
}

std::optional<std::string> MemoryTermsStore::find_text(std::string_view version,
                                                       std::string_view language) {
    state_.begin_call();
    const NewTerms* const terms = state_.find_terms(version);
    if (!terms) return std::nullopt;
    const auto found = terms->texts.find(std::string{language});
    return found == terms->texts.end() ? std::nullopt : std::optional{found->second};
}

std::optional<TermsState> MemoryTermsStore::find_state(UserId user) {
    state_.begin_call();
    if (state_.terms.empty()) return std::nullopt;
    TermsState state{.current = state_.terms.back().terms};
    state.current.languages.clear();
    const auto accepted = state_.accepted_terms.find({user, state.current.version});
    if (accepted != state_.accepted_terms.end()) state.accepted_at = accepted->second;
    return state;
}

ProfileValues MemoryTermsStore::find_profile(UserId user) {
    state_.begin_call();
    const auto found = state_.profiles.find(user);
    return found == state_.profiles.end() ? ProfileValues{} : found->second;
}

}  // namespace postern::test
