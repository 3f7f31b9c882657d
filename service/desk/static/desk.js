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

// Buttons that copy appear only where copying works.
function offerCopying(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
    });
  }
}

document.addEventListener("DOMContentLoaded", () => offerCopying(document));
document.addEventListener("htmx:load", (event) => offerCopying(event.detail.elt));
