#include "app/diagnosis/nginx/rules.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace postern::app {

namespace {

struct RuleText {
    std::string_view code;
    Severity severity;
    std::string_view why;
};

RuleText text_of(NginxRule rule) {
    using enum NginxRule;
    using enum Severity;
    switch (rule) {  // no default: a new rule must not compile until it has its words
        case NoGate:
            return {"no-gate", Error, "nobody asks the gate, so nobody gets in"};
        case NoSite:
            return {"no-site", Error,
                    "the gate is not told which site it is asked about, so nobody gets in"};
        case UnknownSite:
            return {"unknown-site", Error, "the gate answers 503 for a site that it does not know"};
        case ChangedSnippet:
            return {"changed-snippet", Error,
                    "the snippets work together: what one lacks, no other makes up for"};
        case OpenLocation:
            return {"open-location", Error, "everyone gets what it serves"};
        case NoCheck:
            return {"no-check", Error, "without a verdict the lock never opens, so nobody gets in"};
        case DeclaredOpen:
            return {"declared-open", Note, "everyone gets what it serves, as it says"};
        case Shadowing:
            return {"shadowing", Error,
                    "nginx prefers it to the protected location, so everyone gets these paths"};
        case CheckOff:
            return {"check-off", Error,
                    "everyone gets what it serves, in the middle of what is protected"};
        case NoUri:
            return {
                "no-uri", Error,
                "the gate is asked without the path, so the site's rules cannot be applied to it"};
        case OwnCheck:
            return {"own-check", Error,
                    "without protect.conf, the gate is asked without the path, and any 200 in "
                    "place of its answer lets everyone in"};
        case SatisfyAny:
            return {"satisfy-any", Error,
                    "an address or a password that nginx accepts lets a visitor in, whatever the "
                    "gate says"};
        case NoLock:
            return {"no-lock", Error,
                    "if the check ends without a verdict, an answer that nobody checked is served"};
        case UnmatchedPaths:
            return {"unmatched-paths", Error, "everyone gets the files at these paths"};
        case OpenWay:
            return {"open-way", Error, "requests get there without a check"};
        case UnlockedName:
            return {"unlocked-name", Note,
                    "it stays closed only as long as every location that leads there is protected"};
        case OpenTwin:
            return {"open-twin", Error, "everyone gets there what the site protects here"};
        case AnswersFirst:
            return {"answers-first", Error,
                    "nginx runs it before the check, so everyone gets this answer"};
        case RedirectsFirst:
            return {"redirects-first", Note,
                    "nginx runs it before the check, so everyone gets this answer; it gives "
                    "nothing away"};
        case LeavesCheck:
            return {"leaves-check", Error,
                    "nginx changes the location before the check, and the new one has none"};
        case CheckRewritten:
            return {"check-rewritten", Error,
                    "the question to the gate is rewritten, too, so nobody gets in"};
        case OwnErrorPage:
            return {"own-error-page", Error,
                    "it comes before the gate's own answer and takes its place"};
        case LateErrorPage:
            return {"late-error-page", Warning,
                    "the first error_page for a status counts, and protect.conf has one"};
        case HiddenPage:
            return {"hidden-page", Warning,
                    "static.conf has an error page of its own for missing files, so this one never "
                    "appears"};
        case AliasSlash:
            return {"alias-slash", Error,
                    "a path with /.. after the location's name leaves the folder"};
        case MergeSlashes:
            return {"merge-slashes", Warning,
                    "a path with // matches other locations and rules than the same path with /"};
        case SharedCache:
            return {"shared-cache", Warning,
                    "one visitor may get the answer that was made for another"};
        case ClientIdentity:
            return {
                "client-identity", Error,
                "the client can claim to be anybody, and the application gets the session cookie"};
        case OwnVariable:
            return {"own-variable", Error, "it replaces what the gate says of the visitor"};
        case LateParameters:
            return {"late-parameters", Error,
                    "the last value of a parameter counts, and here the client chooses who it is"};
        case OddHeaders:
            return {"odd-headers", Warning,
                    "Remote_User becomes another spelling of Remote-User for many applications, "
                    "and the client chooses it"};
        case HeaderTwice:
            return {"header-twice", Warning, "the application gets the header twice"};
        case LostHeaders:
            return {"lost-headers", Warning,
                    "a location with an add_header of its own inherits none"};
        case PathReplaced:
            return {
                "path-replaced", Error,
                "because a variable precedes it, the application gets this path for every request"};
        case LostPrefix:
            return {"lost-prefix", Warning,
                    "the application's redirects lack the prefix that is stripped here"};
        case TwoSignIns:
            return {"two-sign-ins", Warning,
                    "it asks for a second password, and browsers send it with every request"};
        case Ipv4Only:
            return {"ipv4-only", Warning, "over IPv6, the other server block answers in its place"};
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

void NginxProblems::add(const NginxDirective& where, NginxRule rule, std::string message,
                        std::string fix) {
    const auto [code, severity, why] = text_of(rule);
    std::string place{where.file + ":" + std::to_string(where.line)};
    if (!seen_.emplace(std::move(place), std::string{code} + " " + message).second) return;
    found_.push_back(
        {where.file, where.line, severity, code, std::move(message), why, std::move(fix)});
}

std::vector<NginxProblem> NginxProblems::take() {
    std::ranges::stable_sort(found_, {},
                             [](const NginxProblem& one) { return std::tie(one.file, one.line); });
    return std::exchange(found_, {});
}

}  // namespace postern::app
