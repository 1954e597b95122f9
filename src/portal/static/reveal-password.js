// Adds a button that shows the password as text. Without JavaScript the field simply has none.
"use strict";
for (const box of document.querySelectorAll("[data-reveal]")) {
    const input = box.querySelector("input");
    const button = document.createElement("button");
    const show = (shown) => {
        input.type = shown ? "text" : "password";
        button.textContent = shown ? box.dataset.hide : box.dataset.show;
        button.setAttribute("aria-label", shown ? box.dataset.hideLabel : box.dataset.showLabel);
    };
    button.type = "button";
    button.className = "reveal";
    button.addEventListener("click", () => show(input.type === "password"));
    // Never leave the page with the password on the screen or in the browser's memory of texts.
    input.form.addEventListener("submit", () => show(false));
    show(false);
    box.append(button);
}
