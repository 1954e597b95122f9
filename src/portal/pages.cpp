#include "postern/portal/pages.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "portal/access/routes.hpp"
#include "portal/account/routes.hpp"
#include "portal/factor/routes.hpp"
#include "portal/links/routes.hpp"
#include "portal/page/static_files.hpp"
#include "portal/page/templates.hpp"
#include "portal/reference/routes.hpp"
#include "portal/sign_in/routes.hpp"
#include "portal/token/routes.hpp"
#include "postern/base/check.hpp"
#include "postern/text/templates.hpp"

namespace postern::portal {

namespace {

// A new room costs one line here and one in routes.cpp.
std::vector<std::string> template_names() {
    std::vector<std::string> names = kit_templates();
    const auto add = [&names](std::vector<std::string> more) {
        std::ranges::move(more, std::back_inserter(names));
    };
    add(sign_in::templates());
    add(account::templates());
    add(token::templates());
    add(factor::templates());
    add(links::templates());
    add(access::templates());
    add(reference::templates());
    return names;
}

}  // namespace

struct Pages::Loaded {
    text::Catalogue words;
    text::Templates templates;
    std::vector<StaticFile> files;
};

Pages::Pages(std::unique_ptr<Loaded> loaded) : loaded_{std::move(loaded)} {}
Pages::Pages(Pages&&) noexcept = default;
Pages& Pages::operator=(Pages&&) noexcept = default;
Pages::~Pages() = default;

Pages Pages::load(const std::string& folder, text::Catalogue words) {
    auto templates = text::Templates::load({.folder = folder + "/templates",
                                            .extension = ".html",
                                            .format = text::TemplateFormat::Html,
                                            .names = template_names()},
                                           words);
    auto files = load_static_files(folder + "/static");
    return Pages{
        std::make_unique<Loaded>(Loaded{std::move(words), std::move(templates), std::move(files)})};
}

const text::Catalogue& Pages::words() const noexcept { return loaded_->words; }

const StaticFile& Pages::static_file(std::string_view name) const {
    for (const auto& file : loaded_->files)
        if (file.name == name) return file;
    check_failed("static file is one of those loaded", __FILE__, __LINE__);
}

std::string Pages::render(std::string_view template_name, std::string_view language,
                          const Filler& filler) const {
    return loaded_->templates.render(template_name, language, [&](text::Fields& fields) {
        fields.set("STYLE_VERSION", static_file(kStyleSheet).version);
        fields.set("ICON_VERSION", static_file(kIcon).version);
        fields.set("SCRIPT_VERSION", static_file(kRevealScript).version);
        fields.set("CODES_VERSION", static_file(kCodesScript).version);
        fields.set("PASSKEYS_VERSION", static_file(kPasskeysScript).version);
        fields.set("ADVICE_VERSION", static_file(kAdviceScript).version);
        fields.set("TIMES_VERSION", static_file(kTimesScript).version);
        fields.set("MENDED_VERSION", static_file(kMendedScript).version);
        fields.set("TOUCH_ICON_VERSION", static_file(kTouchIcon).version);
        fields.set("FRAGMENT_VERSION", static_file(kFragmentScript).version);
        filler(fields);
    });
}

}  // namespace postern::portal
