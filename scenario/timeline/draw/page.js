"use strict";
(() => {
  const list = document.getElementById("events");
  const details = document.getElementById("details");
  const events = Array.from(list.children);
  let at = -1;

  function show(event) {
    const d = event.dataset;
    const title = document.createElement("b");
    title.textContent = d.number + ". " + d.text;
    const facts = [d.at + " ms", d.path];
    if (d.request) facts.push("request " + d.request);
    facts.push(d.token ? "token " + d.token : "no token");
    details.replaceChildren(title, ...facts.map((fact) => {
      const span = document.createElement("span");
      span.textContent = fact;
      return span;
    }));
    for (const other of events) {
      other.classList.toggle("same", d.request !== "" && other.dataset.request === d.request);
    }
  }

  function select(index) {
    if (index < 0 || index >= events.length) return;
    if (at >= 0) events[at].setAttribute("aria-selected", "false");
    at = index;
    events[at].setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", events[at].id);
    events[at].scrollIntoView({ block: "nearest" });
    show(events[at]);
  }

  // sameRequest is the next event of the selected one's request in a direction.
  function sameRequest(direction) {
    if (at < 0) return direction > 0 ? 0 : events.length - 1;
    const request = events[at].dataset.request;
    for (let i = at + direction; request && i >= 0 && i < events.length; i += direction) {
      if (events[i].dataset.request === request) return i;
    }
    return at;
  }

  function target(key) {
    switch (key) {
      case "ArrowDown": return Math.min(at + 1, events.length - 1);
      case "ArrowUp": return at < 0 ? events.length - 1 : Math.max(at - 1, 0);
      case "ArrowRight": return sameRequest(1);
      case "ArrowLeft": return sameRequest(-1);
      case "Home": return 0;
      case "End": return events.length - 1;
      case "d": return events.findIndex((event) => event.classList.contains("defect"));
      default: return null;
    }
  }

  // Keys work wherever the focus is: there is nothing else on the page to type in.
  document.addEventListener("keydown", (pressed) => {
    if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    const index = target(pressed.key);
    if (index === null) return;
    pressed.preventDefault();
    list.focus({ preventScroll: true });
    select(index);
  });
  events.forEach((event, index) => {
    event.addEventListener("click", () => select(index));
    event.addEventListener("mouseenter", () => show(event));
  });
  list.addEventListener("mouseleave", () => { if (at >= 0) show(events[at]); });
})();
