const $ = id => document.getElementById(id);
// The language is what the address asks for, or else the browser.
const lang = new URLSearchParams(location.search).get("lang") || (navigator.language.startsWith("zh") ? "zh" : "en");
const say = text => lang === "zh" && chinese[text] || text;
const colon = lang === "zh" ? "：" : ": ";
const number = n => n.toLocaleString(lang === "zh" ? "zh-CN" : "en");

function translate() {
  if (lang !== "zh") return;
  document.documentElement.lang = "zh-CN";
  Object.assign($("language"), { href: "?lang=en", lang: "en", textContent: "English" });
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const t = texts.currentNode, text = t.data.trim();
    if (text && t.parentElement.localName !== "script") t.data = t.data.replace(text, say(text));
  }
  for (const e of document.querySelectorAll("[aria-label]")) e.setAttribute("aria-label", say(e.getAttribute("aria-label")));
  document.title = say(document.title);
}

async function ask(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  if ($("token").value) headers.Authorization = "Bearer " + $("token").value;
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const value = answer.headers.get("Content-Type").includes("json") ? await answer.json() : await answer.text();
  if (!answer.ok) throw new Error(value.error || answer.statusText);
  return value;
}
function tell(text, bad) { $("said").textContent = text; $("said").className = bad ? "bad" : ""; }
async function act(label, path, body, method = "POST") {
  try {
    const done = await ask(method, "/_wx/control/" + path, body);
    tell(`${label}${colon}${say("done")} ${JSON.stringify(done)}`);
  } catch (e) { tell(`${label}${colon}${e.message}`, true); }
  return refresh();
}

// Names come from strangers: they are set as text, never as HTML.
function make(kind, text, name) {
  const e = document.createElement(kind);
  if (text !== undefined) e.textContent = text;
  if (name) e.className = name;
  return e;
}
function button(label, of, f) {
  const b = make("button", label);
  b.type = "button";
  b.dataset.key = b.ariaLabel = of ? `${label}${colon}${of}` : label;
  b.onclick = f;
  return b;
}
// show fills a part of the page anew. A button that has the focus keeps it.
function show(id, all) {
  const key = $(id).contains(document.activeElement) && document.activeElement.dataset.key;
  $(id).replaceChildren(...all);
  const heads = $(id).closest("table")?.tHead.rows[0].cells ?? [];
  for (const r of $(id).rows ?? []) [...r.cells].forEach((c, i) => { c.dataset.name = heads[i]?.textContent ?? ""; }); // of a card
  if (key) [...$(id).querySelectorAll("button")].find(b => b.dataset.key === key)?.focus();
}
function row(...cells) {
  const tr = document.createElement("tr");
  cells.forEach((c, i) => {
    const td = make(i ? "td" : "th", typeof c === "number" ? number(c) : typeof c === "string" ? c : undefined, typeof c === "number" ? "n" : "");
    if (!i) td.scope = "row";
    if (typeof c === "string" && c.length > 40) td.title = c; // the cell ends before
    if (Array.isArray(c)) c.forEach(b => td.append(b, " "));
    tr.append(td);
  });
  return tr;
}

function showCounts(l) {
  const c = l.codes, s = l.sessions;
  show("tiles", [["codes issued", c.issued], ["used", c.used], ["unused", c.unused], ["expired", c.expired], ["refused", c.refused],
    ["valid session_keys", s.valid], ["displaced", s.displaced]].map(([label, n]) => {
    const d = document.createElement("div");
    d.append(make("dt", say(label)), make("dd", number(n)));
    return d;
  }));
}

function showApps(apps) {
  show("apps", apps.map(a => row(a.appid, a.users, a.tokens, [["expire tokens", "expire-access-tokens"], ["expire sessions", "expire-sessions"], ["rotate keys", "rotate-sessions"]]
    .map(([label, path]) => button(say(label), a.appid, () => act(say(label), path, { appid: a.appid }))))));
}

const shown = 50;
let offset = 0;
function showUsers(l) {
  show("users", Object.entries(l.users).map(([name, u]) => row(name, u.openid, u.codes_issued, u.codes_used, u.codes_unused, u.codes_expired, u.codes_refused,
    [["expire", "expire-sessions"], ["rotate", "rotate-sessions"]].map(([label, path]) => button(say(label), name, () => act(say(label), path, { users: [name] }))))));
  const part = l.part, to = Math.min(part.offset + shown, part.of);
  $("part").textContent = part.of ? `${number(part.offset + 1)}–${number(to)} ${say("of")} ${number(part.of)}` : say("none");
  $("before").disabled = part.offset === 0;
  $("next").disabled = to >= part.of;
  if (part.offset >= part.of && part.offset > 0) turn(-part.offset); // there are fewer than before
}
function turn(by) {
  offset = Math.max(0, offset + by);
  refresh();
}
$("before").onclick = () => turn(-shown);
$("next").onclick = () => turn(shown);
$("filter").oninput = () => turn(-offset);
$("token").value = sessionStorage.getItem("token") || "";
$("token").onchange = () => { sessionStorage.setItem("token", $("token").value); refresh(); };

