#include "portal/factor/ways.hpp"

#include <cstdlib>

namespace postern::portal::factor {

namespace {

bool is_there(Ask ask, const Ways& ways) {
    switch (ask) {
        case Ask::Password:
            return false;
        case Ask::Totp:
            return ways.app;
        case Ask::RecoveryCode:
            return ways.recovery_code;
        case Ask::Passkey:
            return ways.passkey;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

Ways ways_of(const Factors& factors, bool can_use_passkeys, Level level) {
    if (level == Level::PhishingResistant)
        return {.passkey = can_use_passkeys && factors.verifying > 0};
    return {.app = factors.totp,
            .passkey = can_use_passkeys && factors.keys() > 0,
            .recovery_code = factors.recovery_codes > 0};
}

Ask ask_instead_of(Ask asked, const Ways& ways, bool has_chosen_app) {
    const bool gives_way = asked == Ask::Totp && !has_chosen_app && ways.passkey;
    if (is_there(asked, ways) && !gives_way) return asked;
    for (const auto ask : {Ask::Passkey, Ask::Totp})
        if (is_there(ask, ways)) return ask;
    return Ask::RecoveryCode;
}

std::string page_below(std::string_view page, Ask ask) {
    std::string path{page};
    if (ask == Ask::Passkey) path.append("/passkey");
    if (ask == Ask::RecoveryCode) path.append("/recovery");
    return path;
}

}  // namespace postern::portal::factor
