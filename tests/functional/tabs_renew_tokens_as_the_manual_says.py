#!/usr/bin/python3
"""The code that docs/tokens.md shows for single-page apps, in two tabs over one store. Tabs that renew at once go on
with the same tokens. A refusal clears the store only if it is about what is in it; an outage never does."""

import json
import re
import subprocess

import functional  # noqa: F401
from manual_examples import blocks_of
from postern import stack
from token_examples import PAGE, needs_programs
from tokens import grant

ANN = "ann@example.org"
NODE_SECONDS = 60
# What a browser gives to a page, and the tabs; `scenes` follows it.
TABS = """
const assert = require("node:assert");
const vm = require("node:vm");
const {source, first, second} = JSON.parse(require("node:fs").readFileSync(0));
const kept = new Map();
const localStorage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => kept.set(name, String(text)),
    removeItem: (name) => kept.delete(name),
};
const tab = (ask = fetch) => vm.runInNewContext(source + "; ({renew, stored});", {fetch: ask, localStorage, JSON});
const same = (one, other) => assert.strictEqual(JSON.stringify(one), JSON.stringify(other));
const token = (tokens) => tokens.refresh_token;
const revoke = (tokens) => fetch(API + "/tokens/revoke", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({token: token(tokens)}),
}).then((answer) => assert.strictEqual(answer.status, 204));
const API = source.match(/"(http[^"]+)"/)[1];
"""
SCENES = """
(async () => {
    // Two tabs at once.
    localStorage.setItem("tokens", JSON.stringify(first));
    const [left, right] = await Promise.all([tab().renew(first), tab().renew(first)]);
    assert.notStrictEqual(token(left), token(first));
    assert.strictEqual(token(left), token(right));
    assert.strictEqual(token(tab().stored()), token(left));
    const go_on = await tab().renew(left);
    assert.notStrictEqual(token(go_on), token(left));

    // Outages change nothing.
    const before = kept.get("tokens");
    for (const outage of [() => Promise.reject(new TypeError("no network")),
                          () => Promise.resolve({ok: false, status: 503}),
                          () => Promise.resolve({ok: false, status: 429})])
        await assert.rejects(tab(outage).renew(go_on));
    assert.strictEqual(kept.get("tokens"), before);

    // What was refused is not what another tab has stored since.
    localStorage.setItem("tokens", JSON.stringify(second));
    await revoke(go_on);
    same(await tab().renew(go_on), second);
    same(tab().stored(), second);

    // What was refused is what is stored: signed out, in every tab.
    await revoke(second);
    assert.strictEqual(await tab().renew(second), null);
    assert.strictEqual(tab().stored(), null);
    assert.strictEqual(await tab().renew(second), null);
    console.log("all scenes played");
})();
"""


def shown_code(s):
    """The block of the page, for the API of this machine."""
    (block,) = (block for block in blocks_of(PAGE) if block.lstrip().startswith("const API"))
    code, count = re.subn(r"https://auth\.example\.org", s.portal_url, block)
    assert count == 1, block
    return code


def main():
    needs_programs("node")
    with stack() as s:
        s.postern.add_user(ANN)
        given = {"source": shown_code(s), "first": grant(s, ANN, name="App"),
                 "second": grant(s, ANN, name="App")}
        done = subprocess.run(["node", "-e", TABS + SCENES], input=json.dumps(given), text=True, capture_output=True,
                              check=False, timeout=NODE_SECONDS)
        assert done.returncode == 0 and "all scenes played" in done.stdout, done
        assert not json.loads(s.postern.command("token", "list", "--user", ANN, "--json"))
        reused = json.loads(s.postern.command("audit", "--event", "tokens_ended", "--json"))
        assert not [entry for entry in reused if "reused" in entry["detail"]], reused


if __name__ == "__main__":
    main()
