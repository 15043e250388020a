"use strict";
// The charts of a report, and their tables, from the numbers in the page. A script that
// follows a run has more of them, by extend.
const reportPage = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  let seconds = [];
  const filter = document.getElementById("filter");
  const wanted = () => filter ? filter.value.trim().toLowerCase() : "";
  const dashes = [[], [8, 4], [2, 3], [12, 3, 2, 3]]; // so that lines are told apart without colour
  const charts = [];

  // rates are counts of times that end there as so many a second. One that is shorter than
  // half a second, as the last one may be, tells little by itself: it is shown together with
  // the one before.
  const rates = (ends, counts, start = 0) => counts.map((n, i) => {
    const begin = (k) => k > 0 ? ends[k - 1] : start;
    const both = i > 0 && ends[i] - begin(i) < 0.5;
    const length = ends[i] - begin(both ? i - 1 : i);
    return length > 0 ? (both ? counts[i - 1] + n : n) / length : n;
  });
  const column = (line) => {
    const numbers = data.series[line.key] || [];
    return line.rate ? rates(seconds, numbers) : numbers;
  };

  // rows are the times of a chart and, for each line, its numbers. Those of the requests may
  // be of some alone, where a script has counted them by name.
  let narrowed = () => null;
  const rows = (chart) => chart.figure.dataset.chart === "requests" && narrowed(wanted()) || [seconds, ...chart.lines.map(column)];

  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const clock = (s) => {
    const rest = Math.round((s % 60) * 1000) / 1000;
    return s < 60 ? rest + " s" : Math.floor(s / 60) + ":" + String(Math.floor(rest)).padStart(2, "0");
  };
  const number = (v) => v === null || v === undefined ? "-"
    : v >= 100 || Number.isInteger(v) ? Math.round(v).toLocaleString("en") : v.toPrecision(3);

  // markers draws the scenario's events as numbered lines, and times with a name as bands.
  const markers = (ink, bad) => (u) => {
    const { ctx, bbox } = u;
    const right = bbox.left + bbox.width;
    const place = (ms) => Math.round(u.valToPos(ms / 1000, "x", true));
    ctx.save();
    ctx.font = 11 * devicePixelRatio + "px sans-serif";
    for (const [i, m] of data.markers.entries()) {
      const end = m.to_ms === undefined ? right : Math.min(place(m.to_ms), right);
      const x = m.name && end > bbox.left ? Math.max(place(m.t_ms), bbox.left) : place(m.t_ms);
      if (x < bbox.left || x > right) continue;
      ctx.strokeStyle = ctx.fillStyle = m.name ? bad : ink;
      ctx.setLineDash(m.name ? [] : [3, 3]);
      if (m.name) {
        ctx.globalAlpha = 0.12;
        ctx.fillRect(x, bbox.top, end - x, bbox.height);
        ctx.globalAlpha = 1;
      }
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const text = m.name ? m.number + " " + m.name : m.number;
      const fits = x + ctx.measureText(text).width + 6 * devicePixelRatio < right;
      ctx.textAlign = fits ? "left" : "right";
      ctx.fillText(text, x + (fits ? 3 : -3) * devicePixelRatio, bbox.top + (11 + (i % 4) * 12) * devicePixelRatio);
    }
    ctx.restore();
  };

  // alone are the numbers without neighbours, which are no line.
  const alone = (u, s, show) => {
    if (show) return null;
    const numbers = u.data[s];
    const known = (i) => numbers[i] !== null && numbers[i] !== undefined;
    return numbers.map((_, i) => i).filter((i) => known(i) && !known(i - 1) && !known(i + 1));
  };

  function draw(chart) {
    const { figure, lines, hidden } = chart;
    const place = figure.querySelector(".plot");
    chart.plot?.destroy();
    const [ink, rule, soft, bad] = ["--ink", "--rule", "--soft", "--bad"].map(style);
    const axis = { stroke: soft, grid: { stroke: rule, width: 1 }, ticks: { stroke: rule, width: 1 } };
    chart.plot = new uPlot({
      width: place.clientWidth, height: 220, cursor: { sync: { key: "time" } }, legend: { show: false },
      scales: { x: { time: false }, y: { range: (u, low, high) => [0, Math.max(high * 1.05, chart.least)] } },
      axes: [{ ...axis, values: (u, all) => all.map(clock) }, { ...axis, size: 64, values: (u, all) => all.map(number) }],
      series: [{}, ...lines.map((line, i) => ({
        stroke: style("--c" + (i + 1)), width: 2, dash: dashes[i], show: !hidden.has(i), spanGaps: false,
        points: { show: () => seconds.length < 40, filter: alone },
      }))],
      hooks: { draw: [markers(ink, bad)] },
    }, rows(chart), place);
  }

  // keys is the legend: a box for each line, which shows or hides it.
  function keys(chart) {
    const place = chart.figure.querySelector(".keys");
    chart.lines.forEach((line, i) => {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = true;
      box.addEventListener("change", () => {
        box.checked ? chart.hidden.delete(i) : chart.hidden.add(i);
        chart.plot.setSeries(i + 1, { show: box.checked });
      });
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const stroke = document.createElementNS("http://www.w3.org/2000/svg", "line");
      for (const [k, v] of Object.entries({ width: 32, height: 8 })) svg.setAttribute(k, v);
      for (const [k, v] of Object.entries({ x1: 0, x2: 32, y1: 4, y2: 4, stroke: "var(--c" + (i + 1) + ")", "stroke-width": 2, "stroke-dasharray": dashes[i].join(" ") })) stroke.setAttribute(k, v);
      svg.append(stroke);
      svg.setAttribute("aria-hidden", "true");
      label.append(box, svg, line.name);
      place.append(label);
    });
  }

  // fill writes a chart's table, when it is open.
  function fill(chart) {
    const place = chart.figure.querySelector(".scroll");
    if (!chart.figure.querySelector("details").open) return;
    const table = document.createElement("table");
    const row = (section, cells, tag) => {
      const tr = section.insertRow();
      cells.forEach((text, i) => {
        const cell = document.createElement(i && tag === "td" ? "td" : "th");
        if (cell.tagName === "TH") cell.scope = tag === "td" ? "row" : "col";
        cell.className = "number";
        cell.textContent = text;
        tr.append(cell);
      });
    };
    row(table.createTHead(), [data.words.until, ...chart.lines.map((l) => l.name)], "th");
    const body = table.createTBody();
    const [times, ...columns] = rows(chart);
    times.forEach((at, i) => row(body, [clock(at), ...columns.map((c) => number(c[i]))], "td"));
    place.replaceChildren(table);
  }

  // extend adds seconds to those that the page has, of which it keeps the first ones.
  function extend(from, series, markers) {
    for (const key of Object.keys(series)) data.series[key] = (data.series[key] || []).slice(0, from).concat(series[key] || []);
    data.markers = markers;
    seconds = data.series.t_ms.map((ms) => ms / 1000);
    charts.forEach(renew);
  }

  function renew(chart) {
    chart.plot.setData(rows(chart));
    fill(chart);
  }

  for (const figure of document.querySelectorAll("[data-chart]")) {
    const chart = { figure, hidden: new Set(), ...data.charts[figure.dataset.chart] };
    charts.push(chart);
    keys(chart);
    draw(chart);
    figure.querySelector("details").addEventListener("toggle", () => fill(chart));
  }
  extend(0, data.series, data.markers);
  const again = () => charts.forEach(draw);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) { // a phone's address bar changes the height alone
      width = innerWidth;
      again();
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  matchMedia("print").addEventListener("change", again);

  // Rows that are about a request are shown where its name has the text of the filter, and
  // charts that are about all say so.
  function choose() {
    const text = wanted();
    for (const note of document.querySelectorAll("[data-all]")) note.hidden = !text;
    for (const row of document.querySelectorAll("[data-request]")) row.hidden = !row.dataset.request.toLowerCase().includes(text);
  }
  filter?.addEventListener("input", () => {
    choose();
    charts.filter((chart) => chart.figure.dataset.chart === "requests").forEach(renew);
  });
  return { extend, choose, rates, rows: (id) => rows(charts.find((chart) => chart.figure.dataset.chart === id)), narrow: (f) => { narrowed = f; } };
})();
