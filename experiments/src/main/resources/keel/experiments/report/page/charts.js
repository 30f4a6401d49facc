"use strict";
/* Charts: curves in uPlot's axes, with a cursor that is read out, by pointer and by keyboard. */

const MOST_READINGS = 4;
const PLOT_HEIGHT = 240;
/** How far in pixels the pointer may be from a line and still mean it. */
const REACH = 40;

/** Ticks of a logarithmic axis: powers of ten, and digits between them where those are few. */
function logTicks(low, high) {
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => first + i);
  const within = (digits) => powers.flatMap((p) => digits.map((digit) => Number(digit + "e" + p))).filter((v) => v >= low * 0.999 && v <= high * 1.001);
  if (powers.length > 8) {
    const every = Math.ceil(powers.length / 6);
    return powers.filter((p) => p % every === 0).map((p) => Number("1e" + p)).filter((v) => v >= low && v <= high);
  }
  const ticks = [[1], [1, 3], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]].map(within).find((found) => found.length >= 3);
  return ticks || [low, Math.sqrt(low * high), high].map((v) => Number(v.toPrecision(3)));
}

/** The range of positive values with a little room: whole decades would waste the height. */
function logRange(u, low, high) {
  if (!low || !high) return [1, 10];
  const room = low === high ? 2 : (high / low) ** 0.06;
  return [low / room, high * room];
}

function toggle(button) {
  button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
}

class Chart {
  constructor(figure) {
    this.figure = figure;
    this.log = { x: figure.x_log, y: figure.y_log };
    this.curves = new Curves(figure, this.log);
    /** Not as filter, mode, width and colours would have it. */
    this.stale = true;
    /** Index of the place under the cursor, and the part of x that is zoomed to. */
    this.at = null;
    this.zoom = null;
    this.plot = element("div", { class: "plot", role: "img", tabindex: 0, "aria-label": this.summary() });
    this.leftOut = element("p", { class: "left-out" });
    this.readout = element("div", { class: "readout" });
    this.readout.style.setProperty("--lines", 1 + Math.min(MOST_READINGS, figure.series.length));
    this.node = element("figure", { "data-figure": figure.id }, captionOf(figure, ...this.logButtons(), this.resetButton()), this.names(), this.plot, this.leftOut, this.readout);
    this.node.chart = this;
    this.listen();
  }

  summary() {
    const n = this.figure.series.length;
    const lines = this.figure.series.some((s) => measured(s.setting)) ? "setting" : "line";
    return `${this.figure.heading}: ${n} ${lines}${n === 1 ? "" : "s"} against ${this.figure.x_label}. Left and right read the values, up and down go from line to line, Enter pins.`;
  }

  logButtons() {
    return ["x", "y"].map((axis) => {
      const button = element("button", { type: "button", "data-log": axis, "aria-pressed": this.log[axis] }, "log " + axis);
      button.disabled = !this.curves.canBeLog(axis);
      button.addEventListener("click", () => {
        toggle(button);
        this.log[axis] = !this.log[axis];
        this.zoom = null;
        this.build();
      });
      return button;
    });
  }

  resetButton() {
    this.reset = element("button", { type: "button", "data-reset": "", hidden: "" }, "reset zoom");
    this.reset.addEventListener("click", () => this.u.setScale("x", this.curves.span()));
    return this.reset;
  }

  /** Names of the lines that stand for no single setting. */
  names() {
    const items = this.figure.series.flatMap((s, i) => (measured(s.setting) ? [] : [element("li", {}, key(i), s.name)]));
    return items.length ? element("ul", { class: "names" }, ...items) : null;
  }

  listen() {
    this.plot.addEventListener("click", () => { if (state.hovered !== null) pin(state.hovered); });
    this.plot.addEventListener("keydown", (event) => this.press(event));
    this.plot.addEventListener("focus", () => { if (this.at === null) this.moveTo(this.curves.lastMeasured()); });
    this.plot.addEventListener("blur", () => this.leave());
  }

  /* Drawing */

  clear() {
    this.u?.destroy();
    this.u = null;
    this.at = null;
    this.stale = true;
  }

