#include "portal/admin/sites/views.hpp"

namespace postern::portal::admin::sites {

namespace {

constexpr auto kFillRow = [](Fields& inner, const auto& row) { row.fill(inner); };

}  // namespace

void SiteRow::fill(Fields& fields) const {
    fields.set("SITE_NAME", name);
    fields.show("HAS_TITLE", !title.empty());
    fields.set("SITE_TITLE", title);
    fields.show("HAS_DESCRIPTION", !description.empty());
    fields.set("SITE_DESCRIPTION", description);
    fields.set("SITE_ORIGIN", origin);
    fields.show("IS_PUBLIC", is_public);
    fields.show("HAS_DRAFT", has_draft);
    fields.show("LEADS_TO_RULES", only_rules);
}

void SitesView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("MAY_ADD", may_add);
    fields.show("HAS_SITES", !sites.empty());
    fields.show("NO_SITES", sites.empty());
    fields.repeat("SITES", sites, kFillRow);
}

bool SiteProblems::any() const {
    return bad_name || name_taken || bad_origin || origin_refused || bad_title || bad_description ||
           bad_contact || bad_max_age || no_credentials || not_sure || changed_meanwhile;
}

void SiteProblems::fill(Fields& fields) const {
    fields.show("HAS_PROBLEM", any());
    fields.show("NAME_INVALID", bad_name || name_taken);
    fields.show("BAD_NAME", bad_name);
    fields.show("NAME_TAKEN", name_taken);
    fields.show("ORIGIN_INVALID", bad_origin || origin_refused);
    fields.show("BAD_ORIGIN", bad_origin);
    fields.show("ORIGIN_REFUSED", origin_refused);
    fields.show("BAD_TITLE", bad_title);
    fields.show("BAD_DESCRIPTION", bad_description);
    fields.show("BAD_CONTACT", bad_contact);
    fields.show("BAD_MAX_AGE", bad_max_age);
    fields.show("NO_CREDENTIALS", no_credentials);
    fields.show("NOT_SURE", not_sure);
    fields.show("CHANGED_MEANWHILE", changed_meanwhile);
}

void SiteFormView::fill(Fields& fields) const {
    frame.fill(fields);
    problems.fill(fields);
    fields.show("IS_NEW", is_new);
    fields.show("IS_OLD", !is_new);
    fields.show("ORIGIN_FIXED", origin_fixed);
    fields.set("SITE_NAME", form.name);
    fields.set("SITE_SEEN", form.version);
    fields.set("SITE_ORIGIN", form.origin);
    fields.set("SITE_TITLE", form.title);
    fields.set("SITE_DESCRIPTION", form.description);
    fields.set("SITE_CONTACT", form.contact);
    fields.set("MAX_AGE", form.max_age);
    fields.show("POLICY_PUBLIC", form.policy == "public");
    fields.show("LEVEL_TWO", form.level == "2");
    fields.show("LEVEL_THREE", form.level == "3");
    fields.show("TAKES_COOKIE", form.cookie);
    fields.show("TAKES_TOKEN", form.token);
    fields.show("TAKES_BASIC", form.basic_header);
    fields.show("BASIC_OFF", form.basic == "off");
    fields.show("BASIC_PASSWORD", form.basic == "password");
    fields.show("AUDIENCE_SITE", form.audience == "site");
    fields.show("HAS_ASSERTION", form.assertion);
    fields.show("IDENTITY_USERNAME", form.identity == "username");
    fields.show("IDENTITY_ID", form.identity == "id");
    fields.show("REGISTRATION_OFF", form.registration == "off");
}

void SiteView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("MAY_WRITE", frame.may_write);
    fields.set("SITE_NAME", name);
    fields.show("HAS_TITLE", !title.empty());
    fields.set("SITE_TITLE", title);
    fields.show("HAS_DESCRIPTION", !description.empty());
    fields.set("SITE_DESCRIPTION", description);
    fields.set("SITE_ORIGIN", origin);
    fields.show("HAS_CONTACT", !contact.empty());
    fields.set("SITE_CONTACT", contact);
    fields.show("IS_PUBLIC", is_public);
    fields.show("IS_SIGNED_IN", !is_public);
    fields.set("LEVEL", level);
    fields.show("HAS_MAX_AGE", !max_age.empty());
    fields.set("MAX_AGE", max_age);
    fields.show("TAKES_COOKIE", cookie);
    fields.show("TAKES_TOKEN", token);
    fields.show("BASIC_TOKEN", basic_token);
    fields.show("BASIC_PASSWORD", basic_password);
    fields.show("AUDIENCE_SITE", only_site_tokens);
    fields.show("HAS_ASSERTION", assertion);
    fields.set("IDENTITY", identity);
    fields.show("REGISTRATION_OFF", no_registration);
    fields.show("REGISTRATION_INHERIT", !no_registration);
    fields.show("SEES_RULES", sees_rules);
    fields.show("HAS_DRAFT", has_draft);
}

void NginxView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("SITE_NAME", site);
    fields.set("TARGET", target);
    fields.show("HAS_BLOCK", !block.empty());
    fields.show("HAS_PROBLEM", block.empty());
    fields.set("BLOCK", block);
}

void RemoveSiteView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("SITE_NAME", name);
    fields.set("SITE_ORIGIN", origin);
    fields.show("HAS_PROBLEM", bad_typed_name);
}

}  // namespace postern::portal::admin::sites
