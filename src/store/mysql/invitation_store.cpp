#include "store/mysql/invitation_store.hpp"

#include <algorithm>
#include <limits>

#include "postern/base/check.hpp"
#include "store/mysql/access/access_rows.hpp"
#include "store/mysql/access/grant_statements.hpp"
#include "store/mysql/access/group_statements.hpp"
#include "store/mysql/connection/batches.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/invitation_statements.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/outbox_rows.hpp"
#include "store/mysql/log/revocation_rows.hpp"
#include "store/mysql/user_rows.hpp"

namespace postern::store::mysql {

namespace {

std::string joined_names(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text.append(text.empty() ? "" : " ").append(name);
    return text;
}

/// Nothing when one of them is no name.
std::optional<std::vector<std::string>> split_names(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        names.emplace_back(text.substr(0, end));
        if (!is_group_name(names.back())) return std::nullopt;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return names;
}

Invitation read_invitation(Columns& columns) {
    const std::uint64_t key = columns.number();
    auto id = PublicId::parse(columns.text());
    auto email = EmailAddress::parse(columns.text());
    std::string display_name = columns.text();
    std::string language = columns.text();
    auto groups = split_names(columns.text());
    auto roles = split_names(columns.text());
    std::string invited_by = columns.text();
    const TimePoint created_at = columns.time();
    const TimePoint expires_at = columns.time();
    const auto used_at = read_optional_time(columns);
    const bool is_good =
        is_time(created_at) && is_time(expires_at) && (!used_at || is_time(*used_at));
    if (!id || !email || !groups || !roles || !is_good) throw CorruptRow{"invitation", key};
    return {.id = std::move(*id),
            .email = std::move(*email),
            .display_name = std::move(display_name),
            .language = std::move(language),
            .groups = std::move(*groups),
            .roles = std::move(*roles),
            .invited_by = std::move(invited_by),
            .created_at = created_at,
            .expires_at = expires_at,
            .used_at = used_at,
            .used_by = PublicId::parse(columns.text())};
}

std::optional<Invitation> read_first(sql::ResultSet& rows) {
    if (!rows.next()) return std::nullopt;
    Columns columns{rows};
    return read_invitation(columns);
}

}  // namespace

void MysqlInvitationStore::write(const SideEffects& effects) {
    for (const NewMail& mail : effects.mails) add_mail(connection_, mail);
    add_audit(connection_, effects.audit);
    if (effects.second_audit) add_audit(connection_, *effects.second_audit);
}

bool MysqlInvitationStore::add(const Invitation& invitation, const SideEffects& effects) {
    return connection_.transaction([&](Transaction& transaction) {
        if (connection_.query(kFindOpenInvitation, invitation.email.text(), invitation.created_at)
                ->next()) {
            transaction.rollback();
            return false;
        }
        connection_.update(kAddInvitation, invitation.id.text(), invitation.email.text(),
                           invitation.display_name, invitation.language,
                           joined_names(invitation.groups), joined_names(invitation.roles),
                           invitation.invited_by, invitation.created_at, invitation.expires_at);
        write(effects);
        transaction.commit();
        return true;
    });
}

bool MysqlInvitationStore::renew(const PublicId& id, TimePoint expires_at,
                                 const SideEffects& effects) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto row = connection_.query(kLockInvitation, id.text());
        if (!row->next()) {
            transaction.rollback();
            return false;
        }
        const std::uint64_t key = row->getUInt64(1);
        connection_.update(kRemoveInvitationLinks, key);
        connection_.update(kRenewInvitation, expires_at, key);
        write(effects);
        transaction.commit();
        return true;
    });
}

bool MysqlInvitationStore::remove(const PublicId& id, const AuditEntry& audit) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto row = connection_.query(kLockInvitation, id.text());
        if (!row->next()) {
            transaction.rollback();
            return false;
        }
        connection_.update(kRemoveInvitation, row->getUInt64(1));
        add_audit(connection_, audit);
        transaction.commit();
        return true;
    });
}

std::optional<Invitation> MysqlInvitationStore::find(const PublicId& id) {
    return connection_.repeatable(
        [&] { return read_first(*connection_.query(kFindInvitation, id.text())); });
}

std::optional<Invitation> MysqlInvitationStore::find_by_link(const Digest& token_hash) {
    return connection_.repeatable(
        [&] { return read_first(*connection_.query(kFindInvitationByLink, token_hash)); });
}

InvitationPart MysqlInvitationStore::list(std::uint64_t before, std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    const std::uint64_t below = before == 0 ? std::numeric_limits<std::uint64_t>::max() : before;
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindInvitations, below, limit);
        InvitationPart part;
        std::uint64_t last = 0;
        while (rows->next()) {
            last = rows->getUInt64(1);
            Columns columns{*rows};
            try {
                part.found.push_back(read_invitation(columns));
            } catch (const CorruptRow& corrupt) {
                part.damaged.emplace_back(corrupt.row());
            }
        }
        if (rows->rowsCount() >= limit) part.last = last;
        return part;
    });
}

bool MysqlInvitationStore::add_link(const PublicId& id, const Digest& token_hash, TimePoint now) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto row = connection_.query(kLockOpenInvitation, id.text(), now);
        if (!row->next()) {
            transaction.rollback();
            return false;
        }
        connection_.update(kAddInvitationLink, token_hash, row->getUInt64(1));
        transaction.commit();
        return true;
    });
}

// --- use

std::optional<std::uint64_t> MysqlInvitationStore::lock(const InvitationUse& use) {
    const auto row =
        connection_.query(kLockInvitationOfLink, use.token_hash, use.email.text(), use.now);
    return row->next() ? std::optional{row->getUInt64(1)} : std::nullopt;
}

