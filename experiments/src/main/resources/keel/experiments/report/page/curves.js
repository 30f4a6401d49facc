"use strict";
/* What a chart shows. uPlot scales, ticks, zooms and follows the pointer; the curves are drawn here, so that one setting can
   be drawn over the faded others without drawing all of them again. */

/** Bands of more lines than this lie over one another until none can be read: then only highlighted ones are drawn. */
const MOST_BANDS = 6;
/** With fewer places than this each is marked. */
const MARKED = 40;
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function readTheme() {
  const names = ["ink", "soft", "grid", "accent", "veil", "page"];
  return { ...Object.fromEntries(names.map((name) => [name, css("--" + name)])), series: Array.from({ length: COLOURS }, (_, i) => css("--series-" + i)) };
}
let theme = readTheme();

/** On paper a chart is drawn at twice its size and shrunk by the style sheet, which keeps its lines fine. */
let paper = false;
const magnified = () => (paper ? 2 : 1);

/** Least and greatest of some lists at each place; with `positive` without what is at or below 0. */
function envelope(lists, length, positive) {
  const low = new Array(length).fill(null);
  const high = new Array(length).fill(null);
  for (const list of lists) {
    for (let k = 0; k < length; k++) {
      const v = list[k];
      if (!measured(v) || (positive && v <= 0)) continue;
      if (low[k] === null || v < low[k]) low[k] = v;
      if (high[k] === null || v > high[k]) high[k] = v;
    }
  }
  return [low, high];
}

/** The lines of one figure. Series are named by their index s, places on x by their index k. */
class Curves {
  /** `log` = { x, y } says which axes are logarithmic; it may change before the next drawing. */
  constructor(figure, log) {
    this.figure = figure;
    this.log = log;
    this.all = figure.series.map((_, s) => s);
  }

  /** The setting that a series stands for at a place, or null. */
  settingAt(s, k) {
    return (this.figure.points ? this.figure.points[s][k] : this.figure.series[s].setting) ?? null;
  }

  isShown(s, k) {
    const setting = this.settingAt(s, k);
    return setting === null || state.shown[setting];
  }

  visible() {
    return this.figure.points ? this.all : this.all.filter((s) => this.isShown(s, 0));
  }

  /** One list of values for the mean, or one for each seed. */
  lists(s) {
    const { mean, lines } = this.figure.series[s];
    return state.mode === "seeds" && lines ? lines.map((line) => line.y) : [mean];
  }

  hasInterval(s) {
    const { low, n, lines } = this.figure.series[s];
    return low && n > 1 && (state.mode === "band" || !lines);
  }

  /** The first place that can be drawn: those at or below 0 cannot on a logarithmic axis. */
  first() {
    return this.log.x ? this.figure.x.findIndex((v) => v > 0) : 0;
  }

  span() {
    const x = this.figure.x;
    return { min: x[this.first()], max: x[x.length - 1] };
  }

  canBeLog(axis) {
    if (axis === "x") return this.figure.x.filter((v) => v > 0).length > 1;
    return this.figure.series.some((s) => s.mean.some((v) => measured(v) && v > 0));
  }

  /** What uPlot scales by: the places, and the least and greatest drawn value at each. */
  extent() {
    const visible = this.visible();
    const few = this.figure.points || visible.length <= MOST_BANDS;
    const lists = visible.flatMap((s) => {
      const { low, high } = this.figure.series[s];
      const drawn = few && this.hasInterval(s) ? [...this.lists(s), low, high] : this.lists(s);
      return this.figure.points ? drawn.map((list) => list.map((v, k) => (this.isShown(s, k) ? v : null))) : drawn;
    });
    return [this.figure.x, ...envelope(lists, this.figure.x.length, this.log.y)].map((list) => list.slice(this.first()));
  }

  /** How many of the values shown are at or below 0, and how many there are. */
  belowZero() {
    const values = this.visible().flatMap((s) => this.lists(s).flat()).filter(measured);
    return [values.filter((v) => v <= 0).length, values.length];
  }

  lastMeasured() {
    const visible = this.visible();
    for (let k = this.figure.x.length - 1; k > this.first(); k--) {
      if (visible.some((s) => this.isShown(s, k) && measured(this.figure.series[s].mean[k]))) return k;
    }
    return this.first();
  }

