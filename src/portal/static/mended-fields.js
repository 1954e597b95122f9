// Takes the message off a field that the server has refused, once it is mended as far as a browser can tell. Without
// JavaScript it stays until the form is sent again. A new password has its own advice: password-advice.js.
"use strict";
const isMended = (field, refused) => {
    if (field.type === "checkbox") return field.checked;
    return field.value.trim() !== "" && field.value !== refused && field.validity.valid;
};

const takeOff = (field) => {
    const message = field.id + "-error";
    field.removeAttribute("aria-invalid");
    document.getElementById(message)?.remove();
    const left = (field.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== message);
    if (left.length > 0) field.setAttribute("aria-describedby", left.join(" "));
    else field.removeAttribute("aria-describedby");
    // The summary above the form has a line for each such field.
    for (const link of document.querySelectorAll(".notice-bad a[href='#" + field.id + "']")) {
        const notice = link.closest(".notice-bad");
        link.closest("p").remove();
        if (notice.childElementCount === 0) notice.remove();
    }
};

for (const field of document.querySelectorAll("[aria-invalid='true']:not([data-advice])")) {
    const refused = field.value;
    const look = () => {
        if (!isMended(field, refused)) return;
        field.removeEventListener("input", look);
        takeOff(field);
    };
    field.addEventListener("input", look);
}
