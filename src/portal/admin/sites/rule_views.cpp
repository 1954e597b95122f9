#include "portal/admin/sites/rule_views.hpp"

namespace postern::portal::admin::sites {

namespace {

constexpr auto kFillRow = [](Fields& inner, const auto& row) { row.fill(inner); };

/// A sentence with a number in a section of its own, so that its form is not that of the rows.
void fill_count(Fields& fields, std::string_view section, bool shown, std::uint64_t number) {
    fields.repeat(section, std::vector<std::uint64_t>(shown ? 1 : 0, number),
                  [](Fields& inner, std::uint64_t one) { inner.count(one); });
}

void fill_differences(Fields& fields, const std::vector<DifferenceRow>& differences) {
    fields.show("HAS_DIFFERENCES", !differences.empty());
    fields.show("NO_DIFFERENCES", differences.empty());
    fields.repeat("DIFFERENCES", differences, kFillRow);
}

void fill_rules(Fields& fields, const std::vector<RuleRow>& rules, const std::string& fallback) {
    fields.repeat("RULES", rules, kFillRow);
    fields.show("DEFAULT_DENIES", fallback == "deny");
    fields.show("DEFAULT_SIGNED_IN", fallback == "signed_in");
    fields.show("DEFAULT_PUBLIC", fallback == "public");
}

}  // namespace

void ChangeView::fill(Fields& fields) const {
    by.fill(fields);
    fields.set("CHANGED", at.text);
    fields.set("CHANGED_AT", at.rfc3339);
}

void RuleRow::fill(Fields& fields) const {
    fields.set("RULE_NUMBER", number);
    fields.set("RULE_NAME", name);
    fields.set("RULE_WORDS", words);
    fields.show("HAS_COMMENT", !comment.empty());
    fields.set("RULE_COMMENT", comment);
    fields.show("IS_DISABLED", disabled);
    fields.show("IS_DRY_RUN", dry_run);
    fields.show("HAS_HITS", counts && hits > 0);
    fields.show("NEVER_HIT", counts && hits == 0);
    fields.count(hits);
    fields.set("LAST_HIT", last_hit.text);
    fields.set("LAST_HIT_AT", last_hit.rfc3339);
}

void RulesView::fill(Fields& fields) const {
    frame.fill(fields);
    fill_rules(fields, rules, fallback);
    fields.set("SITE_NAME", site);
    fields.show("HAS_RULES", has_rules);
    fields.show("NO_RULES", !has_rules);
    fields.repeat("PUBLISHED", std::vector<ChangeView>(has_rules ? 1 : 0, changed), kFillRow);
    fields.set("SINCE", since.text);
    fields.set("SINCE_AT", since.rfc3339);
    fill_count(fields, "DEFAULT_HITS", has_rules, default_hits);
    fields.show("HAS_DRAFT", has_draft);
    fields.show("NO_DRAFT", !has_draft);
    fields.repeat("DRAFT", std::vector<ChangeView>(has_draft ? 1 : 0, draft), kFillRow);
    fields.show("MAY_WRITE", may_write);
    fields.show("SEES_SITE", sees_site);
}

void ProblemRow::fill(Fields& fields) const {
    fields.show("HAS_LINE", line != 0);
    fields.set("LINE", std::to_string(line));
    fields.set("WHAT", what);
}

void DifferenceRow::fill(Fields& fields) const {
    fields.show("OPENS", kind == Kind::Opens);
    fields.show("CLOSES", kind == Kind::Closes);
    fields.show("CHANGES", kind == Kind::Changes);
    fields.set("WORDS", words);
}

void EditRulesView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("SITE_NAME", site);
    fields.set("TEXT", text);
    fields.set("REVISION", std::to_string(revision));
    fields.set("BASE_RULES", std::to_string(base_version));
    fields.show("IS_DRAFT", is_draft);
    fields.show("IS_NEW", !is_draft);
    fields.repeat("DRAFT", std::vector<ChangeView>(is_draft ? 1 : 0, draft), kFillRow);
    fields.show("HAS_PROBLEM", !wrong.empty() || bad_text || draft_changed);
    fields.show("TEXT_INVALID", !wrong.empty() || bad_text);
    fields.show("HAS_WRONG", !wrong.empty());
    fields.repeat("WRONG", wrong, kFillRow);
    fields.show("BAD_TEXT", bad_text);
    fields.show("DRAFT_CHANGED", draft_changed);
}