function showFaults(faults) {
  show("faults", faults.length ? faults.map((f, i) => {
    const li = document.createElement("li"), text = JSON.stringify(f);
    li.append(make("code", text), " ", button(say("remove"), text, () => act(say("remove"), "faults", { faults: faults.filter((_, j) => j !== i) }, "PUT")));
    return li;
  }) : [make("li", say("none"), "soft")]);
}
// faultOf is the fault that the form describes.
function faultOf(kind) {
  switch (kind) {
    case "reset": case "reset_after": return { [kind]: true };
    case "slow": return { body: kind, latency: "4s" };
    case "truncated": case "malformed": return { body: kind };
    case "content_type": return { content_type: "text/html" };
    case "latency": return { latency: "2s" };
    case "502": case "429": return { status: Number(kind) };
    default: return { errcode: Number(kind) };
  }
}
$("inject").onsubmit = async event => {
  event.preventDefault();
  const fault = { endpoint: $("endpoint").value, ...faultOf($("kind").value) };
  if ($("rate").valueAsNumber < 1) fault.rate = $("rate").valueAsNumber;
  try {
    const now = await ask("GET", "/_wx/control/faults");
    await act(say("inject"), "faults", { faults: [...now.faults, fault] }, "PUT");
  } catch (e) { tell(e.message, true); }
};
$("clear").onclick = () => act(say("clear all"), "faults", { faults: [] }, "PUT");

// What happened in each interval between two answers, a second: codes issued, codes used,
// errors.
const points = [], names = ["codes issued", "codes used", "errors"], kept = 10 * 60 * 1000;
let last;
function addPoint(ledger, errors) {
  const now = { at: Date.now(), counts: [ledger.codes.issued, ledger.codes.used, errors.reduce((n, e) => n + e.count, 0)] };
  if (last && now.at > last.at) {
    points.push({ at: now.at, rates: now.counts.map((n, i) => Math.max(0, n - last.counts[i]) / (now.at - last.at) * 1000) });
    while (points[0].at < now.at - kept) points.shift();
  }
  last = now;
}
const rate = n => number(Math.round(n * 10) / 10);
function svg(kind, attributes, text) {
  const e = document.createElementNS($("chart").namespaceURI, kind);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  if (text !== undefined) e.textContent = text;
  return e;
}
function showChart() {
  const width = $("chart").clientWidth, left = 56, right = width - 4, top = 12, bottom = 172;
  $("chart").setAttribute("viewBox", `0 0 ${width} 200`);
  const to = Date.now(), from = Math.min(points[0]?.at ?? to, to - 60 * 1000);
  const most = Math.max(1, ...points.flatMap(p => p.rates));
  const x = at => left + (at - from) / (to - from) * (right - left), y = n => bottom - n / most * (bottom - top);
  const parts = [0, most / 2, most].flatMap(n => [svg("line", { x1: left, x2: right, y1: y(n), y2: y(n) }), svg("text", { x: left - 8, y: y(n) + 4, "text-anchor": "end" }, rate(n))]);
  parts.push(svg("text", { x: left, y: 194 }, `−${rate((to - from) / 60000)} ${say("min")}`), svg("text", { x: right, y: 194, "text-anchor": "end" }, say("now")));
  names.forEach((_, i) => parts.push(svg("path", { class: "s" + i, d: points.map((p, j) => `${j ? "L" : "M"}${x(p.at).toFixed(1)} ${y(p.rates[i]).toFixed(1)}`).join("") })));
  $("chart").replaceChildren(...parts);
  show("points", points.slice(-60).reverse().map(p => row(new Date(p.at).toLocaleTimeString(lang === "zh" ? "zh-CN" : "en"), ...p.rates.map(n => Math.round(n * 10) / 10))));
}
function showKeys() {
  show("keys", names.map((name, i) => {
    const key = make("span"), line = svg("svg", { width: 28, height: 8, "aria-hidden": "true" });
    line.append(svg("path", { class: "s" + i, d: "M0 4H28" }));
    key.append(line, say(name));
    return key;
  }));
}

// errorsIn are the calls that failed, from the text for Prometheus.
function errorsIn(text) {
  return [...text.matchAll(/^mockwx_calls_total\{endpoint="([^"]*)",errcode="([^"]*)"\} (\d+)$/gm)]
    .map(([, call, code, count]) => ({ call, code, count: Number(count) })).filter(e => e.code !== "0").sort((a, b) => b.count - a.count);
}

let timer, turns = 0;
// A mock with very many users answers slowly: the pause grows with the answer.
async function refresh() {
  const mine = ++turns, began = performance.now();
  clearTimeout(timer);
  try {
    const part = new URLSearchParams({ limit: shown, offset, contains: $("filter").value });
    const [apps, ledger, counts] = await Promise.all([ask("GET", "/_wx/apps"), ask("GET", "/_wx/ledger?" + part), ask("GET", "/metrics")]);
    if (mine !== turns) return; // a later one is on its way
    showApps(apps.apps);
    showCounts(ledger);
    showUsers(ledger);
    const errors = errorsIn(counts);
    addPoint(ledger, errors);
    showChart();
    show("errors", errors.length ? errors.slice(0, 20).map(e => row(e.call, e.code, e.count)) : [row(say("none"))]);
    showFaults((await ask("GET", "/_wx/control/faults")).faults);
  } catch (e) { tell(e.message, true); }
  if (mine === turns) timer = setTimeout(refresh, 2000 + 5 * (performance.now() - began));
}
translate();
showKeys();
refresh();
