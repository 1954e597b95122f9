#include "portal/factor/passkey_row.hpp"

namespace postern::portal::factor {

namespace {

PasskeyRow::Reach reach_of(const Passkey& passkey) {
    if (!passkey.backup_eligible) return PasskeyRow::Reach::OneDevice;
    return passkey.backup_state ? PasskeyRow::Reach::Synced : PasskeyRow::Reach::CanBeSynced;
}

}  // namespace

PasskeyRow passkey_row(const Context& context, const Frame& frame, const Passkey& passkey) {
    return {
        .id = passkey.public_id.text(),
        .name = passkey.name,
        .kind = passkey.kind,
        .reach = reach_of(passkey),
        .added = moment_on(context, frame, passkey.created_at),
        .used = passkey.last_used_at ? moment_on(context, frame, *passkey.last_used_at) : Moment{}};
}

}  // namespace postern::portal::factor