  /** Makes the plot anew: at first, when a scale's kind changes, and for paper. */
  build() {
    this.clear();
    this.stale = false;
    this.u = this.curves.u = new uPlot(this.options(), this.curves.extent(), this.plot);
    this.over = element("canvas", { class: "over" });
    this.u.over.before(this.over);
    if (this.zoom) this.u.setScale("x", this.zoom);
  }

  /** Follows filter, mode, width and colours; out of view that can wait. */
  refresh() {
    if (!this.stale || !inView.has(this)) return;
    if (!this.u) {
      this.build();
      return;
    }
    this.stale = false;
    const zoom = this.zoom;
    this.u.setData(this.curves.extent(), false);
    this.u.setSize(this.size());
    this.u.setScale("x", zoom || this.curves.span());
  }

  size() {
    return paper ? { width: 660, height: 420 } : { width: Math.max(240, this.plot.clientWidth), height: PLOT_HEIGHT };
  }

  options() {
    const unit = magnified();
    const yWidth = (u, texts) => (14 + 7 * Math.max(2, ...(texts || []).map((text) => text.length))) * unit;
    const unseen = { paths: () => null, points: { show: false } };
    return {
      ...this.size(), series: [{}, unseen, unseen], legend: { show: false }, padding: [8 * unit, 14 * unit, 0, 0],
      cursor: { points: { show: false }, y: false, drag: { x: true, y: false } },
      scales: {
        x: { time: false, distr: this.log.x ? 3 : 1, range: (u, low, high) => this.xRange(low, high) },
        y: this.log.y ? { distr: 3, range: logRange } : { distr: 1 },
      },
      axes: [{ ...this.axis("x", 60), size: 26 * unit }, { ...this.axis("y", 34), size: yWidth }],
      hooks: {
        drawClear: [(u) => this.curves.paintSpans(u.ctx.canvas)], draw: [() => this.paint()],
        setCursor: [() => this.follow()], setScale: [(u, scale) => { if (scale === "x") this.zoomed(u); }],
      },
    };
  }

  axis(name, space) {
    const unit = magnified();
    const lines = { stroke: () => theme.grid, width: unit };
    const kind = this.log[name]
      ? { splits: (u, axis, low, high) => logTicks(low, high), filter: (u, splits) => splits, values: (u, splits) => splits.map(power) }
      : { values: (u, splits) => splits.map(tick) };
    return {
      ...kind, stroke: () => theme.soft, grid: lines, ticks: { ...lines, size: 4 * unit }, gap: 4 * unit, space: space * unit,
      label: this.figure[name + "_label"] || null, labelSize: 18 * unit, labelGap: 0, font: `${11 * unit}px ${FONT}`, labelFont: `${12 * unit}px ${FONT}`,
    };
  }

  /** A whole axis of few places with room for the outermost marks; everything else as it is. */
  xRange(low, high) {
    const whole = this.curves.span();
    if (low === high) return this.log.x ? [low / 3, high * 3] : [low - 1, high + 1];
    if (low > whole.min || high < whole.max || this.figure.x.length >= MARKED) return [low, high];
    const room = this.log.x ? (high / low) ** 0.06 : (high - low) * 0.03;
    return this.log.x ? [low / room, high * room] : [low - room, high + room];
  }

  zoomed(u) {
    const { min, max } = u.scales.x;
    const whole = this.curves.span();
    this.zoom = min > whole.min || max < whole.max ? { min, max } : null;
    this.reset.hidden = !this.zoom;
  }

  paint() {
    this.curves.paint(this.u.ctx.canvas);
    this.emphasise();
    const [below, all] = this.log.y ? this.curves.belowZero() : [0, 0];
    this.leftOut.textContent = below ? `${below} of ${all} values are at or below 0 and left out.` : "";
  }

  emphasise() {
    if (!this.u || this.stale) return;
    const chosen = emphasised();
    this.node.dataset.highlighted = chosen.join(" ");
    this.curves.paintOver(this.over, chosen);
    this.read();
  }

  /* Reading */

