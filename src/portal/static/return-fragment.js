// Keeps the part of the address behind '#': browsers send it to no server, so the forms and links that lead back to the
// page get it here. Without JavaScript they lead to the page itself.
"use strict";
const fragment = window.location.hash;
if (fragment.length > 1 && !document.getElementById(fragment.slice(1))) {
    for (const field of document.querySelectorAll('input[type="hidden"][name="rd"]'))
        if (!field.value.includes("#")) field.value += fragment;
    for (const link of document.querySelectorAll('a[href*="rd="]'))
        if (!/%23/.test(link.getAttribute("href")))
            link.setAttribute("href", link.getAttribute("href") + encodeURIComponent(fragment));
}
