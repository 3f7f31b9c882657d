// What the desk's pages do in the browser besides htmx. Everything can be read without it.
"use strict";

// Times stand in the page with their zone named; here they move into the reader's own.
function localiseTimes(root) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  for (const element of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.valueOf())) continue;
    element.title = element.dateTime;
    element.textContent = format.format(moment);
  }
}

document.addEventListener("DOMContentLoaded", () => localiseTimes(document));
document.addEventListener("htmx:load", (event) => localiseTimes(event.detail.elt));
