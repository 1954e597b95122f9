// Keeps the part of the address behind '#': browsers send it to no server, so the forms and links that lead back to the
// page get it here. Without JavaScript they lead to the page itself, as they do for a fragment that is too long to send.
"use strict";
const fragment = window.location.hash;
// A page that is shown again may have the fragment of its own skip link.
const isOpened = performance.getEntriesByType("navigation")[0]?.type === "navigate";
const isOurs = !isOpened && document.getElementById(fragment.slice(1)) !== null;
if (fragment.length > 1 && fragment.length < 6000 && !isOurs) {
    for (const field of document.querySelectorAll('input[type="hidden"][name="rd"]'))
        if (!field.value.includes("#")) field.value += fragment;
    for (const link of document.querySelectorAll('a[href*="rd="]'))
        if (!/%23/.test(link.getAttribute("href")))
            link.setAttribute("href", link.getAttribute("href") + encodeURIComponent(fragment));
}
