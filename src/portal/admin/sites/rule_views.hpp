/// rule_views: what the pages about the rules of a site show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/actor_view.hpp"
#include "portal/admin/frame/admin_frame.hpp"
#include "portal/page/moment.hpp"

namespace postern::portal::admin::sites {

/// Who changed something, and when.
struct ChangeView {
    Moment at{};
    ActorView by{};

    void fill(Fields& fields) const;
};

/// A rule in one sentence.
struct RuleRow {
    std::string number;
    std::string name{};
    std::string words{};
    std::string comment{};
    bool disabled = false;
    bool dry_run = false;
    bool counts = true;  ///< hits are shown
    std::uint64_t hits = 0;
    Moment last_hit{};  ///< empty: never

    void fill(Fields& fields) const;
};

struct RulesView {
    static constexpr std::string_view kTemplate = "admin_rules";

    AdminFrame frame;
    std::string site{};
    bool has_rules = false;  ///< otherwise the policy of the site decides
    ChangeView changed{};
    std::vector<RuleRow> rules{};
    std::string fallback{};  ///< `deny`
    std::uint64_t default_hits = 0;
    Moment since{};  ///< what is counted
    bool has_draft = false;
    ChangeView draft{};
    bool may_write = false;
    bool sees_site = false;

    void fill(Fields& fields) const;
};

/// Something that is wrong with a text, or a test that failed.
struct ProblemRow {
    unsigned line = 0;  ///< 0: none
    std::string what{};

    void fill(Fields& fields) const;
};

struct DifferenceRow {
    enum class Kind { Opens, Closes, Changes };
    Kind kind;
    std::string words{};

    void fill(Fields& fields) const;
};

struct EditRulesView {
    static constexpr std::string_view kTemplate = "admin_edit_rules";

    AdminFrame frame;
    std::string site{};
    std::string text{};
    std::uint64_t revision = 0;
    std::uint64_t base_version = 0;
    bool is_draft = false;  ///< one that was saved before
    ChangeView draft{};
    std::vector<ProblemRow> wrong{};
    bool bad_text = false;
    bool draft_changed = false;  ///< by somebody else, meanwhile; the text is the one typed here

    void fill(Fields& fields) const;
};

struct PublishView {
    static constexpr std::string_view kTemplate = "admin_publish_rules";

    AdminFrame frame;
    std::string site{};
    std::uint64_t revision = 0;
    ChangeView draft{};
    std::vector<DifferenceRow> differences{};
    std::vector<RuleRow> rules{};
    std::string fallback{};
    std::vector<ProblemRow> wrong{};         ///< then it cannot be published
    std::vector<ProblemRow> failed_tests{};  ///< nor then
    std::uint64_t passed_tests = 0;
    std::string reason{};
    bool opens = false;  ///< asks for a tick
    bool bad_reason = false;
    bool not_sure = false;
    bool draft_changed = false;

    void fill(Fields& fields) const;
};

struct RebaseView {
    static constexpr std::string_view kTemplate = "admin_rebase_rules";

    AdminFrame frame;
    std::string site{};
    std::uint64_t revision = 0;
    std::uint64_t version = 0;
    ChangeView changed{};
    bool knows_before = false;  ///< the rules that the draft began with are still known
    std::vector<DifferenceRow> differences{};
    bool changed_again = false;

    void fill(Fields& fields) const;
};

struct DiscardView {
    static constexpr std::string_view kTemplate = "admin_discard_draft";

    AdminFrame frame;
    std::string site{};
    std::uint64_t revision = 0;
    ChangeView draft{};
    bool draft_changed = false;

    void fill(Fields& fields) const;
};

struct VersionRow {
    std::uint64_t version = 0;
    ChangeView changed{};
    std::string reason{};
    bool is_current = false;

    void fill(Fields& fields) const;
};

struct HistoryView {
    static constexpr std::string_view kTemplate = "admin_rules_history";

    AdminFrame frame;
    std::string site{};
    std::vector<VersionRow> versions{};
    bool may_write = false;

    void fill(Fields& fields) const;
};

struct RestoreView {
    static constexpr std::string_view kTemplate = "admin_restore_rules";

    AdminFrame frame;
    std::string site{};
    std::uint64_t version = 0;
    ChangeView changed{};
    std::vector<DifferenceRow> differences{};
    std::vector<RuleRow> rules{};
    std::string fallback{};
    bool has_draft = false;  ///< which would have to go first

    void fill(Fields& fields) const;
};

struct TriedRow {
    std::string number;
    std::string name{};
    std::string words{};
    bool decides = false;

    void fill(Fields& fields) const;
};

struct TryView {
    static constexpr std::string_view kTemplate = "admin_try";

    enum class Verdict { None, Pass, SignIn, StepUp, Denied, OddPath };

    AdminFrame frame;
    std::string site{};
    std::string user{};  ///< this and the next four as typed
    std::string path{};
    std::string method{};
    std::string address{};
    std::string level{};
    bool bad_path = false;
    bool bad_address = false;
    bool no_such_user = false;
    Verdict verdict = Verdict::None;
    std::string decided_by{};
    std::string groups{};
    std::string roles{};
    std::vector<TriedRow> rules{};

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::admin::sites
