"use strict";
/* Linked highlighting: every element that stands for a setting is its target, wherever it is on the page. */

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const state = { hovered: null, pinned: null, shown: settings.map(() => true), mode: "band" };
const targets = settings.map(() => []);
/** All charts, and those in view: only these follow a change at once. */
const charts = [];
const inView = new Set();

function target(node, setting) {
  if (!measured(setting)) return node;
  node.dataset.setting = setting;
  targets[setting].push(node);
  return node;
}

/** The pinned and the hovered setting, as far as the filter shows them. */
const emphasised = () => [...new Set([state.pinned, state.hovered])].filter((i) => i !== null && state.shown[i]);

function mark(setting) {
  const pinned = setting === state.pinned;
  for (const node of targets[setting]) {
    node.classList.toggle("on", pinned || setting === state.hovered);
    node.classList.toggle("pinned", pinned);
    if (node.matches("button")) node.setAttribute("aria-pressed", pinned);
  }
}

/** Changes what is hovered or pinned; touches only the settings concerned and the charts in view. */
function highlight(change) {
  const before = [state.hovered, state.pinned];
  Object.assign(state, change);
  if (state.hovered === before[0] && state.pinned === before[1]) return;
  new Set([...before, state.hovered, state.pinned]).forEach((i) => { if (i !== null) mark(i); });
  showStatus();
  inView.forEach((chart) => chart.emphasise());
}

const pin = (setting) => highlight({ pinned: state.pinned === setting ? null : setting });

function showStatus() {
  const i = state.hovered ?? state.pinned;
  const shown = state.shown.filter(Boolean).length;
  byId("count").textContent = shown + " of " + settings.length + (settings.length === 1 ? " setting" : " settings");
  if (i === null) {
    byId("pointed").replaceChildren(element("small", {}, "Point at a setting to see it everywhere. Click or Enter pins it, Escape lets go."));
    return;
  }
  const s = settings[i];
  const facts = [s.preset, s.setting, s.runs + (s.runs === 1 ? " run" : " runs")];
  if (state.pinned === i) facts.push("pinned, Escape lets go");
  byId("pointed").replaceChildren(key(i), element("b", {}, s.label), verdict(s.verdict), element("small", {}, facts.join(" · ")));
}

function settingOf(event) {
  const node = event.target.closest("[data-setting]");
  return node ? Number(node.dataset.setting) : null;
}

/** Charts find the setting under the pointer themselves. */
function hover(event) {
  if (!event.target.closest(".plot")) highlight({ hovered: settingOf(event) });
}

function press(event) {
  if (event.key === "Escape") highlight({ pinned: null, hovered: null });
  if (event.key === "Enter" && settingOf(event) !== null && !event.target.closest("button")) pin(settingOf(event));
}

function listen() {
  document.addEventListener("mouseover", hover);
  document.addEventListener("focusin", hover);
  document.documentElement.addEventListener("mouseleave", () => highlight({ hovered: null }));
  document.addEventListener("click", (event) => { if (settingOf(event) !== null) pin(settingOf(event)); });
  document.addEventListener("keydown", press);
}

/** Called when elements were hidden: each group of settings keeps one that the Tab key reaches. */
const tabStops = [];

/** Makes the settings in a container one stop of the Tab key, among which arrow keys lead to `next(item, dx, dy)`. */
function rove(container, next) {
  const items = [...container.querySelectorAll("[data-setting]")];
  const stop = (chosen) => items.forEach((item) => { item.tabIndex = item === chosen ? 0 : -1; });
  const settle = () => stop(items.find((item) => item.tabIndex === 0 && !item.hidden) || items.find((item) => !item.hidden));
  container.addEventListener("focusin", (event) => { if (event.target.matches("[data-setting]")) stop(event.target); });
  container.addEventListener("keydown", (event) => {
    const to = ARROWS[event.key] && event.target.matches("[data-setting]") && next(event.target, ...ARROWS[event.key]);
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
  tabStops.push(settle);
  settle();
}

/** The next setting in a table or list; left and right lead nowhere. */
function nextInList(item, dx, dy) {
  let to = item;
  do to = dy > 0 ? to.nextElementSibling : dy < 0 ? to.previousElementSibling : null;
  while (to && (to.hidden || !to.dataset.setting));
  return to;
}
