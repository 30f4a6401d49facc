"use strict";
/* The data, and the elements and texts that all parts of the page are made of. */

const data = JSON.parse(document.getElementById("data").textContent);
const settings = data.settings;
const VERDICTS = ["steady", "noisy", "oscillating", "too slow", "collapsed", "diverged", "not judged"];
const COLOURS = 8;
/** The second code of a setting: settings of equal colour differ in their dash. */
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [14, 4]];

const byId = (id) => document.getElementById(id);
const measured = (v) => v !== null && v !== undefined;

/** A new element; attributes and children that are null or undefined are left out, and text stays text. */
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (measured(value)) node.setAttribute(name, value);
  }
  node.append(...children.filter(measured));
  return node;
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A value as read at the cursor. */
function number(v) {
  if (!measured(v)) return "–";
  const a = Math.abs(v);
  if (a === 0) return "0";
  if (a < 1e-3 || a >= 1e6) return v.toExponential(2).replace("e+", "e");
  return a >= 100 ? v.toFixed(1) : a >= 1 ? v.toFixed(2) : v.toFixed(4);
}

/** A place on a linear axis, as short as four digits allow: 0.25, 20k, 1.5M, 2e-4. */
function tick(v) {
  const a = Math.abs(v);
  if (a !== 0 && (a < 1e-3 || a >= 1e9)) return Number(v.toPrecision(4)).toExponential().replace("e+", "e");
  const [unit, letter] = a >= 1e6 ? [1e6, "M"] : a >= 1e4 ? [1e3, "k"] : [1, ""];
  return Number((v / unit).toPrecision(4)) + letter;
}

/** A rate, or a place on a logarithmic axis, as it is written in a setting: 1e-1, 5.62e-4, 3, 1e4. */
function power(v) {
  return v >= 1 && v < 1e4 ? String(Number(v.toPrecision(3))) : Number(v.toPrecision(3)).toExponential().replace("e+", "e");
}

/** Keeps an interval on one line. */
const unbroken = (text) => text.replace(/, (?=[^[\]]*\])/g, ",\u00a0");

/** Words that the labels of all settings share: they tell none from another. */
function sharedWords() {
  const words = settings.map((s) => s.label.split(" "));
  return words.length < 2 ? [] : words[0].filter((word) => words.every((label) => label.includes(word)));
}
const shared = sharedWords();

/** Labels without the words that all of them share. */
const short = settings.map((s) => s.label.split(" ").filter((word) => !shared.includes(word)).join(" ") || s.label);

const dash = (i) => DASHES[Math.floor(i / COLOURS) % DASHES.length];

/** The line that stands for setting i: its colour and dash. */
function key(i) {
  const line = svg("line", { x1: 0, x2: 22, y1: 4, y2: 4, "stroke-dasharray": dash(i).join(" ") });
  const node = svg("svg", { class: "key", viewBox: "0 0 22 8", "aria-hidden": "true" }, line);
  node.style.setProperty("--colour", `var(--series-${i % COLOURS})`);
  return node;
}

const dot = () => element("i", { class: "dot", "aria-hidden": "true" });

/** A verdict's word beside its colour. */
const verdict = (word) => element("span", { class: "verdict", "data-verdict": word }, dot(), word);
