"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  // Okabe and Ito's palette, which most colour-blind readers can tell apart; lighter in the dark.
  const LIGHT = ["#0072b2", "#d55e00", "#009e73", "#b1508c", "#8a6d00", "#2f9bd6", "#444444", "#7a5195"];
  const DARK = ["#5ab4ea", "#ff9a4d", "#3ecfa0", "#e696c6", "#e0c23c", "#9ad4f5", "#c8c8c8", "#b79ad6"];
  const colour = (i) => (dark.matches ? DARK : LIGHT)[i % LIGHT.length];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const element = (tag, text, parent) => {
    const e = document.createElement(tag);
    if (text !== undefined) e.textContent = text;
    if (parent) parent.append(e);
    return e;
  };
  const number = (v) => {
    if (v === null || v === undefined) return "–";
    const a = Math.abs(v);
    if (a !== 0 && (a < 1e-3 || a >= 1e6)) return v.toExponential(2);
    return a >= 100 ? v.toFixed(1) : a >= 1 ? v.toFixed(2) : v.toFixed(4);
  };
  const shown = data.settings.map(() => true);
  let plots = [];

  function header() {
    const labels = data.settings.map((s) => s.label);
    const runs = data.settings.reduce((sum, s) => sum + s.runs, 0);
    document.title = "Keel: " + labels.join(" · ");
    document.getElementById("title").textContent = labels.length <= 3 ? labels.join("  ·  ") : labels.length + " settings";
    document.getElementById("subtitle").textContent =
      runs + (runs === 1 ? " run" : " runs") + " · report of " + data.provenance.made.replace("T", " ").replace("Z", " UTC");
  }

  function estimateCell(row, estimate) {
    const cell = element("td", undefined, row);
    cell.append(number(estimate.mean));
    const interval = estimate.interval
      ? "[" + number(estimate.interval[0]) + ", " + number(estimate.interval[1]) + "] "
      : estimate.n === 1 ? "one seed: no interval, " : "";
    element("span", interval + "n=" + estimate.n, cell).className = "detail";
  }

  function table() {
    const table = document.getElementById("settings");
    const head = element("tr", undefined, element("thead", undefined, table));
    for (const name of ["setting", "completed", "final", "area", "worst drawdown", ...data.also_at_end]) {
      element("th", name, head).scope = "col";
    }
    const body = element("tbody", undefined, table);
    data.settings.forEach((s, i) => {
      const row = element("tr", undefined, body);
      const name = element("td", undefined, row);
      const swatch = element("span", undefined, name);
      swatch.className = "swatch";
      swatch.dataset.setting = i;
      name.append(s.label);
      element("span", s.score, name).className = "detail";
      const done = element("td", (s.outcomes.completed || 0) + " of " + s.runs, row);
      const share = s.completed_share_interval;
      element("span", "[" + share[0].toFixed(2) + ", " + share[1].toFixed(2) + "]", done).className = "detail";
      estimateCell(row, s.final);
      estimateCell(row, s.area);
      estimateCell(row, s.worst_drawdown);
      for (const metric of data.also_at_end) {
        if (s.also_at_end[metric]) estimateCell(row, s.also_at_end[metric]); else element("td", "", row);
      }
    });
  }

  function lists() {
    const keys = Object.keys(data.differences);
    if (keys.length && data.settings.length > 1) {
      const parent = document.getElementById("differences");
      element("h3", "Where the settings differ", parent);
      const scroll = element("div", undefined, parent);
      scroll.className = "scroll";
      const table = element("table", undefined, scroll);
      const head = element("tr", undefined, element("thead", undefined, table));
      element("th", "key", head).scope = "col";
      data.settings.forEach((s) => { element("th", s.label, head).scope = "col"; });
      const body = element("tbody", undefined, table);
      for (const key of keys) {
        const row = element("tr", undefined, body);
        element("td", key, row);
        data.differences[key].forEach((v) => element("td", v, row));
      }
    }
    document.getElementById("features").textContent = data.features || "";
    if (Object.keys(data.resonances).length) {
      const parent = document.getElementById("resonances");
      element("h3", "Rates that resonate", parent);
      const list = element("ul", undefined, parent);
      for (const [label, note] of Object.entries(data.resonances)) element("li", label + ": " + note, list);
    }
    if (data.not_completed.length) {
      const parent = document.getElementById("failures");
      element("h3", "Runs that did not complete", parent);
      const list = element("ul", undefined, parent);
      for (const f of data.not_completed) {
        element("li", f.setting + ", seed " + f.seed + ": " + f.status + ". " + f.reason, list);
      }
    }
    const how = document.getElementById("provenance");
    const names = { commands: "commands", keel: "Keel", git_commit: "commit", java: "Java", os: "system", cpu: "processor", engine: "engine", blas: "products", threads: "cohorts at a time", environments: "environments" };
    for (const [key, name] of Object.entries(names)) {
      element("dt", name, how);
      const value = data.provenance[key];
      element("dd", Array.isArray(value) ? value.join("\n") : value, how).style.whiteSpace = "pre-line";
    }
  }

  function legend() {
    const parent = document.getElementById("legend");
    data.settings.forEach((s, i) => {
      const button = element("button", undefined, parent);
      button.type = "button";
      const swatch = element("span", undefined, button);
      swatch.className = "swatch";
      swatch.dataset.setting = i;
      button.append(s.label);
      button.setAttribute("aria-pressed", "true");
      button.addEventListener("click", () => {
        shown[i] = !shown[i];
        button.setAttribute("aria-pressed", String(shown[i]));
        draw();
      });
      const focus = (on) => plots.forEach((p) => p.highlight(on ? i : -1));
      button.addEventListener("mouseenter", () => focus(true));
      button.addEventListener("mouseleave", () => focus(false));
      button.addEventListener("focus", () => focus(true));
      button.addEventListener("blur", () => focus(false));
    });
  }

  function isLog(chart) {
    if (!/^(rate|update_ratio|gradient_norm)\//.test(chart.metric)) return false;
    let low = Infinity, high = 0, zero = false;
    for (const s of chart.series) for (const v of s.mean) {
      if (v === null) continue;
      if (v <= 0) zero = true;
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    return !zero && high / low > 50;
  }

  function plot(chart, figure) {
    const caption = element("figcaption", chart.heading + (chart.metric.includes("/") && /^(rate|controller|momentum|loss|gradient|update|dead|effective|penalty|disc|policy|value|q)/.test(chart.metric) ? ", " + chart.metric.split("/")[1].replace(/_/g, " ") : ""), figure);
    element("code", chart.metric, caption);
    const holder = element("div", undefined, figure);
    const readout = element("div", "", figure);
    readout.className = "readout";
    const columns = [chart.x];
    const series = [{ label: chart.x_label }];
    const bands = [];
    const owner = [-1];
    chart.series.forEach((s, i) => {
      if (!shown[i] || !s.n) return;
      const at = series.length;
      columns.push(s.high, s.low, s.mean);
      series.push({ stroke: "transparent", points: { show: false }, spanGaps: true });
      series.push({ stroke: "transparent", points: { show: false }, spanGaps: true });
      series.push({ label: data.settings[i].label, stroke: colour(i), width: 2, points: { show: chart.x.length < 40, size: 5, fill: colour(i) }, spanGaps: true });
      bands.push({ series: [at, at + 1], fill: colour(i) + "2e" });
      owner.push(i, i, i);
    });
    const axis = (size, label) => ({ stroke: css("--soft"), grid: { stroke: css("--grid"), width: 1 }, ticks: { stroke: css("--grid"), width: 1 }, size, label, labelSize: label ? 20 : 0, labelFont: "12px system-ui, sans-serif", font: "11px system-ui, sans-serif" });
    const short = (u, values) => values.map((v) => {
      if (v === null) return "";
      const a = Math.abs(v);
      if (a !== 0 && (a < 1e-2 || a >= 1e6)) return String(+v.toPrecision(3) === v || a >= 1e6 ? v.toExponential() : v.toExponential(2)).replace("e+", "e");
      return a >= 10000 ? v / 1000 + "k" : String(+v.toPrecision(6));
    });
    const log = isLog(chart);
    const options = {
      width: Math.max(260, figure.clientWidth - 24), height: 230, series, bands,
      legend: { show: false },
      cursor: { sync: { key: chart.x_label }, drag: { x: true, y: false }, points: { show: false } },
      scales: { x: { time: false }, y: log ? { distr: 3 } : {} },
      axes: [{ ...axis(42, chart.x_label), values: short }, { ...axis(62), values: short }],
      hooks: {
        setCursor: [(u) => {
          const k = u.cursor.idx;
          if (k === null || k === undefined) { readout.textContent = ""; return; }
          readout.textContent = chart.x_label + " " + Math.round(chart.x[k]) + ":  " + chart.series.map((s, i) =>
            shown[i] && s.mean[k] !== null && s.mean[k] !== undefined ? data.settings[i].label + " " + number(s.mean[k]) + (s.n > 1 ? " [" + number(s.low[k]) + ", " + number(s.high[k]) + "]" : "") + (s.seeds[k] < s.n ? " (" + s.seeds[k] + " of " + s.n + " seeds)" : "") : "").filter(Boolean).join("   ");
        }],
      },
    };
    const u = new uPlot(options, columns, holder);
    u.highlight = (setting) => {
      owner.forEach((o, at) => {
        if (at > 0 && u.series[at].label) {
          u.series[at].width = setting < 0 || o === setting ? 2 : 0.5;
          u.series[at].alpha = setting < 0 || o === setting ? 1 : 0.25;
        }
      });
      u.redraw(false);
    };
    return u;
  }

  function draw() {
    document.querySelectorAll(".swatch").forEach((s) => { s.style.background = colour(+s.dataset.setting); });
    plots.forEach((p) => p.destroy());
    const parent = document.getElementById("charts");
    parent.replaceChildren();
    const figures = data.charts.map(() => element("figure", undefined, parent));
    plots = data.charts.map((chart, i) => plot(chart, figures[i]));
  }

  header();
  table();
  lists();
  legend();
  draw();
  document.getElementById("thinning").textContent = data.charts.some((c) => c.joined)
    ? "Where seeds were measured at different places, or at more than 800, a seed's measurements are first joined in equal buckets by their mean." : "";
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; draw(); } });
  dark.addEventListener("change", draw);
})();
