"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const list = $("events"), details = $("details"), tools = $("tools"), words = details.dataset;
  const events = Array.from(list.children);
  // The event that is selected, and those that the zoom shows.
  let at = -1, from = 0, to = events.length;

  function part(kind, text) {
    const element = document.createElement(kind);
    element.textContent = text;
    return element;
  }

  function show(event) {
    const d = event.dataset;
    const facts = [d.at + " ms", d.path];
    if (d.request) facts.push(words.sayRequest + " " + d.request);
    facts.push(d.token ? words.sayToken + " " + d.token : words.sayNone);
    const link = part("a", words.sayLink);
    link.href = "#" + event.id;
    link.id = "link";
    details.replaceChildren(part("b", d.number + ". " + d.text), ...facts.map((fact) => part("span", fact)), link);
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
    history.replaceState(null, "", "#" + events[at].id);
  }

  // filter hides what the zoom and the form leave out.
  function filter() {
    const request = $("request").value, text = $("text").value.toLowerCase();
    let n = 0;
    events.forEach((event, i) => {
      const d = event.dataset;
      event.hidden = i < from || i >= to || request !== "" && d.request !== request || !(d.text + " " + d.path).toLowerCase().includes(text);
      if (!event.hidden) n++;
    });
    $("shown").textContent = n + " / " + events.length + " " + tools.dataset.sayShown;
    $("in").disabled = to - from <= 2;
    $("out").disabled = $("all").disabled = to - from === events.length;
    if (at >= 0 && !events[at].hidden) events[at].scrollIntoView({ block: "nearest" });
  }

  const defect = () => events.findIndex((event) => event.classList.contains("defect"));

  // zoom shows so many times the events, around the selected one or else the defect.
  function zoom(times) {
    const center = at >= 0 ? at : Math.max(defect(), 0);
    const n = Math.min(Math.max(Math.round((to - from) * times), 2), events.length);
    from = Math.min(Math.max(center - Math.floor(n / 2), 0), events.length - n);
    to = from + n;
    filter();
  }
  function all() {
    from = 0;
    to = events.length;
    tools.reset();
    filter();
  }

  // next is the nearest event in a direction that is shown and fits.
  function next(start, direction, fits = () => true) {
    for (let i = start; i >= 0 && i < events.length; i += direction) {
      if (!events[i].hidden && fits(events[i])) return i;
    }
    return at;
  }

  // sameRequest is the next event of the selected one's request in a direction.
  function sameRequest(direction) {
    if (at < 0) return direction > 0 ? next(0, 1) : next(events.length - 1, -1);
    const request = events[at].dataset.request;
    return request ? next(at + direction, direction, (event) => event.dataset.request === request) : at;
  }

  function target(key) {
    switch (key) {
      case "ArrowDown": return next(at + 1, 1);
      case "ArrowUp": return next(at < 0 ? events.length - 1 : at - 1, -1);
      case "ArrowRight": return sameRequest(1);
      case "ArrowLeft": return sameRequest(-1);
      case "Home": return next(0, 1);
      case "End": return next(events.length - 1, -1);
      case "d": return defect();
      default: return null;
    }
  }
  const zooms = { "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), "0": all };

  // reveal selects an event, also where it is hidden.
  function reveal(index) {
    if (events[index]?.hidden) all();
    select(index);
  }
  function follow() {
    const index = location.hash === "#defect" ? defect() : events.findIndex((event) => "#" + event.id === location.hash);
    if (index >= 0 && index !== at) reveal(index);
  }

  // back shows all events, and leaves the form or the details for them.
  function back() {
    all();
    list.focus();
  }

  // Keys work wherever the focus is, but in the form.
  document.addEventListener("keydown", (pressed) => {
    if (pressed.key === "Escape") return back();
    if (pressed.key === "Enter" && pressed.target === list) return $("link")?.focus();
    if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || tools.contains(pressed.target)) return;
    const index = target(pressed.key);
    if (index === null && !zooms[pressed.key]) return;
    pressed.preventDefault();
    list.focus({ preventScroll: true });
    if (index === null) zooms[pressed.key]();
    else reveal(index);
  });
  events.forEach((event, index) => {
    event.addEventListener("click", () => select(index));
    event.addEventListener("mouseenter", () => show(event));
  });
  list.addEventListener("mouseleave", () => { if (at >= 0) show(events[at]); });
  tools.addEventListener("submit", (event) => event.preventDefault());
  $("request").onchange = $("text").oninput = filter;
  $("in").onclick = zooms["+"];
  $("out").onclick = zooms["-"];
  $("all").onclick = all;
  addEventListener("hashchange", follow);
  tools.hidden = false;
  filter();
  follow();
})();
