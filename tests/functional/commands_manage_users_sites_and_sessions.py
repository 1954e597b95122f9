#!/usr/bin/python3
"""The administrator's commands take effect for nginx's visitors at once, list as table and JSON, and report their
result in the exit status."""

import json

import functional  # noqa: F401
from http_client import Browser
from postern import PASSWORD, CommandFailed, stack


def refused(whole, status, *arguments, stdin=""):
    """The command must end with this status; returns what it said."""
    try:
        said = whole.postern.command(*arguments, stdin=stdin)
    except CommandFailed as failure:
        assert failure.status == status, (arguments, failure.status, failure.output)
        return failure.output
    raise AssertionError("%s was done: %s" % (arguments, said))


def listed(whole, *arguments):
    """What `--json` prints."""
    return json.loads(whole.postern.command(*arguments, "--json"))


def check_users(whole):
    """add, list, show and what is refused."""
    assert listed(whole, "user", "list") == []
    assert "No users yet" in whole.postern.command("user", "list")
    whole.postern.add_user("Ann@Example.org", name="Ann \u00c4")
    (ann,) = listed(whole, "user", "list")
    assert (ann["email"], ann["display_name"], ann["disabled"]) == ("ann@example.org", "Ann \u00c4", False)
    assert ann["id"] in whole.postern.command("user", "show", "ann@example.org")
    assert listed(whole, "user", "show", ann["id"])["sessions"] == 0

    assert "already" in refused(whole, 1, "user", "add", "ann@example.org", stdin=PASSWORD + "\n")
    assert "15 characters" in refused(whole, 1, "user", "add", "bob@example.org", stdin="short\n")
    assert "no password" in refused(whole, 1, "user", "add", "bob@example.org", stdin="")
    refused(whole, 1, "user", "add", "not an address", stdin=PASSWORD + "\n")
    refused(whole, 2, "user", "add", "bob@example.org", PASSWORD)  # never from the arguments
    refused(whole, 2, "user", "add", "bob@example.org", "--password", PASSWORD)
    refused(whole, 1, "user", "show", "nobody@example.org")
    refused(whole, 2, "user")
    assert "explode" in refused(whole, 2, "user", "explode")
    assert "explode" in refused(whole, 2, "explode")
    assert len(listed(whole, "user", "list")) == 1


def check_disabling(whole):
    """disable shuts out at once, enable does not bring old sessions back."""
    cookie = whole.sign_in("ann@example.org")
    assert whole.visit(cookie).status == 200
    whole.postern.command("user", "disable", "ann@example.org")
    assert whole.visit(cookie).status == 302
    whole.postern.command("user", "enable", "ann@example.org")
    assert whole.visit(cookie).status == 302
    assert whole.visit(whole.sign_in("ann@example.org")).status == 200


def check_sessions(whole):
    """list and revoke, one and all."""
    phone, desk = whole.sign_in("ann@example.org"), whole.sign_in("ann@example.org", remember=True)
    rows = listed(whole, "session", "list", "--user", "ann@example.org")
    (remembered,) = [row for row in rows if row["remember"]]
    whole.postern.command("session", "revoke", remembered["id"])
    assert whole.visit(desk).status == 302 and whole.visit(phone).status == 200
    refused(whole, 1, "session", "revoke", remembered["id"])
    refused(whole, 2, "session", "revoke")
    whole.postern.command("session", "revoke", "--user", "ann@example.org")
    assert whole.visit(phone).status == 302
    assert listed(whole, "session", "list") == []
    assert "No active sessions" in whole.postern.command("session", "list")


def check_new_password(whole):
    """set-password ends sessions and replaces the old one."""
    cookie = whole.sign_in("ann@example.org")
    whole.postern.command("user", "set-password", "ann@example.org", stdin="quite another password\n")
    assert whole.visit(cookie).status == 302
    assert whole.visit(whole.sign_in("ann@example.org", "quite another password")).status == 200


def sign_in_page(whole):
    """The sign-in page of a visitor who comes from the shop."""
    return Browser().get(whole.portal_url + "/login?rd=http://localhost:1/").text


