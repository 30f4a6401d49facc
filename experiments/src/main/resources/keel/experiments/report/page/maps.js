"use strict";
/* Maps over two rates: a grid of cells, each a setting, with a boundary drawn over them. */

/** More columns than this need the whole width of the page; more than the second leave no room for details in cells. */
const WHOLE_WIDTH = 7;
const COMPACT = 14;

/** Where a rate lies on an axis of equal cells, in cells: centres at ½, 1½, …, logarithmic between and beyond them. */
function placeOf(rates) {
  const logs = rates.map(Math.log);
  const at = (i) => logs[i] ?? logs[0] + i * Math.LN10;
  return (rate) => {
    let i = 0;
    while (i < rates.length - 2 && Math.log(rate) > logs[i + 1]) i++;
    return i + 0.5 + (Math.log(rate) - at(i)) / (at(i + 1) - at(i));
  };
}

function boundaryOf(map) {
  const [x, y] = [placeOf(map.x), placeOf(map.y)];
  const [columns, rows] = [map.x.length, map.y.length];
  const pieces = (name) => map.boundary.map(([x0, y0, x1, y1]) =>
    svg("line", { class: name, x1: x(x0), y1: rows - y(y0), x2: x(x1), y2: rows - y(y1) }));
  const node = svg("svg", { class: "boundary", viewBox: `0 0 ${columns} ${rows}`, preserveAspectRatio: "none", role: "img", "aria-label": map.boundary_label },
    ...pieces("halo"), ...pieces("edge"));
  node.style.gridArea = `1 / 3 / ${rows + 1} / ${columns + 3}`;
  return node;
}

function paintCell(node, cell, map) {
  if (map.scale === "category") {
    if (cell.category) node.dataset.verdict = cell.category;
  } else if (measured(cell.value)) {
    const share = Math.min(1, Math.max(0, (cell.value - map.low) / (map.high - map.low || 1)));
    node.style.setProperty("--share", share.toFixed(3));
    // Where white text becomes more readable than black: at 0.645 of the light page's ramp, below 0.485 of the dark page's.
    node.dataset.depth = share < 0.485 ? "low" : share < 0.645 ? "middle" : "high";
  }
}

function cellOf(cell, map) {
  const says = cell.category && !cell.text.includes(cell.category) ? cell.category + " " + cell.text : cell.text;
  const node = element("div", { role: "gridcell", class: "cell", title: cell.detail }, element("span", {}, says),
    cell.detail ? element("span", { class: "detail" }, unbroken(cell.detail)) : null);
  paintCell(node, cell, map);
  return target(node, cell.setting);
}

const emptyCell = () => element("div", { role: "gridcell", class: "cell empty", "aria-label": "no setting" });

const scaleEnds = (map) => element("span", {}, tick(map.low), element("i", { class: "ramp" }), tick(map.high));

function scaleOf(map) {
  const parts = map.scale === "category"
    ? VERDICTS.filter((word) => map.cells.some((cell) => cell.category === word)).map(verdict)
    : [scaleEnds(map)];
  if (map.boundary?.length) {
    const ends = { x1: 2, x2: 24, y1: 5, y2: 5 };
    const line = svg("svg", { class: "boundary-key", viewBox: "0 0 26 10", "aria-hidden": "true" }, svg("line", { class: "halo", ...ends }), svg("line", { class: "edge", ...ends }));
    parts.push(element("span", {}, line, map.boundary_label));
  }
  return element("div", { class: "scale" }, ...parts);
}

function place(node, row, column) {
  node.style.gridArea = `${row} / ${column}`;
  return node;
}

/** A row of the grid, the highest rate of y on top. */
function mapRow(map, rate, j) {
  const row = map.y.length - j;
  const cells = map.x.map((_, i) => {
    const cell = map.cells.find((c) => c.i === i && c.j === j);
    return place(cell ? cellOf(cell, map) : emptyCell(), row, i + 3);
  });
  return element("div", { role: "row" }, place(element("div", { role: "rowheader" }, power(rate)), row, 2), ...cells);
}

function mapHeads(map) {
  const row = map.y.length + 1;
  const corner = element("div", { role: "columnheader", "aria-label": map.y_label + " by " + map.x_label });
  const heads = map.x.map((rate, i) => place(element("div", { role: "columnheader" }, power(rate)), row, i + 3));
  return element("div", { role: "row" }, place(corner, row, 2), ...heads);
}

function mapAxes(map) {
  const [x, y] = [element("div", { class: "axis" }, map.x_label), element("div", { class: "axis y" }, map.y_label)];
  x.style.gridArea = `${map.y.length + 2} / 3 / auto / ${map.x.length + 3}`;
  y.style.gridArea = `1 / 1 / ${map.y.length + 1} / auto`;
  return [x, y];
}

function nextInMap(grid, item, dx, dy) {
  let row = Number(item.style.gridRowStart);
  let column = Number(item.style.gridColumnStart);
  const cells = [...grid.querySelectorAll(".cell")];
  const at = () => cells.find((cell) => cell.style.gridRowStart === String(row) && cell.style.gridColumnStart === String(column));
  let to = item;
  while (to && (to === item || to.hidden || !to.dataset.setting)) {
    row += dy;
    column += dx;
    to = at();
  }
  return to;
}

function captionOf(figure, ...tools) {
  return element("figcaption", {},
    element("div", {}, element("h3", {}, figure.heading), figure.code ? element("code", {}, figure.code) : null),
    element("div", { class: "tools" }, ...tools));
}

function mapOf(map) {
  const rows = map.y.map((rate, j) => mapRow(map, rate, j)).reverse();
  const grid = element("div", { role: "grid", "aria-label": map.heading }, ...rows, mapHeads(map));
  rove(grid, (item, dx, dy) => nextInMap(grid, item, dx, dy));
  const plane = element("div", { class: "plane" }, grid, ...mapAxes(map), map.boundary?.length ? boundaryOf(map) : null);
  const columns = map.x.length;
  const classes = ["map", columns > WHOLE_WIDTH ? "whole" : "", columns > COMPACT ? "compact" : "", map.boundary?.length ? "bounded" : ""];
  return element("figure", { "data-figure": map.id, class: classes.join(" ") }, captionOf(map), plane, scaleOf(map));
}
