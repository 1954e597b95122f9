#include "postern/portal/pages.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <vector>

#include "portal/access/routes.hpp"
#include "portal/account/routes.hpp"
#include "portal/admin/console.hpp"
#include "portal/brand/brand_files.hpp"
#include "portal/duty/routes.hpp"
#include "portal/factor/routes.hpp"
#include "portal/invitation/routes.hpp"
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
    add(invitation::templates());
    add(duty::templates());
    add(access::templates());
    add(reference::templates());
    add(admin::console_templates());
    return names;
}

}  // namespace

struct Pages::Loaded {
    text::Catalogue words;
    text::Templates templates;
    std::vector<StaticFile> files;
    Brand brand;
    bool has_overlay_icon = false;  ///< the overlay has a touch icon

    const StaticFile* find(std::string_view name) const noexcept {
        const auto found = std::ranges::find(files, name, &StaticFile::name);
        return found == files.end() ? nullptr : &*found;
    }
    /// `STEM.svg` or `STEM.png`.
    const StaticFile* find_picture(const std::string& stem) const noexcept {
        const auto* svg = find(stem + ".svg");
        return svg ? svg : find(stem + ".png");
    }
    void fill_brand(text::Fields& fields, std::string_view language) const;
};

Pages::Pages(std::unique_ptr<Loaded> loaded) : loaded_{std::move(loaded)} {}
Pages::Pages(Pages&&) noexcept = default;
Pages& Pages::operator=(Pages&&) noexcept = default;
Pages::~Pages() = default;

Pages Pages::load(const std::string& folder, text::Catalogue words) {
    return load(PageFiles{.folder = folder}, std::move(words));
}

Pages Pages::load(const PageFiles& files, text::Catalogue words, std::vector<std::string>* notes) {
    const bool has_overlay = !files.overlay.empty();
    auto templates = text::Templates::load(
        {.folder = files.folder + "/templates",
         .extension = ".html",
         .format = text::TemplateFormat::Html,
         .names = template_names(),
         .overlay = has_overlay ? files.overlay + "/templates" : std::string{}},
        words, notes);
    auto statics = load_static_files(files);
    std::error_code error;
    const bool has_overlay_icon =
        has_overlay &&
        std::filesystem::exists(files.overlay + "/static/" + std::string{kTouchIcon}, error);
    return Pages{
        std::make_unique<Loaded>(Loaded{std::move(words), std::move(templates), std::move(statics),
                                        files.brand, has_overlay_icon})};
}

// Fields of the name BRAND... are those of every page: templates have them, views do not.
void Pages::Loaded::fill_brand(text::Fields& fields, std::string_view language) const {
    const auto set_file = [&](const std::string& name, const StaticFile* file) {
        fields.show(name, file != nullptr);
        fields.set(name + "_NAME", file ? file->name : std::string{});
        fields.set(name + "_VERSION", file ? file->version : std::string{});
    };
    const auto* icon = find_picture("brand-icon");
    const auto* logo = find_picture("brand-logo");
    const auto* touch = find("brand-icon.png");
    // Ours stays only where the pages are ours.
    if (!touch && (brand.name.empty() || has_overlay_icon)) touch = find(kTouchIcon);
    fields.set("BRAND", brand.shown_name());
    set_file("BRAND_STYLE", find(kBrandStyle));
    set_file("BRAND_LOGO", logo);
    set_file("BRAND_ICON", icon ? icon : find(kIcon));
    set_file("BRAND_TOUCH_ICON", touch);
    fields.set("BRAND_ICON_TYPE", (icon ? icon : find(kIcon))->content_type);
    fields.show("BRAND_NAME", logo == nullptr);
    fields.repeat("BRAND_LINK", brand.links, [&](text::Fields& row, const BrandLink& link) {
        const std::string key = "brand.link." + link.key;
        row.set("BRAND_LINK_TITLE", words.has_key(key) ? words.text(language, key) : link.key);
        row.set("BRAND_LINK_URL", link.url);
    });
    fields.show("BRAND_FOOT", !brand.links.empty() || !brand.support_address.empty());
    fields.show("BRAND_HELP", !brand.support_address.empty());
    fields.set("BRAND_HELP_ADDRESS", brand.support_address);
    const auto sign_in_text = brand.sign_in_text_in(std::string{language});
    fields.show("BRAND_WELCOME", !sign_in_text.empty());
    fields.set("BRAND_WELCOME_TEXT", sign_in_text);
    fields.show("BRAND_POWERED_BY", brand.powered_by);
}

const text::Catalogue& Pages::words() const noexcept { return loaded_->words; }

const Brand& Pages::brand() const noexcept { return loaded_->brand; }

const std::vector<StaticFile>& Pages::static_files() const noexcept { return loaded_->files; }

const StaticFile& Pages::static_file(std::string_view name) const {
    if (const auto* file = loaded_->find(name)) return *file;
    check_failed("static file is one of those loaded", __FILE__, __LINE__);
}

std::string Pages::render(std::string_view template_name, std::string_view language,
                          const Filler& filler) const {
    return loaded_->templates.render(template_name, language, [&](text::Fields& fields) {
        fields.set("STYLE_VERSION", static_file(kStyleSheet).version);
        fields.set("SCRIPT_VERSION", static_file(kRevealScript).version);
        fields.set("CODES_VERSION", static_file(kCodesScript).version);
        fields.set("PASSKEYS_VERSION", static_file(kPasskeysScript).version);
        fields.set("ADVICE_VERSION", static_file(kAdviceScript).version);
        fields.set("TIMES_VERSION", static_file(kTimesScript).version);
        fields.set("MENDED_VERSION", static_file(kMendedScript).version);
        fields.set("ADMIN_VERSION", static_file(kAdminScript).version);
        fields.set("FRAGMENT_VERSION", static_file(kFragmentScript).version);
        loaded_->fill_brand(fields, language);
        filler(fields);
    });
}

}  // namespace postern::portal