/// For good: an expiry that a membership had goes.
bool MysqlInvitationStore::give_group(const InvitedGift& gift, const InvitationUse& use,
                                      UserId user) {
    const auto group = lock_group(connection_, gift.name);
    if (!group) return false;
    const auto number = static_cast<std::uint32_t>(*group);
    const bool was_member = connection_.query(kFindMembership, user, number)->next();
    connection_.update(kJoinGroup, user, number, use.now, use.given_by, std::optional<TimePoint>{});
    if (was_member) return true;
    if (!has_too_many_groups(connection_, user) && !has_too_many_roles(connection_, user))
        return true;
    connection_.update(kLeaveGroup, user, number);
    return false;
}

bool MysqlInvitationStore::give_role(const InvitedGift& gift, const InvitationUse& use,
                                     UserId user) {
    const auto role = lock_role(connection_, gift.name);
    if (!role) return false;
    const auto number = static_cast<std::uint32_t>(*role);
    const std::optional<std::uint64_t> none;
    const auto present =
        connection_.query(kFindGrantOf, static_cast<std::uint64_t>(user), none, number, none);
    if (present->next()) {
        connection_.update(kSetGrantExpiry, std::optional<TimePoint>{}, present->getUInt64(1));
        return true;
    }
    connection_.update(kAddGrant, gift.grant.text(), static_cast<std::uint64_t>(user), none, number,
                       none, use.now, use.given_by, std::optional<TimePoint>{});
    const std::uint64_t key = connection_.last_insert_id();
    if (!has_too_many_roles(connection_, user)) return true;
    connection_.update(kRemoveGrant, key);
    return false;
}

bool MysqlInvitationStore::give(const InvitedGift& gift, const InvitationUse& use,
                                const User& user) {
    return gift.kind == InvitedGift::Kind::Group ? give_group(gift, use, user.id)
                                                 : give_role(gift, use, user.id);
}

void MysqlInvitationStore::finish(std::uint64_t invitation, const InvitationUse& use,
                                  const User& user) {
    POSTERN_CHECK(connection_.update(kUseInvitation, use.now, user.public_id.text(), invitation) ==
                  1);
    connection_.update(kRemoveInvitationLinks, invitation);
    for (const InvitedGift& gift : use.gifts) {
        AuditEntry entry = give(gift, use, user) ? gift.given : gift.left_out;
        entry.user = user.public_id;
        add_audit(connection_, entry);
    }
    if (!use.gifts.empty()) revoke_user(connection_, user.id);
    SideEffects effects = use.effects;
    effects.audit.user = user.public_id;
    for (NewMail& mail : effects.mails) mail.user_id = user.id;
    write(effects);
}

Result<User, InvitationUseError> MysqlInvitationStore::use_for_new_user(const InvitationUse& use,
                                                                        const NewUser& user) {
    using Used = Result<User, InvitationUseError>;
    return connection_.transaction([&](Transaction& transaction) -> Used {
        const auto refuse = [&](InvitationUseError why) {
            transaction.rollback();
            return fail(why);
        };
        const auto invitation = lock(use);
        if (!invitation || user.email != use.email) return refuse(InvitationUseError::Gone);
        auto added = add_user_with_password(connection_, user);
        if (!added) return refuse(InvitationUseError::EmailTaken);
        finish(*invitation, use, *added);
        transaction.commit();
        return std::move(*added);
    });
}

Result<void, InvitationUseError> MysqlInvitationStore::use_for_user(const InvitationUse& use,
                                                                    const User& user) {
    using Used = Result<void, InvitationUseError>;
    return connection_.transaction([&](Transaction& transaction) -> Used {
        const auto refuse = [&](InvitationUseError why) {
            transaction.rollback();
            return fail(why);
        };
        const auto invitation = lock(use);
        if (!invitation || user.email != use.email) return refuse(InvitationUseError::Gone);
        if (!lock_user(connection_, user.id)) return refuse(InvitationUseError::NoSuchUser);
        finish(*invitation, use, user);
        transaction.commit();
        return {};
    });
}

std::size_t MysqlInvitationStore::remove_old(TimePoint before, std::size_t limit) {
    return remove_found(
        connection_, [&] { return connection_.query(kFindOldInvitations, before, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveOldInvitations, before, there, before);
        });
}

// --- approval

WaitingUsers MysqlApprovalStore::waiting(bool confirmed_only, std::size_t most) {
    return connection_.repeatable([&] {
        WaitingUsers waiting;
        const auto row = connection_.query(kSumUpWaiting, confirmed_only, most);
        POSTERN_CHECK(row->next());
        Columns columns{*row};
        waiting.count = columns.number();
        waiting.oldest = read_optional_time(columns);
        waiting.newest = read_optional_time(columns);
        const auto told = connection_.query(kFindToldOfWaiting);
        // Without the row nobody would ever be told: the database is damaged.
        if (!told->next()) throw CorruptRow{"approval_notice", 1};
        Columns told_columns{*told};
        waiting.told_at = told_columns.time();
        return waiting;
    });
}

std::vector<User> MysqlApprovalStore::approvers(TimePoint now, std::size_t limit) {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindApprovers, now, now, now, now, now, now, limit);
        return read_readable<User>(*rows, read_user);
    });
}

bool MysqlApprovalStore::tell(TimePoint told_at, TimePoint now, const std::vector<NewMail>& mails) {
    return connection_.transaction([&](Transaction& transaction) {
        if (connection_.update(kSetToldOfWaiting, now, told_at) != 1) {
            transaction.rollback();
            return false;
        }
        for (const NewMail& mail : mails) add_mail(connection_, mail);
        transaction.commit();
        return true;
    });
}

}  // namespace postern::store::mysql