  /* Drawing, in pixels of a canvas; unit is one pixel of the page. */

  px(k, s) {
    return this.u.valToPos(this.figure.x[k], "x", true) + this.beside(s);
  }

  /** Points over equal rates stand side by side, not on one another. */
  beside(s) {
    if (!this.figure.points) return 0;
    const n = this.all.length;
    return (s - (n - 1) / 2) * Math.min(5, 30 / n) * this.unit();
  }

  /** Height of a value; on a logarithmic axis what is at or below 0 has none. */
  py(v) {
    return !measured(v) || (this.log.y && v <= 0) ? null : this.u.valToPos(v, "y", true);
  }

  unit() {
    return uPlot.pxRatio * magnified();
  }

  inside(canvas, draw) {
    const ctx = canvas.getContext("2d");
    const { left, top, width, height } = this.u.bbox;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    ctx.font = `${11 * this.unit()}px ${FONT}`;
    draw(ctx);
    ctx.restore();
  }

  paintSpans(canvas) {
    this.inside(canvas, (ctx) => (this.figure.spans || []).forEach((span) => this.paintSpan(ctx, span)));
  }

  paintSpan(ctx, span) {
    const { left, top, width, height } = this.u.bbox;
    const unit = this.unit();
    const [from, to] = [span.from, span.to].map((v) => Math.min(left + width, Math.max(left, this.u.valToPos(v, "x", true))));
    ctx.globalAlpha = 0.1;
    ctx.fillStyle = theme.accent;
    ctx.fillRect(from, top, Math.max(to - from, unit), height);
    ctx.globalAlpha = 1;
  }

  /** Dashed levels, and the names of spans and levels, readable over curves. */
  paintNotes(ctx) {
    (this.figure.spans || []).forEach((span, row) => this.paintSpanName(ctx, span, row));
    (this.figure.levels || []).forEach((level) => this.paintLevel(ctx, level));
  }

  paintSpanName(ctx, span, row) {
    const { left, top, width } = this.u.bbox;
    const unit = this.unit();
    const last = left + width - ctx.measureText(span.label).width - 4 * unit;
    const from = Math.min(this.u.valToPos(span.from, "x", true) + 4 * unit, last);
    ctx.textAlign = "left";
    this.write(ctx, span.label, Math.max(left + 4 * unit, from), top + (14 + 15 * row) * unit);
  }

  write(ctx, text, x, y) {
    ctx.setLineDash([]);
    ctx.lineWidth = 4 * this.unit();
    ctx.lineJoin = "round";
    ctx.strokeStyle = theme.veil;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = theme.soft;
    ctx.fillText(text, x, y);
  }

  paintLevel(ctx, level) {
    const { left, top, width } = this.u.bbox;
    const unit = this.unit();
    const y = this.py(level.y);
    if (y === null) return;
    ctx.lineWidth = unit;
    ctx.strokeStyle = theme.soft;
    ctx.setLineDash([5 * unit, 4 * unit]);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
    ctx.textAlign = "right";
    // Names of spans are above.
    const below = this.figure.spans?.length || y < top + 18 * unit;
    this.write(ctx, level.label, left + width - 4 * unit, below ? y + 13 * unit : y - 4 * unit);
  }

  /** All that is visible. */
  paint(canvas) {
    const visible = this.visible();
    const few = visible.length <= MOST_BANDS;
    this.inside(canvas, (ctx) => {
      this.paintSeries(ctx, visible, few ? 1.7 : 1.1, few);
      this.paintNotes(ctx);
    });
  }

  /** The chosen settings, over a veil that fades the others. */
  paintOver(canvas, chosen) {
    canvas.width = this.u.ctx.canvas.width;
    canvas.height = this.u.ctx.canvas.height;
    this.inside(canvas, (ctx) => {
      if (this.figure.points) {
        this.paintRings(ctx, chosen);
        return;
      }
      const series = this.visible().filter((s) => chosen.includes(this.figure.series[s].setting));
      if (!series.length) return;
      ctx.fillStyle = theme.veil;
      ctx.fillRect(0, 0, canvas.width, canvas.height);
      this.paintSeries(ctx, series, 2.8, true);
      this.paintNotes(ctx);
    });
  }

