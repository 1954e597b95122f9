#include "app/wiring/rules_text.hpp"

#include <utility>

#include "postern/config/rules_file.hpp"

namespace postern::app {

namespace {

using portal::ReadRules;
using portal::RulesText;
using Problems = RulesText::Problems;

Problems problems_of(const std::vector<config::Problem>& found) {
    Problems problems;
    for (const auto& problem : found) {
        std::string what = problem.key.empty() ? "" : problem.key + ": ";
        what += problem.wrong;
        if (!problem.remedy.empty()) what += "; " + problem.remedy;
        problems.push_back({problem.line, std::move(what)});
    }
    return problems;
}

portal::RulesTextTest test_of(const config::RuleTest& test) {
    return {.line = test.line,
            .as = test.as,
            .level = test.level,
            .age = test.age,
            .at = test.at,
            .path = test.path,
            .method = test.method,
            .from = test.from,
            .expect = std::string{config::to_text(test.expect)}};
}

Result<ReadRules, Problems> read(std::string_view site, std::string_view text) {
    auto file = config::parse_rules_file(text, {});
    if (!file) return fail(problems_of(file.error()));
    Problems problems;
    for (const auto& [name, line] : file->network_lines)
        problems.push_back({line, name + ": networks belong to all sites; change them on their "
                                         "own page"});
    ReadRules read;
    bool found = false;
    for (auto& entry : file->sites) {
        if (entry.name != site) {
            problems.push_back({entry.line, "site." + entry.name + ": these are the rules of " +
                                                std::string{site} + " alone"});
            continue;
        }
        found = true;
        read.rules = std::move(entry.rules);
        read.rule_lines = std::move(entry.rule_lines);
        for (const auto& test : entry.tests) read.tests.push_back(test_of(test));
    }
    if (!found && problems.empty())
        problems.push_back(
            {0, "the site is missing; add [site." + std::string{site} + "] with a default"});
    if (!problems.empty()) return fail(std::move(problems));
    return read;
}

std::string write(std::string_view site, const SiteRules& rules) {
    config::RulesFile file;
    file.sites.push_back({.name = std::string{site}, .rules = rules});
    file.sites.front().rules.networks.clear();
    return config::to_rules_file(file);
}

Result<RuleNetworks, Problems> read_networks(std::string_view text) {
    auto file = config::parse_rules_file(text, {});
    if (!file) return fail(problems_of(file.error()));
    Problems problems;
    for (const auto& entry : file->sites)
        problems.push_back(
            {entry.line, "site." + entry.name + ": rules are changed on the page of their site"});
    if (!problems.empty()) return fail(std::move(problems));
    return std::move(file->networks);
}

std::string write_networks(const RuleNetworks& networks) {
    config::RulesFile file;
    file.networks = networks;
    return config::to_rules_file(file);
}

}  // namespace

RulesText rules_text(BlockTemplates templates) {
    const auto nginx_block = [templates = std::move(templates)](
                                 const Site& site,
                                 std::string_view target) -> std::optional<std::string> {
        SiteTarget to;
        (target.starts_with('/') ? to.root : to.upstream) = target;
        try {
            return site_block(templates, site, to, {});
        } catch (const BlockError&) {
            return std::nullopt;
        }
    };
    return {.read = read,
            .write = write,
            .read_networks = read_networks,
            .write_networks = write_networks,
            .nginx_block = nginx_block};
}

}  // namespace postern::app