  /** The pointer moved: the nearest line is highlighted, and charts in view over the same x go along. */
  follow() {
    const { idx, left, top } = this.u.cursor;
    if (left < 0 || !measured(idx)) {
      this.leave();
      return;
    }
    this.at = idx + this.curves.first();
    const height = top + this.u.bbox.top / uPlot.pxRatio;
    const nearest = this.curves.readings(this.at, height).reduce((best, r) => (r.away < best.away ? r : best), { away: REACH, setting: null });
    highlight({ hovered: nearest.setting });
    this.read(height);
    this.others().forEach((other) => other.along(this.figure.x[this.at]));
  }

  others() {
    return [...inView].filter((other) => other !== this && other.u && other.figure.x_label === this.figure.x_label);
  }

  along(x) {
    const { min, max } = this.u.scales.x;
    if (x < min || x > max) return;
    this.u.setCursor({ left: this.u.valToPos(x, "x"), top: 0 }, false);
    this.at = this.u.cursor.idx + this.curves.first();
    this.read();
  }

  leave() {
    if (this.at === null) return;
    highlight({ hovered: null });
    [this, ...this.others()].forEach((chart) => {
      chart.at = null;
      chart.u.setCursor({ left: -10, top: -10 }, false);
      chart.read();
    });
  }

  press(event) {
    if (event.key === "Enter" && state.hovered !== null) pin(state.hovered);
    const [dx, dy] = ARROWS[event.key] || [0, 0];
    if (!dx && !dy) return;
    event.preventDefault();
    const k = this.at ?? this.curves.lastMeasured();
    if (dx) this.moveTo(Math.min(this.figure.x.length - 1, Math.max(this.curves.first(), k + dx)));
    else this.moveAcross(k, dy);
  }

  /** Puts the cursor at a place; a chart that was not in view yet is drawn first. */
  moveTo(k) {
    if (!this.u) this.build();
    queueMicrotask(() => {
      this.at = k;
      this.u.setCursor({ left: this.u.valToPos(this.figure.x[k], "x"), top: 0 }, false);
      if (this.figure.points) this.moveAcross(k, 0);
      this.read();
    });
  }

  moveAcross(k, step) {
    const order = this.curves.readings(k, 0).sort((a, b) => a.height - b.height);
    const now = order.findIndex((r) => r.setting === state.hovered);
    const to = order[Math.min(order.length - 1, Math.max(0, now + step))];
    if (to) highlight({ hovered: to.setting });
    this.read();
  }

  /** Writes the values at the cursor or at the end: highlighted ones first, then the nearest to a height. */
  read(height = 0) {
    const k = this.at ?? this.curves.lastMeasured();
    const chosen = emphasised();
    const readings = this.curves.readings(k, height).sort((a, b) => chosen.includes(b.setting) - chosen.includes(a.setting) || a.away - b.away);
    const x = this.figure.x[k];
    const parts = [`${this.figure.x_label} ${x >= 1 || x <= 0 ? x.toLocaleString("en-US") : power(x)}`];
    if (this.at === null) parts.push("the last");
    if (readings.length > MOST_READINGS) parts.push(`${MOST_READINGS} of ${readings.length} ${height ? "nearest" : "from the top"}`);
    const values = readings.slice(0, MOST_READINGS).flatMap((r) => this.reading(r, k));
    this.readout.replaceChildren(element("p", {}, parts.join(" · ")), element("div", { class: "values" }, ...values));
  }

  reading({ s, setting }, k) {
    const series = this.figure.series[s];
    const name = setting === null ? series.name : short[setting];
    const n = series.seeds ? series.seeds[k] : series.n;
    const interval = series.low && series.n > 1 ? `[${number(series.low[k])}, ${number(series.high[k])}]` : "";
    const column = (kind, text) => element("span", { class: kind }, text);
    return [key(series.setting ?? s), column("name", name), column("number", number(series.mean[k])), column("interval", interval),
      column("count", n < series.n ? `n=${n} of ${series.n}` : `n=${n}`)];
  }
}

/** Everything drawn is out of date; what is in view is drawn again. */
function redraw() {
  charts.forEach((chart) => { chart.stale = true; });
  inView.forEach((chart) => chart.refresh());
}
