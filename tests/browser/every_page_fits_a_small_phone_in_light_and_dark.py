#!/usr/bin/python3
"""Every page at a width of 360 pixels, in both colour schemes: no horizontal scrolling, targets large enough for a
thumb, and text with the contrast that WCAG requires (4.5 : 1). Saves screenshots in BUILD/screenshots."""

from scenes import (ACCOUNT_PAGES, EMAIL, MAILED_CODE_PAGES, VISITOR_PAGES, confirm_address, forget_password,
                    let_devices_be_known, portal_and_browser, register, screenshot, shut_out, sign_in)

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-" * 2
CONTRAST = """
    const shade = (text) => {
        const parts = text.match(/[\\d.]+/g).map(Number);
        const [r, g, b] = parts.slice(0, 3).map((v) => v / 255).map(
            (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return {alpha: parts.length > 3 ? parts[3] : 1, light: 0.2126 * r + 0.7152 * g + 0.0722 * b};
    };
    const behind = (element) => {
        for (; element; element = element.parentElement) {
            const colour = shade(getComputedStyle(element).backgroundColor);
            if (colour.alpha === 1) return colour.light;
        }
        return 1;
    };
    const poor = [];
    for (const element of document.querySelectorAll("body *")) {
        const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        if (!own || !element.getClientRects().length) continue;
        const a = shade(getComputedStyle(element).color).light, b = behind(element);
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) poor.push(element.outerHTML.slice(0, 80) + " " + ratio.toFixed(2));
    }
    return poor;
"""
SMALL_TARGETS = """
    return [...document.querySelectorAll("button, input:not([type=hidden]):not([hidden]), select, a.button")]
        .filter((e) => { const box = e.getBoundingClientRect();
                         return e.type === "checkbox" ? box.height < 16 : box.height < 32; })
        .map((e) => e.outerHTML.slice(0, 80));
"""


def look_at(window, name):
    """Checks the page that is open, light and dark, narrow and wide."""
    for scheme in ("light", "dark"):
        window.set_scheme(scheme)
        window.set_size(1000, 900)
        screenshot(window, "%s-%s" % (name, scheme))
        window.set_size(360, 740, mobile=True)
        screenshot(window, "%s-%s-phone" % (name, scheme))
        width = window.run("return [innerWidth, document.documentElement.scrollWidth]")
        assert width[0] == 360 and width[1] <= 360, (name, width)
        poor = window.run(CONTRAST)
        assert not poor, (name, scheme, poor)
        small = window.run(SMALL_TARGETS)
        assert not small, (name, small)


def name_of(page):
    """`profile` of `/account/profile?x=y`: what its screenshots are called."""
    return page.partition("?")[0].rstrip("/").rpartition("/")[2]


def main():
    with portal_and_browser(mail="file") as (whole, window):
        portal = whole.portal_url
        for page in VISITOR_PAGES:
            window.open(portal + page)
            look_at(window, name_of(page))
        window.open(whole.site_url + "/")
        look_at(window, "login")
        sign_in(window, EMAIL, "not the right password")
        look_at(window, "login-refused")
        window.open(portal + "/register")
        look_at(window, "register")
        window.run("document.querySelector('form').noValidate = true")
        register(window, "not-an-address-but-a-very-long-text-without-any-space", LONG_NAME, "short")
        look_at(window, "register-refused")
        register(window, EMAIL, LONG_NAME)
        for name in confirm_address(whole, window):
            look_at(window, name)
        for name in forget_password(whole, window):
            look_at(window, name)
        whole.sign_in(EMAIL)  # another device
        window.open(portal + "/login")
        sign_in(window)
        for page in MAILED_CODE_PAGES:
            window.open(portal + page)
            look_at(window, "mailed-code" + ("-sent" if "sent" in page else ""))
        let_devices_be_known(whole)
        denied = shut_out(whole)
        for page in ACCOUNT_PAGES:
            window.open(portal + page)
            assert LONG_NAME in window.text or page != "/account"
            look_at(window, name_of(page))
        window.open(denied)
        assert "the closed area" in window.text, window.text
        look_at(window, "denied")
        window.open(portal + "/account/sessions/end?which=everywhere")
        look_at(window, "sessions-end")
        window.open(portal + "/account/password")
        window.fill("password", "short")
        window.press_button("Save new password")
        look_at(window, "password-refused")
        window.open(portal + "/nowhere")
        look_at(window, "not-found")
        assert not window.run(CONTRAST.replace("ratio < 4.5", "ratio < 1"))
        assert window.run(CONTRAST.replace("ratio < 4.5", "ratio < 22"))  # the measure does measure


if __name__ == "__main__":
    main()