  paintSeries(ctx, series, width, bands) {
    const between = series.filter((s) => this.hasInterval(s));
    if (this.figure.points) between.forEach((s) => this.paintWhiskers(ctx, s));
    else if (bands) between.forEach((s) => this.paintBand(ctx, s));
    series.forEach((s) => this.paintLines(ctx, s, width * this.unit()));
  }

  colour(s) {
    return theme.series[(this.figure.series[s].setting ?? s) % COLOURS];
  }

  /** Places of a series where `values` can be drawn. */
  places(s, values) {
    const all = [];
    for (let k = this.first(); k < values.length; k++) {
      if (this.py(values[k]) !== null && this.isShown(s, k)) all.push(k);
    }
    return all;
  }

  paintBand(ctx, s) {
    const { low, high } = this.figure.series[s];
    const floor = this.u.bbox.top + this.u.bbox.height;
    const places = this.places(s, high).filter((k) => measured(low[k]));
    ctx.beginPath();
    places.forEach((k) => ctx.lineTo(this.px(k, s), this.py(high[k])));
    places.reverse().forEach((k) => ctx.lineTo(this.px(k, s), this.py(low[k]) ?? floor));
    ctx.globalAlpha = 0.17;
    ctx.fillStyle = this.colour(s);
    ctx.fill();
    ctx.globalAlpha = 1;
  }

  paintWhiskers(ctx, s) {
    const { low, high } = this.figure.series[s];
    const floor = this.u.bbox.top + this.u.bbox.height;
    ctx.strokeStyle = this.colour(s);
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = 1.5 * this.unit();
    ctx.beginPath();
    for (const k of this.places(s, high)) {
      ctx.moveTo(this.px(k, s), this.py(high[k]));
      ctx.lineTo(this.px(k, s), this.py(low[k]) ?? floor);
    }
    ctx.stroke();
    ctx.globalAlpha = 1;
  }

  paintLines(ctx, s, width) {
    const lists = this.lists(s);
    ctx.strokeStyle = ctx.fillStyle = this.colour(s);
    ctx.lineWidth = lists.length > 1 ? width * 0.65 : width;
    ctx.lineJoin = "round";
    ctx.setLineDash(dash(this.figure.series[s].setting ?? s).map((part) => part * this.unit()));
    for (const list of lists) {
      ctx.beginPath();
      this.places(s, list).forEach((k) => ctx.lineTo(this.px(k, s), this.py(list[k])));
      ctx.stroke();
    }
    ctx.setLineDash([]);
    if (this.figure.x.length < MARKED && lists.length === 1) this.paintMarks(ctx, s, width * (this.figure.points ? 2.2 : 1.3));
  }

  paintMarks(ctx, s, radius) {
    const { mean } = this.figure.series[s];
    for (const k of this.places(s, mean)) {
      ctx.beginPath();
      ctx.arc(this.px(k, s), this.py(mean[k]), radius, 0, 2 * Math.PI);
      ctx.fill();
    }
  }

  paintRings(ctx, chosen) {
    ctx.strokeStyle = theme.ink;
    ctx.lineWidth = 2 * this.unit();
    for (const s of this.all) {
      const { mean } = this.figure.series[s];
      for (const k of this.places(s, mean)) {
        if (!chosen.includes(this.settingAt(s, k))) continue;
        ctx.beginPath();
        ctx.arc(this.px(k, s), this.py(mean[k]), 7 * this.unit(), 0, 2 * Math.PI);
        ctx.stroke();
      }
    }
  }

  /** What can be read at a place: series, setting, height on the page, and distance of the nearest curve from height `top`. */
  readings(k, top) {
    return this.visible().flatMap((s) => {
      const heights = this.isShown(s, k) ? this.lists(s).map((list) => this.py(list[k])).filter(measured) : [];
      const away = heights.map((height) => Math.abs(height / uPlot.pxRatio - top));
      return heights.length ? [{ s, setting: this.settingAt(s, k), height: heights[0], away: Math.min(...away) }] : [];
    });
  }
}
