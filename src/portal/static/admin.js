// Makes the console quick: keys, a list that follows the search field, boxes that tick a whole list. Each page works
// without it.
"use strict";
const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;
const searchField = () => document.querySelector("form.filters input[type='search']");

// --- keys: `/` searches, `g u` goes to the users, `?` says which keys there are
const keysDialog = document.getElementById("admin-keys");
const places = { u: "/admin/users", s: "/admin/sites", a: "/admin/audit" };
const longestPause = 1500;  // milliseconds between `g` and the next key
let pressedG = -longestPause;

// Only where the menu leads: the others are not for this visitor.
const goTo = (place) => {
    const link = [...document.querySelectorAll(".admin .menu a")].find((one) => one.pathname.endsWith(place));
    if (link) location.assign(link.href);
    return link !== undefined;
};

document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const follows = event.timeStamp - pressedG < longestPause;
    pressedG = event.key === "g" ? event.timeStamp : -longestPause;
    if (follows && event.key in places) {
        if (goTo(places[event.key])) event.preventDefault();
    } else if (event.key === "/" && searchField()) {
        event.preventDefault();
        searchField().select();
    } else if (event.key === "?") {
        event.preventDefault();
        keysDialog.showModal();
    }
});
keysDialog.querySelector("[data-close]").addEventListener("click", () => keysDialog.close());

// --- a box in the head of a table ticks all rows
const makeAllBox = (place) => {
    const boxes = () => [...place.closest("form").querySelectorAll("tbody input[type='checkbox']")];
    const all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", place.dataset.showLabel);
    all.addEventListener("change", () => {
        for (const box of boxes()) box.checked = all.checked;
    });
    place.replaceChildren(all);
};
const makeAllBoxes = () => {
    for (const place of document.querySelectorAll("[data-tick-all]")) makeAllBox(place);
};
makeAllBoxes();

// --- the list follows the search field: the same page is fetched, and its list takes the place of this one
const pause = 250;  // milliseconds after the last key
const follow = (form, list) => {
    let timer = 0;
    let request = null;
    let shown = new URLSearchParams(new FormData(form)).toString();

    const show = () => {
        const query = new URLSearchParams(new FormData(form)).toString();
        if (query === shown) return;
        request?.abort();  // another key was faster
        const address = form.action + "?" + query;
        request = new XMLHttpRequest();
        request.open("GET", address);
        request.responseType = "document";  // a page of ours, in which nothing acts
        request.onload = ({ target }) => {
            const page = target.status === 200 ? target.response : null;
            const fresh = page?.getElementById(list.id);
            if (!fresh) return;  // the button still works, and shows what is wrong
            shown = query;
            list.replaceChildren(...fresh.childNodes);
            const count = document.getElementById("list-count");
            if (count) count.textContent = page.getElementById("list-count")?.textContent ?? "";
            history.replaceState(null, "", address);
            makeAllBoxes();
            document.dispatchEvent(new Event("postern:times"));
        };
        request.send();
    };
    form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(show, pause);
    });
};
const filters = document.querySelector("form.filters[method='get']");
const list = document.getElementById("list");
if (filters && list) {
    follow(filters, list);
}
