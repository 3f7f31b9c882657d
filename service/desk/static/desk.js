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

// A form that takes a file: it can be dropped on it, and a bar shows how much was sent.
function takeDrops(form) {
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (sent) => {
      bar.hidden = false;
      bar.value = sent.total ? sent.loaded / sent.total : 0;
    });
    request.addEventListener("load", () => {
      if (request.responseURL !== form.action) {
        location.assign(request.responseURL);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
      document.querySelectorAll("form[data-drop]").forEach(takeDrops);
    });
    request.addEventListener("error", () => form.submit());
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("form[data-drop]").forEach(takeDrops));
