#include "api/factor/to_json.hpp"

#include "postern/text/qr_code.hpp"

namespace postern::api::factor {

namespace {

json::Json time_or_null(const std::optional<TimePoint>& time) {
    return time ? json::Json{to_rfc3339(*time)} : json::Json{};
}

json::Json to_json(const std::optional<TotpFactor>& totp) {
    if (!totp) return {};
    return json::Json::Object{{"id", totp->public_id.text()},
                              {"created_at", to_rfc3339(totp->created_at)},
                              {"last_used_at", time_or_null(totp->last_used_at)}};
}

json::Json to_json(const std::optional<RecoverySet>& codes) {
    if (!codes) return {};
    return json::Json::Object{{"left", codes->left},
                              {"total", service::kRecoverySetSize},
                              {"created_at", to_rfc3339(codes->created_at)},
                              {"last_used_at", time_or_null(codes->last_used_at)}};
}

json::Json to_json(const std::vector<Passkey>& passkeys) {
    json::Json::Array list;
    for (const auto& passkey : passkeys) list.push_back(factor::to_json(passkey));
    return list;
}

}  // namespace

json::Json to_json(const service::FactorOverview& overview, const Available& available,
                   std::size_t trusted_devices, const Session& session) {
    return json::Json::Object{{"totp", to_json(overview.totp)},
                              {"passkeys", to_json(overview.passkeys)},
                              {"recovery_codes", to_json(overview.codes)},
                              {"available", available.apps},
                              {"passkeys_available", available.passkeys},
                              {"trusted_devices", static_cast<std::int64_t>(trusted_devices)},
                              {"level", std::int64_t{to_number(session.authentication.level)}}};
}

json::Json to_json(const Passkey& passkey) {
    return json::Json::Object{{"id", passkey.public_id.text()},
                              {"kind", to_text(passkey.kind)},
                              {"name", passkey.name},
                              {"created_at", to_rfc3339(passkey.created_at)},
                              {"last_used_at", time_or_null(passkey.last_used_at)},
                              {"synced", passkey.backup_state},
                              {"can_be_synced", passkey.backup_eligible},
                              {"verifies_user", passkey.verifies_user}};
}

json::Json to_json(const service::TotpSetup& setup) {
    const auto code = text::qr_svg(setup.uri, "QR code for your authenticator app");
    return json::Json::Object{{"secret", setup.key.reveal()},
                              {"uri", setup.uri.reveal()},
                              {"qr_svg", code ? json::Json{code->reveal()} : json::Json{}}};
}

json::Json to_json(const std::vector<Secret>& codes) {
    json::Json::Array texts;
    for (const auto& code : codes) texts.emplace_back(code.reveal());
    return texts;
}

}  // namespace postern::api::factor
