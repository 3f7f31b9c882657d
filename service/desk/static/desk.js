// What the desk's pages do in the browser besides htmx. Everything can be read without it.
"use strict";

// The page's language as it is written where the reader lives, if that is known.
function pageLocale() {
  const { lang } = document.documentElement;
  return navigator.languages.find((name) => name.split("-")[0] === lang) ?? lang;
}

// Times stand in the page with their zone named; here they move into the reader's own.
function localiseTimes(root) {
  const format = new Intl.DateTimeFormat(pageLocale(), { dateStyle: "medium", timeStyle: "short" });
  for (const element of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.valueOf())) continue;
    element.title = element.dateTime;
    element.textContent = format.format(moment);
  }
}

// The days of a time line too: those that marks tell, and those named below it.
function localiseDays(root) {
  const format = new Intl.DateTimeFormat(pageLocale(), { dateStyle: "medium" });
  for (const element of root.querySelectorAll("svg [data-day]")) {
    const day = element.dataset.day.slice(0, 10);
    const shown = format.format(new Date(element.dataset.day));
    const title = element.querySelector("title");
    for (const text of title ? [title, element.getAttributeNode("aria-label")] : [element]) {
      text.textContent = text.textContent.replace(day, shown);
    }
  }
}

// Fields for a day or a time mean the reader's zone: a hidden field says which moment that is.
function localiseFields(root) {
  for (const name of root.querySelectorAll("[data-zone]")) {
    name.textContent = Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
  for (const field of root.querySelectorAll("input[data-moment]")) {
    const twin = document.createElement("input");
    twin.type = "hidden";
    twin.name = `${field.name}_at`;
    field.after(twin);
    const note = () => {
      const moment = new Date(field.dataset.moment ? `${field.value}T${field.dataset.moment}` : field.value);
      twin.value = Number.isNaN(moment.valueOf()) ? "" : moment.toISOString();
    };
    field.addEventListener("input", note);
    note();
    if (field.type === "datetime-local" && field.value) {
      const moment = new Date(`${field.value}Z`);
      field.value = new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
      // Not asked of the field: where clocks are set back, one time of the reader's means two moments.
      twin.value = moment.toISOString();
    }
  }
}

// Buttons for what only works with scripts appear here.
function offerButtons(root) {
  for (const button of root.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
    });
  }
}

// The mark of a time line that is pointed at, or has the focus, tells its quote below the line.
function tellMarks(root) {
  for (const line of root.querySelectorAll("[data-time-line]")) {
    const quote = line.querySelector("[data-quote]");
    for (const mark of line.querySelectorAll("a")) {
      const title = mark.querySelector("title");
      const text = title.textContent;
      // Or else the browser would show the same again in a box of its own.
      title.remove();
      for (const name of ["mouseenter", "focus"]) {
        mark.addEventListener(name, () => {
          quote.hidden = false;
          quote.textContent = text;
        });
      }
    }
  }
}

// Where not all of a chart fits in, its newest end is shown.
function showNewest(root) {
  for (const chart of root.querySelectorAll("[data-newest-last]")) chart.scrollLeft = chart.scrollWidth;
}

// A part of a page that changes while the service works: events tell how far it is. Where there are none, or they break
// off, it is fetched once a second.
function follow(part) {
  const fetchAgain = () => htmx.trigger(part, "refresh");
  const poll = () => {
    setTimeout(fetchAgain, 1000);
    part.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.elt === part && !event.detail.successful) setTimeout(fetchAgain, 5000);
    });
  };
  if (!part.dataset.events || !window.EventSource) {
    poll();
    return;
  }
  const source = new EventSource(part.dataset.events);
  const say = (event) => {
    const said = part.querySelector("[data-said]");
    const data = JSON.parse(event.data);
    const text = said.dataset[event.type];
    if (text) said.textContent = text.replace(/\{(\w+)\}/g, (_, name) => data[name]);
    const bar = part.querySelector("[data-bar]");
    if (!data.total) return;
    bar.hidden = false;
    bar.max = data.total;
    bar.value = data.judged ?? data.done + data.failed;
  };
  for (const name of ["running", "retrieved", "judged", "progress"]) source.addEventListener(name, say);
  const end = () => {
    source.close();
    fetchAgain();
  };
  for (const name of ["done", "failed", "canceled"]) source.addEventListener(name, end);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) poll();
  });
  part.addEventListener("htmx:beforeCleanupElement", () => source.close());
}

function followParts(root) {
  if (root.matches("[data-follow]")) follow(root);
  root.querySelectorAll("[data-follow]").forEach(follow);
}

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
      const main = document.adoptNode(page.querySelector("main"));
      document.querySelector("main").replaceWith(main);
      htmx.process(main);
      enhance(main);
    });
    request.addEventListener("error", () => form.submit());
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}

// On paper nothing can be unfolded.
let unfolded = [];
window.addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("details.origin:not([open])")];
  for (const part of unfolded) part.open = true;
});
window.addEventListener("afterprint", () => {
  for (const part of unfolded) part.open = false;
});

// htmx tells of the whole page once, and then of each part that it brings.
function enhance(root) {
  localiseTimes(root);
  localiseDays(root);
  localiseFields(root);
  offerButtons(root);
  tellMarks(root);
  showNewest(root);
  followParts(root);
  root.querySelectorAll("form[data-drop]").forEach(takeDrops);
}

document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