void PublishView::fill(Fields& fields) const {
    frame.fill(fields);
    draft.fill(fields);
    fill_differences(fields, differences);
    fill_rules(fields, rules, fallback);
    const bool can_be = wrong.empty() && failed_tests.empty();
    fields.set("SITE_NAME", site);
    fields.set("REVISION", std::to_string(revision));
    fields.show("HAS_PROBLEM", !can_be || bad_reason || not_sure || draft_changed);
    fields.show("HAS_WRONG", !wrong.empty());
    fields.show("IS_FIT", wrong.empty());
    fields.repeat("WRONG", wrong, kFillRow);
    fields.show("HAS_FAILED_TESTS", !failed_tests.empty());
    fields.repeat("FAILED_TESTS", failed_tests, kFillRow);
    fill_count(fields, "PASSED_TESTS", passed_tests > 0, passed_tests);
    fields.show("CAN_BE_PUBLISHED", can_be);
    fields.set("REASON", reason);
    fields.show("HAS_OPENINGS", opens);
    fields.show("BAD_REASON", bad_reason);
    fields.show("NOT_SURE", not_sure);
    fields.show("DRAFT_CHANGED", draft_changed);
}

void RebaseView::fill(Fields& fields) const {
    frame.fill(fields);
    changed.fill(fields);
    fill_differences(fields, differences);
    fields.set("SITE_NAME", site);
    fields.set("REVISION", std::to_string(revision));
    fields.set("VERSION", std::to_string(version));
    fields.show("KNOWS_BEFORE", knows_before);
    fields.show("BEFORE_IS_GONE", !knows_before);
    fields.show("HAS_PROBLEM", changed_again);
}

void DiscardView::fill(Fields& fields) const {
    frame.fill(fields);
    draft.fill(fields);
    fields.set("SITE_NAME", site);
    fields.set("REVISION", std::to_string(revision));
    fields.show("HAS_PROBLEM", draft_changed);
}

void VersionRow::fill(Fields& fields) const {
    changed.fill(fields);
    fields.set("VERSION", std::to_string(version));
    fields.show("HAS_REASON", !reason.empty());
    fields.set("REASON", reason);
    fields.show("IS_CURRENT", is_current);
}

void HistoryView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("SITE_NAME", site);
    fields.show("HAS_VERSIONS", !versions.empty());
    fields.show("NO_VERSIONS", versions.empty());
    fields.repeat("VERSIONS", versions, [this](Fields& row, const VersionRow& one) {
        one.fill(row);
        row.show("CAN_COME_BACK", may_write && !one.is_current);
    });
}

void RestoreView::fill(Fields& fields) const {
    frame.fill(fields);
    changed.fill(fields);
    fill_differences(fields, differences);
    fill_rules(fields, rules, fallback);
    fields.set("SITE_NAME", site);
    fields.set("VERSION", std::to_string(version));
    fields.show("HAS_DRAFT", has_draft);
    fields.show("NO_DRAFT", !has_draft);
}

void TriedRow::fill(Fields& fields) const {
    fields.set("RULE_NUMBER", number);
    fields.set("RULE_NAME", name);
    fields.set("RULE_WORDS", words);
    fields.show("DECIDES", decides);
}

void TryView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("SITE_NAME", site);
    fields.set("TRY_USER", user);
    fields.set("TRY_PATH", path);
    fields.set("TRY_METHOD", method);
    fields.set("TRY_ADDRESS", address);
    fields.show("LEVEL_TWO", level == "2");
    fields.show("LEVEL_THREE", level == "3");
    fields.show("HAS_PROBLEM", bad_path || bad_address || no_such_user);
    fields.show("BAD_PATH", bad_path);
    fields.show("BAD_ADDRESS", bad_address);
    fields.show("NO_SUCH_USER", no_such_user);
    fields.show("HAS_VERDICT", verdict != Verdict::None);
    fields.show("PASSES", verdict == Verdict::Pass);
    fields.show("ASKS_SIGN_IN", verdict == Verdict::SignIn);
    fields.show("ASKS_STEP_UP", verdict == Verdict::StepUp);
    fields.show("IS_DENIED", verdict == Verdict::Denied);
    fields.show("IS_ODD", verdict == Verdict::OddPath);
    fields.set("DECIDED_BY", decided_by);
    fields.show("HAS_TRY_GROUPS", !groups.empty());
    fields.set("TRY_GROUPS", groups);
    fields.show("HAS_TRY_ROLES", !roles.empty());
    fields.set("TRY_ROLES", roles);
    fields.repeat("RULES", rules, kFillRow);
}

}  // namespace postern::portal::admin::sites
