// Shows times as people think of them: "2 minutes ago", and the exact moment in their own time zone on hover. The page
// has them in UTC or the zone of the profile; without JavaScript it stays so.
"use strict";
const lang = document.documentElement.lang;
const timeZone = document.currentScript.dataset.timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone;
const exact = new Intl.DateTimeFormat(lang, { year: "numeric", month: "long", day: "numeric",
    hour: "2-digit", minute: "2-digit", timeZoneName: "short", timeZone });
const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
const day = 86400;
const units = [["day", day], ["hour", 3600], ["minute", 60]];
const longestRelative = 7 * day;

// Nothing for what is longer ago, or still to come: there the date says more.
const ago = (moment) => {
    const seconds = Math.floor((Date.now() - moment) / 1000);
    if (seconds < -60 || seconds >= longestRelative) return null;
    if (seconds < 60) return relative.format(0, "second");  // "now"
    const [unit, size] = units.find((one) => seconds >= one[1]);
    return relative.format(-Math.floor(seconds / size), unit);
};

const show = () => {
    for (const time of document.querySelectorAll("time[datetime]")) {
        const moment = new Date(time.dateTime);
        if (Number.isNaN(moment.valueOf())) continue;
        const text = time.hasAttribute("data-exact") ? null : ago(moment);
        time.textContent = text ?? exact.format(moment);
        if (text) time.title = exact.format(moment);
        else time.removeAttribute("title");
    }
};

show();
setInterval(show, 60000);
document.addEventListener("postern:times", show);  // a script has put new ones on the page
// The zone of a person who registers: their e-mails have times, too.
for (const field of document.querySelectorAll("input[data-own-time-zone]")) field.value = timeZone;
