#!/usr/bin/python3
"""git clones, pulls and pushes over HTTP through the gate, with a personal token as the password, at the server block
that docs/tokens.md shows. The repository's hook learns who pushed. Without a token, with one for another site and with
one that was revoked, git gets nothing and says so, and a person with a browser is still led to the sign-in page."""

import os
from urllib.parse import quote

import functional  # noqa: F401
from postern import stack
from token_examples import Client, make_token, needs_programs, revoke_token, token_examples

ANN, BOB = "ann@example.org", "bob@example.org"
ABOVE_ONE_POST = 3 * 1024 * 1024  # git sends more than a megabyte in chunks, for as long as it likes


def url(sites, user="", password=""):
    """Of the repository; with these credentials."""
    who = "%s:%s@" % (quote(user), quote(password)) if password else ""
    return "http://%slocalhost:%d/notes.git" % (who, sites.ports["git"])


def commit(client, folder, name, text):
    """One more file."""
    client.write(os.path.join(folder, name), text)
    client.run("git", "add", name, folder=folder)
    client.run("git", "-c", "user.name=Ann", "-c", "user.email=" + ANN, "commit", "--quiet", "-m", name, folder=folder)


def pushed_by(repository):
    with open(os.path.join(repository, "pushed-by"), encoding="utf-8") as file:
        return file.read().split()


def check_strangers(sites, client):
    """Nothing without a token; git knows that it could ask for one."""
    said = client.fails("git", "clone", url(sites), "without")
    assert "could not read Username" in said, said
    for user, password in ((ANN, "pst_" + 49 * "0"), (ANN, "correct horse battery staple"), (BOB, "no-token")):
        said = client.fails("git", "clone", url(sites, user, password), "without")
        assert "Authentication failed" in said, said
    assert not os.path.exists(os.path.join(client.home, "without"))
    sites.is_closed("git", "/notes.git/HEAD")


def check_a_day_of_work(s, sites, repository):
    """Clone, push, and pull with another name and another token; the name of somebody else gets nobody in."""
    token, _ = make_token(s, ANN, "site:git")
    ann, again = Client(s.folder, "ann"), Client(s.folder, "again")
    ann.run("git", "clone", "--quiet", url(sites, ANN, token), "notes")
    ann.run("git", "checkout", "--quiet", "-B", "main", folder="notes")
    commit(ann, "notes", "small", "a line\n")
    ann.run("git", "push", "--quiet", "origin", "main", folder="notes")
    commit(ann, "notes", "large", os.urandom(ABOVE_ONE_POST // 2).hex())
    ann.run("git", "push", "--quiet", "origin", "main", folder="notes")
    assert pushed_by(repository) == [ANN, ANN], pushed_by(repository)

    bobs, _ = make_token(s, BOB, "site:*")
    again.run("git", "clone", "--quiet", url(sites, "token", bobs), "notes")
    assert len(again.read("notes/large")) == ABOVE_ONE_POST // 2 * 2 and again.read("notes/small") == "a line\n"
    assert "Authentication failed" in again.fails("git", "clone", url(sites, ANN, bobs), "as-ann")
    return ann, again


def check_ends(s, sites):
    """A token for another site gets a 403, and one that was revoked another question for the password."""
    client = Client(s.folder, "ends")
    wiki_only, _ = make_token(s, ANN, "site:wiki")
    assert "403" in client.fails("git", "clone", url(sites, ANN, wiki_only), "notes")
    token, token_id = make_token(s, ANN, "site:git")
    client.run("git", "clone", "--quiet", url(sites, ANN, token), "notes")
    client.run("git", "fetch", "--quiet", folder="notes")
    revoke_token(s, ANN, token_id)
    assert "Authentication failed" in client.fails("git", "fetch", folder="notes")


def main():
    needs_programs("git")
    with stack() as s:
        for email in (ANN, BOB):
            s.postern.add_user(email)
        with token_examples(s) as sites:
            repository = sites.add_repository("notes")
            check_strangers(sites, Client(s.folder))
            check_a_day_of_work(s, sites, repository)
            check_ends(s, sites)


if __name__ == "__main__":
    main()
