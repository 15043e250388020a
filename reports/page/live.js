"use strict";
// The page of a run that goes on: its server sends what has changed, as server-sent events.
(() => {
  const $ = (id) => document.getElementById(id);
  let key = JSON.parse($("data").textContent).key;
  let over = false; // the run has ended

  const say = (word) => {
    document.body.dataset.link = word;
    $("link").textContent = $("link").dataset[word];
  };
  const ask = (path, secret, options) => fetch(path, { cache: "no-store", ...options, headers: { Authorization: "Bearer " + secret } });

  // mend makes an element's content that of another one, and leaves alone what is equal:
  // what is selected, focused, scrolled to or unfolded stays so.
  function mend(to, from) {
    const fresh = [...from.childNodes];
    for (const [i, want] of fresh.entries()) {
      const has = to.childNodes[i];
      if (!has) to.append(want);
      else if (has.nodeName !== want.nodeName) has.replaceWith(want);
      else if (want.nodeType !== Node.ELEMENT_NODE) {
        if (has.nodeValue !== want.nodeValue) has.nodeValue = want.nodeValue;
      } else {
        for (const { name } of [...has.attributes]) if (name !== "open" && !want.hasAttribute(name)) has.removeAttribute(name);
        for (const { name, value } of want.attributes) if (name !== "open" && has.getAttribute(name) !== value) has.setAttribute(name, value);
        mend(has, want);
      }
    }
    while (to.childNodes.length > fresh.length) to.lastChild.remove();
  }

  // What was counted of each request when, since this page was opened, an hour at most.
  const seen = [];
  function count(at, names) {
    seen.push({ at: at / 1000, names });
    if (seen.length > 3600) seen.shift();
  }

  // narrow makes the lines of the requests that have a text in their names.
  function narrow(text) {
    $("narrowed").hidden = !text;
    if (!text) return null;
    const names = Object.keys(seen.at(-1)?.names || {}).filter((name) => name.toLowerCase().includes(text));
    const sums = seen.map(({ names: counts }) => [0, 1].map((i) => names.reduce((n, name) => n + (counts[name]?.[i] || 0), 0)));
    const ends = seen.slice(1).map((s) => s.at);
    const counts = (k) => ends.map((_, i) => sums[i + 1][k] - sums[i][k]);
    return [ends, ...[0, 1].map((k) => reportPage.rates(ends, counts(k), seen[0]?.at))];
  }
  reportPage.narrow(narrow);

  function show(update) {
    count(update.t_ms, update.by_name);
    for (const [name, html] of Object.entries(update.parts)) {
      const fresh = document.createElement("template");
      fresh.innerHTML = html; // by html/template: texts in it are texts
      mend(document.querySelector(`[data-part="${name}"]`), fresh.content);
    }
    document.title = update.title;
    reportPage.extend(update.from, update.series, update.markers);
    reportPage.choose();
    if (update.page) end(update.page);
  }

  // end keeps the page of the report, as --out html writes it.
  function end(page) {
    over = true;
    say("ended");
    $("stop").hidden = true;
    $("sure").close();
    $("save").hidden = false;
    $("save").addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
      link.download = "wxload-report.html";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  }

  // read shows the events of an answer until it ends.
  async function read(answer) {
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const events = (text + value).split("\n\n");
      text = events.pop();
      for (const event of events) {
        const data = event.split("\n").filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
        if (data) show(JSON.parse(data));
      }
    }
  }

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  // follow asks for the run's events, again and again until it has ended.
  async function follow() {
    say("connecting");
    for (let lost = 0; !over && lost < 20; lost++) {
      try {
        const answer = await ask("events", key);
        if (answer.ok) {
          lost = 0;
          say("following");
          $("stop").hidden = false;
          await read(answer);
          if (over) return;
        }
        if (answer.status === 401) return refused();
        say(answer.status === 503 ? "full" : "lost");
      } catch {
        if (over) return;
        say("lost");
      }
      await pause(Math.min(500 * 2 ** lost, 5000));
    }
    if (!over) refused("gone");
  }

  function refused(word = "other") {
    $("stop").hidden = true;
    say(word);
  }

  // enter changes a token for the key of this run.
  async function enter(token) {
    let answer;
    try {
      answer = await ask("key", token, { method: "POST" });
    } catch {
      return refused("gone");
    }
    $("enter").hidden = answer.ok;
    if (!answer.ok) return refused("wrong");
    sessionStorage.setItem("token", token);
    key = (await answer.json()).key;
    await follow();
  }

  async function stop() {
    $("stop").disabled = true;
    try {
      const answer = await ask("stop", key, { method: "POST" });
      if (answer.ok) return say("stopping");
      refused();
    } catch {
      say("lost");
    }
    $("stop").disabled = false;
  }

  $("enter").addEventListener("submit", (event) => {
    event.preventDefault();
    enter($("token").value);
  });
  $("stop").addEventListener("click", () => $("sure").showModal());
  $("sure").addEventListener("close", () => {
    if ($("sure").returnValue === "stop") stop();
    $("sure").returnValue = "";
  });

  // A token in the address is for this page, and for no one who looks at the address later.
  const given = decodeURIComponent(location.hash.slice(1)) || sessionStorage.getItem("token");
  if (key) follow();
  else if (given) enter(given);
  else $("enter").hidden = false;
  if (location.hash) history.replaceState(null, "", location.pathname);
})();
