"use strict";
(function () {
  const STATES = {
    running: "◐", waiting: "○", completed: "●", diverged: "↯", failed: "✕", interrupted: "‖", damaged: "?",
  };
  // Okabe and Ito's palette, which most colour-blind readers can tell apart; lighter in the dark. Dashes tell lines apart without it.
  const LIGHT = ["#0072b2", "#d55e00", "#009e73", "#b1508c", "#8a6d00", "#2f9bd6", "#444444", "#7a5195"];
  const DARK = ["#5ab4ea", "#ff9a4d", "#3ecfa0", "#e696c6", "#e0c23c", "#9ad4f5", "#c8c8c8", "#b79ad6"];
  const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
  const MOST_COLOURS = LIGHT.length;
  const BEST = 5;
  const MOST_ROWS = 200;

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const byId = (id) => document.getElementById(id);
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const natural = new Intl.Collator("en", { numeric: true }).compare;
  const element = (tag, text, parent) => {
    const e = document.createElement(tag);
    if (text !== undefined) e.textContent = text;
    if (parent) parent.append(e);
    return e;
  };
  const write = (e, text) => { if (e.textContent !== text) e.textContent = text; };
  const number = (v) => {
    if (v === null || v === undefined) return "–";
    const a = Math.abs(v);
    if (a !== 0 && (a < 1e-3 || a >= 1e6)) return v.toExponential(2);
    return a >= 100 ? v.toFixed(1) : a >= 1 ? v.toFixed(2) : v.toFixed(4);
  };
  const whole = (v) => v.toLocaleString("en");
  /** Rates as people write them, 2.78e-5 for 2.782559402E-5; whole numbers stay. */
  const pretty = (text) => text.replace(/(?<![\w.])\d+(?:\.\d+)?(?:E[-+]?\d+)?(?![\w.])/g, (digits) => {
    if (/^\d+$/.test(digits)) return digits;
    const v = +Number(digits).toPrecision(3);
    return v !== 0 && (v < 1e-3 || v >= 1e5) ? v.toExponential().replace("+", "") : String(v);
  });
  const labels = new Map();
  const labelOf = (setting) => {
    if (!labels.has(setting.label)) labels.set(setting.label, pretty(setting.label));
    return labels.get(setting.label);
  };

  let state = null;
  let clockAhead = 0;
  let shownAll = false;
  const pressed = new Set();

  /** RFC 7396. */
  function patched(target, patch) {
    const isObject = (v) => v !== null && typeof v === "object" && !Array.isArray(v);
    if (!isObject(patch)) return patch;
    const result = isObject(target) ? { ...target } : {};
    for (const [key, value] of Object.entries(patch)) {
      if (value === null) delete result[key]; else result[key] = patched(result[key], value);
    }
    return result;
  }

  function ago(millis) {
    const s = Math.max(0, Math.round((Date.now() + clockAhead - millis) / 1000));
    if (s < 120) return s + " s ago";
    if (s < 7200) return Math.round(s / 60) + " min ago";
    return s < 172800 ? Math.round(s / 3600) + " h ago" : Math.round(s / 86400) + " days ago";
  }

  // Progress

  const stateButtons = {};
  for (const [name, glyph] of Object.entries(STATES)) {
    const button = element("button", undefined, byId("states"));
    button.type = "button";
    button.className = name;
    button.setAttribute("aria-pressed", "false");
    const mark = element("span", glyph, button);
    mark.className = "glyph";
    mark.setAttribute("aria-hidden", "true");
    const text = element("span", "", button);
    button.addEventListener("click", () => {
      if (!pressed.delete(name)) pressed.add(name);
      button.setAttribute("aria-pressed", String(pressed.has(name)));
      drawRuns();
    });
    const segment = element("span", undefined, byId("bar"));
    segment.className = name;
    stateButtons[name] = { button, text, segment };
  }
  // From what is done to what is not.
  for (const name of ["completed", "diverged", "failed", "damaged", "interrupted", "running", "waiting"]) byId("bar").append(stateButtons[name].segment);

  function drawProgress() {
    const counts = state.counts;
    const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
    const over = total - counts.waiting - counts.running;
    const settings = new Set(Object.values(state.runs).map((run) => run.setting)).size;
    const summary = byId("summary");
    summary.replaceChildren();
    element("b", whole(over) + " of " + whole(total), summary);
    const done = Object.values(state.runs).reduce((sum, run) => sum + (["waiting", "running"].includes(run.state) ? run.share || 0 : 1), 0);
    summary.append((total === 1 ? " run is over" : " runs are over") + " · " + Math.floor(100 * done / total) + " % of the training · " + whole(settings) + (settings === 1 ? " setting" : " settings"));
    const spoken = [];
    for (const name of Object.keys(STATES)) {
      const { button, text, segment } = stateButtons[name];
      write(text, whole(counts[name]) + " " + name);
      button.hidden = counts[name] === 0 && !pressed.has(name);
      segment.hidden = counts[name] === 0;
      segment.style.flexGrow = counts[name];
      if (counts[name]) spoken.push(counts[name] + " " + name);
    }
    byId("bar").setAttribute("aria-label", spoken.join(", "));
    document.title = over + "/" + total + " · Keel dashboard";
  }

  // Curves

  const charts = new Map();

  /** Lines in the order of their settings; which are coloured; the best of many. */
  function lines(chart) {
    const all = Object.entries(chart.lines).map(([key, line]) => {
      const run = chart.by === "run" ? state.runs[key] : undefined;
      const setting = state.settings[run ? run.setting : key];
      return { key, line, setting, label: (setting ? labelOf(setting) : key) + (run ? " · seed " + run.seed : ""), last: line.mean.reduce((l, v) => (v === null ? l : v), -Infinity) };
    });
    all.sort((a, b) => (a.setting ? a.setting.order : 0) - (b.setting ? b.setting.order : 0) || natural(a.key, b.key));
    const settings = [...new Set(all.map((l) => l.setting))];
    if (settings.length <= MOST_COLOURS) {
      all.forEach((l) => { l.colour = settings.indexOf(l.setting); });
    } else {
      [...all].sort((a, b) => b.last - a.last).slice(0, BEST).forEach((l, i) => { l.colour = i; });
    }
    // The coloured ones are drawn over the others.
    return [...all.filter((l) => l.colour === undefined), ...all.filter((l) => l.colour !== undefined)];
  }

  const colourOf = (l) => (l.colour === undefined ? css("--waiting") : (dark.matches ? DARK : LIGHT)[l.colour % MOST_COLOURS]);
  const dashOf = (l) => (l.colour === undefined ? [] : DASHES[l.colour % DASHES.length]);

  function columns(drawn) {
    if (!drawn.length) return [[]];
    return uPlot.join(drawn.map((l) => [l.line.x, l.line.high || l.line.mean, l.line.low || l.line.mean, l.line.mean]));
  }

  function short(u, values) {
    return values.map((v) => {
      if (v === null) return "";
      const a = Math.abs(v);
      if (a !== 0 && (a < 1e-2 || a >= 1e7)) return v.toExponential();
      return a >= 1e6 ? v / 1e6 + "M" : a >= 10000 ? v / 1000 + "k" : String(+v.toPrecision(6));
    });
  }

  function plot(entry, chart, drawn) {
    const series = [{ label: chart.x_label }];
    const bands = [];
    for (const l of drawn) {
      const colour = colourOf(l);
      const at = series.length;
      series.push({ stroke: "transparent", points: { show: false }, spanGaps: true });
      series.push({ stroke: "transparent", points: { show: false }, spanGaps: true });
      series.push({ label: l.label, stroke: colour, dash: dashOf(l), width: l.colour === undefined ? 1 : 2, points: { show: l.line.x.length < 2, size: 6, fill: colour }, spanGaps: true });
      if (l.line.high && l.colour !== undefined) bands.push({ series: [at, at + 1], fill: colour + "26" });
    }
    const font = "11px system-ui, sans-serif";
    const axis = { stroke: css("--soft"), grid: { stroke: css("--grid"), width: 1 }, ticks: { stroke: css("--grid"), width: 1 }, font, values: short };
    const u = new uPlot({
      width: entry.holder.clientWidth, height: 260, series, bands,
      legend: { show: false },
      cursor: { drag: { x: true, y: false }, points: { show: false }, focus: { prox: 30 } },
      focus: { alpha: 0.25 },
      scales: { x: { time: false } },
      axes: [{ ...axis, size: 30, label: chart.x_label, labelSize: 22, labelFont: "12px system-ui, sans-serif" }, { ...axis, size: 56 }],
      hooks: { setCursor: [readout], setSeries: [readout] },
    }, columns(drawn), entry.holder);
    function readout() {
      const k = u.cursor.idx;
      if (k === null || k === undefined) { write(entry.readout, ""); return; }
      const focused = u.series.findIndex((s, i) => i > 0 && s.label && s._focus);
      const i = focused > 0 ? (focused - 3) / 3 : -1;
      const l = i >= 0 ? entry.drawn[i] : undefined;
      let text = chart.x_label + " " + whole(Math.round(u.data[0][k]));
      if (l) {
        const at = (column) => { let j = k; while (j > 0 && typeof u.data[column][j] !== "number") j--; return u.data[column][j]; };
        text += ":  " + l.label + "  " + number(at(3 * i + 3)) + (l.line.high ? " [" + number(at(3 * i + 2)) + ", " + number(at(3 * i + 1)) + "]" : "");
      }
      write(entry.readout, text);
    }
    return u;
  }

  function emphasise(entry) {
    const at = entry.drawn.findIndex((l) => l.key === entry.picked);
    entry.plot.setSeries(at < 0 ? null : 3 * at + 3, { focus: true });
  }

  function legend(entry) {
    entry.legend.replaceChildren();
    const many = entry.drawn.some((l) => l.colour === undefined);
    entry.drawn.filter((l) => l.colour !== undefined).sort((a, b) => a.colour - b.colour).forEach((l) => {
      const button = element("button", undefined, entry.legend);
      button.type = "button";
      button.setAttribute("aria-pressed", String(entry.picked === l.key));
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", "0 0 22 8");
      svg.setAttribute("aria-hidden", "true");
      const stroke = document.createElementNS("http://www.w3.org/2000/svg", "line");
      for (const [name, value] of Object.entries({ x1: 0, y1: 4, x2: 22, y2: 4, stroke: colourOf(l), "stroke-width": 2.5, "stroke-dasharray": dashOf(l).join(" ") })) stroke.setAttribute(name, value);
      svg.append(stroke);
      button.append(svg, l.label);
      button.addEventListener("click", () => {
        entry.picked = entry.picked === l.key ? undefined : l.key;
        for (const other of entry.legend.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button && entry.picked === l.key));
        emphasise(entry);
      });
    });
    if (many) {
      const rest = element("span", "best " + BEST + " of " + entry.drawn.length + " at present; the others in grey", entry.legend);
      rest.className = "note";
    }
  }

  function newChart() {
    const figure = element("figure", undefined, byId("charts"));
    const caption = element("figcaption", undefined, figure);
    const heading = element("span", "", caption);
    const code = element("code", "", caption);
    const holder = element("div", undefined, figure);
    holder.className = "plot";
    const readout = element("div", "", figure);
    readout.className = "readout";
    const legendParent = element("div", undefined, figure);
    legendParent.className = "legend";
    legendParent.setAttribute("role", "group");
    legendParent.setAttribute("aria-label", "Emphasise a line");
    return { figure, heading, code, holder, readout, legend: legendParent, drawn: [], look: "" };
  }

  let namedBy = null;

  function drawCharts(resized) {
    const anew = resized || namedBy !== state.settings;
    namedBy = state.settings;
    byId("curves").hidden = Object.keys(state.charts).length === 0;
    for (const [key, entry] of charts) {
      if (!state.charts[key]) { if (entry.plot) entry.plot.destroy(); entry.figure.remove(); charts.delete(key); }
    }
    for (const [key, chart] of Object.entries(state.charts)) {
      let entry = charts.get(key);
      if (!entry) charts.set(key, entry = newChart());
      if (entry.chart === chart && !anew) continue;
      entry.chart = chart;
      write(entry.heading, chart.preset);
      write(entry.code, chart.metric + (chart.by === "setting" ? " · mean of a setting's runs, band from least to greatest" : ""));
      entry.drawn = lines(chart);
      const look = entry.drawn.map((l) => l.key + " " + l.colour + " " + Boolean(l.line.high) + " " + (l.line.x.length < 2) + " " + l.label).join("|");
      if (look === entry.look && !anew) {
        entry.plot.setData(columns(entry.drawn));
      } else {
        entry.look = look;
        if (entry.plot) entry.plot.destroy();
        entry.plot = plot(entry, chart, entry.drawn);
        legend(entry);
        emphasise(entry);
      }
    }
  }

  // Maps

  const mapTables = new Map();

  function drawMaps() {
    byId("sweeps").hidden = Object.keys(state.maps).length === 0;
    for (const [key, entry] of mapTables) if (!state.maps[key]) { entry.box.remove(); mapTables.delete(key); }
    for (const [key, map] of Object.entries(state.maps)) {
      let entry = mapTables.get(key);
      if (entry && entry.map === map) continue;
      if (!entry) {
        const box = element("div", undefined, byId("maps"));
        box.className = "map";
        box.tabIndex = 0;
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", "Map of " + map.columns + " and " + map.rows);
        mapTables.set(key, entry = { box });
      }
      entry.map = map;
      entry.box.replaceChildren(mapTable(map));
    }
  }

  function mapTable(map) {
    const table = element("table");
    const caption = element("caption", map.columns + " across, " + map.rows + " upwards", table);
    if (map.joined.length) element("span", "over all values of " + map.joined.join(", "), caption);
    const scores = Object.values(map.cells).map((c) => c.score).filter((v) => Number.isFinite(v));
    const low = Math.min(...scores), high = Math.max(...scores);
    const body = element("tbody", undefined, table);
    for (let j = map.row_labels.length - 1; j >= 0; j--) {
      const row = element("tr", undefined, body);
      element("th", pretty(map.row_labels[j]), row).scope = "row";
      map.column_labels.forEach((_, i) => mapCell(map.cells[i + "," + j], element("td", undefined, row), low, high));
    }
    const foot = element("tr", undefined, element("tfoot", undefined, table));
    element("td", "", foot).className = "absent";
    map.column_labels.forEach((label) => { element("th", pretty(label), foot).scope = "col"; });
    return table;
  }

  function mapCell(cell, td, low, high) {
    if (!cell) { td.className = "absent"; return; }
    const scored = Number.isFinite(cell.score);
    td.append(scored ? number(cell.score) : cell.over === cell.runs ? "none" : "…");
    element("small", cell.over < cell.runs ? cell.over + "/" + cell.runs + " over" : cell.completed + "/" + cell.runs + " done", td);
    if (scored) {
      td.className = "scored";
      td.style.setProperty("--height", high > low ? (cell.score - low) / (high - low) : 0.5);
    }
    td.title = cell.completed + " of " + cell.runs + " runs completed, " + cell.over + " are over" + (scored ? ", median final score " + number(cell.score) : "");
  }

  // Table of runs

  const rows = new Map();
  let order = [];
  let orderOf = null;

  function newRow() {
    const row = element("tr");
    const cells = Array.from({ length: 9 }, () => element("td", undefined, row));
    const glyph = element("span", "", cells[0]);
    glyph.className = "glyph";
    glyph.setAttribute("aria-hidden", "true");
    const name = element("span", "", cells[0]);
    const preset = element("span", "", cells[1]);
    preset.className = "detail";
    const label = element("span", "", cells[1]);
    const meter = element("span", undefined, cells[3]);
    meter.className = "meter";
    meter.setAttribute("aria-hidden", "true");
    const fill = element("i", undefined, meter);
    const share = element("span", "", cells[3]);
    share.className = "share";
    return { row, cells, glyph, name, preset, label, meter, fill, share };
  }

  function fillRow(entry, run, presets) {
    const setting = state.settings[run.setting];
    if (entry.run === run && entry.setting === setting && entry.presets === presets) return;
    Object.assign(entry, { run, setting, presets });
    entry.cells[0].className = run.state;
    entry.cells[3].className = run.state;
    write(entry.glyph, STATES[run.state]);
    write(entry.name, run.state);
    write(entry.preset, presets > 1 && setting.label !== setting.preset ? setting.preset : "");
    write(entry.label, labelOf(setting));
    write(entry.cells[2], run.seed);
    entry.meter.hidden = run.share === undefined;
    entry.fill.style.width = 100 * (run.share || 0) + "%";
    write(entry.share, run.share === undefined ? "–" : Math.floor(100 * run.share) + " %");
    const measured = run.written_ms !== undefined;
    write(entry.cells[4], measured ? whole(run.updates) : "–");
    write(entry.cells[5], measured && run.env_steps ? whole(run.env_steps) : "–");
    write(entry.cells[6], number(run.score));
    // How a run completes is no news.
    write(entry.cells[8], run.state === "completed" ? "" : run.reason.replaceAll(state.folder + "/", ""));
  }

  function drawRuns() {
    if (orderOf !== state.settings || order.length !== Object.keys(state.runs).length) {
      orderOf = state.settings;
      order = Object.keys(state.runs).sort((a, b) =>
        state.settings[state.runs[a].setting].order - state.settings[state.runs[b].setting].order || natural(a, b));
    }
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (run) => {
      if (pressed.size && !pressed.has(run.state)) return false;
      const setting = state.settings[run.setting];
      const text = (setting.preset + " " + setting.label + " " + labelOf(setting)).toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const fitting = order.filter((key) => state.runs[key] && fits(state.runs[key]));
    const drawn = shownAll ? fitting : fitting.slice(0, MOST_ROWS);
    const presets = new Set(Object.values(state.settings).map((s) => s.preset)).size;
    const body = byId("runs").tBodies[0];
    const wanted = new Set(drawn);
    for (const [key, entry] of rows) if (!wanted.has(key)) { entry.row.remove(); rows.delete(key); }
    drawn.forEach((key, i) => {
      let entry = rows.get(key);
      if (!entry) rows.set(key, entry = newRow());
      fillRow(entry, state.runs[key], presets);
      if (body.children[i] !== entry.row) body.insertBefore(entry.row, body.children[i] || null);
    });
    write(byId("shown"), fitting.length === order.length ? "" : whole(fitting.length) + " of " + whole(order.length));
    const more = byId("more");
    more.hidden = fitting.length <= MOST_ROWS;
    write(more, shownAll ? "Show the first " + MOST_ROWS : "Show all " + whole(fitting.length));
    drawAges();
  }

  function drawAges() {
    for (const entry of rows.values()) write(entry.cells[7], entry.run.written_ms === undefined ? "–" : ago(entry.run.written_ms));
  }

  byId("search").addEventListener("input", () => { if (state) drawRuns(); });
  byId("more").addEventListener("click", () => { shownAll = !shownAll; drawRuns(); });

  // All of it

  function draw(anew) {
    write(byId("folder"), state.folder);
    const empty = Object.keys(state.runs).length === 0;
    const waiting = byId("empty");
    waiting.hidden = !empty;
    if (empty) {
      waiting.replaceChildren("waiting for runs in ");
      element("b", state.folder, waiting);
    }
    byId("report").hidden = empty;
    byId("content").hidden = empty;
    byId("faults").hidden = state.faults.length === 0;
    byId("faults").querySelector("ul").replaceChildren(...state.faults.map((text) => element("li", text)));
    if (empty) return;
    drawProgress();
    drawCharts(anew);
    drawMaps();
    drawRuns();
  }

  function connection(text, style) {
    write(byId("connection"), text);
    byId("connection").className = style;
  }

  const events = new EventSource("events");
  events.addEventListener("clock", (e) => { clockAhead = Number(e.data) - Date.now(); });
  events.addEventListener("state", (e) => {
    state = JSON.parse(e.data);
    connection("live", "live");
    draw(false);
  });
  events.addEventListener("patch", (e) => {
    state = patched(state, JSON.parse(e.data));
    draw(false);
  });
  events.addEventListener("error", () => connection("not connected; trying again", "lost"));

  setInterval(() => { if (state) drawAges(); }, 1000);
  let width = innerWidth;
  addEventListener("resize", () => { if (state && innerWidth !== width) { width = innerWidth; draw(true); } });
  dark.addEventListener("change", () => { if (state) draw(true); });
})();