def check_words_of_a_site(whole):
    """A title and a description are shown to people, and can be changed and removed."""
    whole.postern.command("site", "add", "shop", "http://localhost:1", "--title", "Zoë's shop",
                          "--description", "Honey & more")
    shown = json.loads(whole.postern.command("site", "show", "shop", "--json"))
    assert (shown["title"], shown["description"]) == ("Zoë's shop", "Honey & more"), shown
    assert "Zoë's shop" in whole.postern.command("site", "show", "shop")
    assert "Zoë's shop" in whole.postern.command("site", "list")
    assert "<strong>Zoë&#39;s shop</strong>" in sign_in_page(whole)
    whole.postern.command("site", "set", "shop", "--title", "Shop", "--no-description")
    (site,) = [row for row in listed(whole, "site", "list") if row["name"] == "shop"]
    assert (site["title"], site["description"]) == ("Shop", ""), site
    refused(whole, 1, "site", "set", "shop", "--title", "two\nlines")
    refused(whole, 1, "site", "set", "shop", "--description", "x" * 201)
    refused(whole, 2, "site", "set", "shop", "--title", "Shop", "--no-title")
    refused(whole, 1, "site", "show", "nowhere")
    assert site["contact"] is None, site
    whole.postern.command("site", "set", "shop", "--contact", "Keeper@Example.org")
    assert json.loads(whole.postern.command("site", "show", "shop", "--json"))["contact"] == "keeper@example.org"
    assert "keeper@example.org" in whole.postern.command("site", "show", "shop")
    refused(whole, 1, "site", "set", "shop", "--contact", "nobody")
    refused(whole, 2, "site", "set", "shop", "--contact", "a@example.org", "--no-contact")
    whole.postern.command("site", "set", "shop", "--no-contact")
    assert json.loads(whole.postern.command("site", "show", "shop", "--json"))["contact"] is None
    whole.postern.command("site", "set", "shop", "--no-title")
    assert "<strong>localhost:1</strong>" in sign_in_page(whole)
    whole.postern.command("site", "remove", "shop")


def check_sites(whole):
    """Changes of sites take effect at once and are in the audit log."""
    (site,) = listed(whole, "site", "list")
    assert (site["name"], site["policy"]) == ("wiki", "signed_in")
    refused(whole, 1, "site", "add", "wiki", whole.site_url)
    refused(whole, 1, "site", "add", "Not A Name", whole.site_url)
    refused(whole, 1, "site", "add", "other", whole.site_url + "/path")
    refused(whole, 2, "site", "add", "other", whole.site_url, "--policy", "open")
    said = whole.postern.command("site", "add", "far", "http://far.example.org")
    assert "will not send the session cookie" in said
    refused(whole, 1, "site", "set", "nowhere", "--policy", "public")
    refused(whole, 1, "site", "set", "wiki", "--origin", whole.site_url + "/path")
    refused(whole, 2, "site", "set", "wiki")
    assert "policy public" in whole.postern.command("site", "set", "wiki", "--policy", "public")
    assert whole.visit().status == 200
    moved = whole.postern.command("site", "set", "far", "--origin", "http://farther.example.org")
    assert "http://farther.example.org, policy signed_in" in moved
    check_words_of_a_site(whole)
    whole.postern.command("site", "remove", "wiki")
    assert whole.visit().status == 503
    whole.postern.command("site", "add", "wiki", whole.site_url, "--policy", "public")
    assert whole.visit().status == 200
    for event, site in (("site_added", "far"), ("site_changed", "wiki"), ("site_removed", "wiki")):
        assert site in whole.postern.command("audit", "--event", event), event
    refused(whole, 1, "nginx", "nowhere", "--root", "/srv")
    refused(whole, 1, "nginx", "wiki", "--root", "/srv; evil")
    refused(whole, 2, "nginx", "wiki")


def main():
    with stack() as whole:
        check_users(whole)
        check_disabling(whole)
        check_sessions(whole)
        check_new_password(whole)
        check_sites(whole)
        assert "up to date" in whole.postern.command("migrate")
        assert "no problem" in whole.postern.command("config", "check")


if __name__ == "__main__":
    main()
