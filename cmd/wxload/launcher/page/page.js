"use strict";
// The page makes a form of what one chooses; the launcher makes the command of it.
(() => {
  const $ = (id) => document.getElementById(id);
  const form = $("form");

  // The token is in the address once, and then in this tab.
  const given = decodeURIComponent(location.hash.slice(1));
  if (given) {
    sessionStorage.setItem("token", given);
    history.replaceState(null, "", location.pathname);
  }
  const token = sessionStorage.getItem("token") || "";
  const ask = (path, options) => fetch(path, { cache: "no-store", ...options, headers: { Authorization: "Bearer " + token } });

  function say(text, bad) {
    $("said").textContent = text;
    $("said").className = bad ? "bad" : "";
  }
  const word = (name) => $("said").dataset[name];

  // arrange shows what belongs to what is chosen. A file of mine has a field for its path.
  function arrange() {
    const what = form.elements.do.value;
    for (const part of document.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== what;
    const wanted = new Set();
    for (const select of document.querySelectorAll("[data-file]")) {
      if (select.value === "file:" && !select.closest("[hidden]")) wanted.add(select.dataset.file);
    }
    for (const id of ["scenario-file", "own-wrapper"]) $(id).hidden = !wanted.has(id);
  }

  const chosen = () => JSON.stringify(Object.fromEntries(new FormData(form)));

  let asked = 0; // the latest question for a command
  async function preview() {
    const mine = ++asked;
    const [ok, text] = await post("command");
    if (mine !== asked) return;
    if (ok) $("command").textContent = text.trimEnd();
    $("start").disabled = !ok || busy;
    say(ok ? "" : text, !ok);
  }

  // post sends the form, and returns whether that went well, and the answer.
  async function post(path) {
    try {
      const answer = await ask(path, { method: "POST", body: chosen() });
      const text = (await answer.text()).trim();
      return [answer.ok, answer.status === 401 ? word("token") : text];
    } catch {
      return [false, word("gone")];
    }
  }

  let busy = false;
  function show(state) {
    const last = state.jobs?.at(-1);
    const ended = busy && !last?.running;
    busy = Boolean(last?.running);
    $("start").disabled = busy;
    if (ended) preview(); // there are files now that were not there before
    $("job").hidden = !last;
    $("past").hidden = (state.jobs?.length || 0) < 2;
    if (!last) return;
    $("state").textContent = !last.running ? word("ended") + " " + last.code : word(last.stopping ? "settling" : "running");
    $("state").className = last.running ? "going" : last.code === 0 ? "good" : "bad";
    $("meaning").textContent = last.running ? "" : last.meaning;
    $("job-command").textContent = last.command;
    link($("watch"), busy && state.page);
    link($("look"), last.result);
    $("stop").hidden = !busy;
    $("stop").textContent = word(last.stopping ? "kill" : "stop");
    const output = $("output");
    const atEnd = output.scrollTop + output.clientHeight >= output.scrollHeight - 4;
    output.textContent = (state.skipped ? "[…]\n" : "") + state.output;
    if (atEnd) output.scrollTop = output.scrollHeight;
    $("jobs").replaceChildren(...state.jobs.slice(0, -1).reverse().map(row));
  }

  function link(a, to) {
    a.hidden = !to;
    if (to) a.href = to;
  }

  function row(job) {
    const tr = document.createElement("tr");
    const code = tr.insertCell();
    code.className = "number";
    code.textContent = job.code;
    tr.insertCell().textContent = job.command;
    const result = tr.insertCell();
    if (job.result) {
      const a = document.createElement("a");
      [a.href, a.target, a.rel, a.textContent] = [job.result, "_blank", "noopener noreferrer", word("look")];
      result.append(a);
    }
    return tr;
  }

  // follow shows how the job stands, as server-sent events tell it.
  async function follow() {
    try {
      const answer = await ask("events");
      if (!answer.ok) return say(answer.status === 401 ? word("token") : answer.status === 503 ? word("full") : await answer.text(), true);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; ;) {
        const { value, done } = await reader.read();
        if (done) break;
        const events = (text + value).split("\n\n");
        text = events.pop();
        for (const event of events) show(JSON.parse(event.slice("data: ".length)));
      }
    } catch {
      // It has ended, as after the last event.
    }
    busy = true;
    $("start").disabled = true;
    $("stop").hidden = true;
    say(word("gone"), true);
  }

  form.addEventListener("input", () => {
    arrange();
    preview();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    $("start").disabled = true;
    const [ok, text] = await post("start");
    say(ok ? "" : text, !ok);
    if (!ok) $("start").disabled = busy;
    else $("job").scrollIntoView({ behavior: "smooth" });
  });
  $("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText($("command").textContent);
    say(word("copied"));
  });
  $("stop").addEventListener("click", () => post("stop"));
  arrange();
  preview();
  follow();
})();
