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

}  // namespace

json::Json to_json(const service::FactorOverview& overview, bool available,
                   const Session& session) {
    return json::Json::Object{{"totp", to_json(overview.totp)},
                              {"recovery_codes", to_json(overview.codes)},
                              {"available", available},
                              {"level", std::int64_t{to_number(session.authentication.level)}}};
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
