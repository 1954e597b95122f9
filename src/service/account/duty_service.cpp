#include "postern/service/account/duty_service.hpp"

#include <algorithm>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "service/account/account_changes.hpp"

namespace postern::service {

namespace {

bool is_good_text(const std::string& text) {
    const bool says_something = text.find_first_not_of(" \t\r\n") != std::string::npos;
    return says_something && text.size() <= kMaxTermsText && is_utf8(text);
}

const std::string* one_of(const std::vector<std::string>& languages, std::string_view wanted) {
    const auto found = std::ranges::find(languages, wanted);
    return found == languages.end() ? nullptr : &*found;
}

}  // namespace

DutyService::DutyService(store::TermsStore& terms, store::AccountStore& accounts, Revoker& revoker,
                         std::vector<ProfileField> fields, std::string language)
    : terms_{terms},
      accounts_{accounts},
      revoker_{revoker},
      fields_{std::move(fields)},
      language_{std::move(language)},
      has_required_{std::ranges::any_of(fields_, &ProfileField::required)} {}

// --- terms

std::optional<TermsVersion> DutyService::current_terms() const { return terms_.find_current(); }

std::optional<ShownTerms> DutyService::show_terms(std::string_view version,
                                                  std::string_view language) const {
    std::optional<TermsVersion> terms;
    if (version.empty()) {
        terms = terms_.find_current();
    } else {
        for (auto& one : terms_.list())
            if (one.version == version) terms = std::move(one);
    }
    if (!terms || terms->languages.empty()) return std::nullopt;
    const std::string* shown = one_of(terms->languages, language);
    if (!shown) shown = one_of(terms->languages, language_);
    if (!shown) shown = &terms->languages.front();
    auto text = terms_.find_text(terms->version, *shown);
    if (!text) return std::nullopt;
    std::string in = *shown;
    return ShownTerms{std::move(*terms), std::move(in), std::move(*text)};
}

std::optional<TermsState> DutyService::terms_state(UserId user) const {
    return terms_.find_state(user);
}

Result<void, AcceptTermsError> DutyService::accept(const User& user, std::string_view version,
                                                   const Client& client, TimePoint now) const {
    const auto state = terms_.find_state(user.id);
    if (!state) return fail(AcceptTermsError::NoTerms);
    if (version != state->current.version) return fail(AcceptTermsError::NotCurrent);
    if (state->accepted_at) return {};
    // Versions are never removed.
    if (!accounts_.apply(terms_accepted(user, version, by_user(client, now))))
        return fail(AcceptTermsError::UserGone);
    return {};
}

Result<TermsVersion, TermsError> DutyService::add_terms(std::string_view version,
                                                        const Texts& texts,
                                                        std::optional<TimePoint> must_accept_by,
                                                        const Actor& actor, TimePoint now) const {
    if (!is_terms_version(version)) return fail(TermsError::BadVersion);
    if (must_accept_by && *must_accept_by <= now) return fail(TermsError::BadDate);
    if (texts.empty()) return fail(TermsError::NoText);
    TermsVersion terms{.version = std::string{version},
                       .added_at = now,
                       .added_by = actor.name,
                       .must_accept_by = must_accept_by};
    for (const auto& [language, text] : texts) {
        if (!is_good_text(text)) return fail(TermsError::BadText);
        terms.languages.push_back(language);
    }
    if (!terms_.add({terms, texts},
                    change_entry(AuditEvent::TermsAdded, std::nullopt, version, actor, now)))
        return fail(TermsError::VersionTaken);
    return terms;
}

std::vector<TermsVersion> DutyService::list_terms() const { return terms_.list(); }

// --- fields

ReadProfile DutyService::read(const ProfileValues& typed) const {
    ReadProfile read;
    for (const ProfileField& field : fields_) {
        const auto found = typed.find(field.name);
        auto value = found == typed.end() ? std::optional{std::string{}}
                                          : parse_profile_value(field, found->second);
        if (!value)
            read.mistaken.push_back(field.name);
        else if (value->empty() && field.required)
            read.missing.push_back(field.name);
        read.values.insert_or_assign(field.name, std::move(value).value_or(""));
    }
    return read;
}

ProfileValues DutyService::profile(UserId user) const {
    return fields_.empty() ? ProfileValues{} : terms_.find_profile(user);
}

Result<void, ReadProfile> DutyService::set_profile(const User& user, const ProfileValues& typed,
                                                   const Client& client, TimePoint now) const {
    auto good = read(typed);
    if (!good.is_good()) return fail(std::move(good));
    // Gone meanwhile: there is nothing left to write to, and the next page says so.
    (void)accounts_.apply(profile_fields_changed(user, good.values, by_user(client, now)));
    // The sessions stay, but what is remembered of them tells sites the old values.
    revoker_.sessions_of_user_ended(user.id);
    return {};
}

std::optional<Duty> DutyService::due(const User& user, TimePoint now) const {
    const auto state = terms_.find_state(user.id);
    if (state && state->is_due(now)) return Duty::Terms;
    if (has_required_ && !missing_fields(fields_, terms_.find_profile(user.id)).empty())
        return Duty::Profile;
    return std::nullopt;
}

}  // namespace postern::service
