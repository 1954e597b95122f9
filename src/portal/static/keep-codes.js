// Adds buttons that copy, keep or print what the page shows only once: recovery codes, or a token, which is only
// copied. Without JavaScript it can be selected.
"use strict";
for (const box of document.querySelectorAll("[data-keep-codes]")) {
    const codes = box.parentElement.querySelector("pre");
    const add = (label, action) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button-small";
        button.textContent = label;
        button.addEventListener("click", () => action(button));
        box.append(button);
    };
    if (navigator.clipboard)
        add(box.dataset.copy, async (button) => {
            await navigator.clipboard.writeText(codes.textContent);
            button.textContent = box.dataset.copied;
        });
    if (!box.dataset.download) continue;
    add(box.dataset.download, () => {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([codes.textContent], {type: "text/plain"}));
        link.download = "postern-recovery-codes.txt";
        link.click();
        URL.revokeObjectURL(link.href);
    });
    add(box.dataset.print, () => window.print());
}
