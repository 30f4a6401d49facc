"use strict";
/* Controls: filter by words and verdicts, band or seeds, and the settings' chips. */

const FIELDS = { label: "label", preset: "preset", id: "setting", setting: "setting", verdict: "verdict" };
const MOST_CHIPS = 12;

/** Whether a setting has every word of a text; `verdict:steady` asks one field. */
function matcher(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (s, field, word) => s[field].toLowerCase().includes(word);
  return (s) => words.every((word) => {
    const [, field, rest] = /^(\w+):(.*)$/.exec(word) || [];
    return FIELDS[field] ? has(s, FIELDS[field], rest) : Object.values(FIELDS).some((any) => has(s, any, word));
  });
}

/** Hides what stands for a setting that lacks a word, or whose verdict is not among those pressed. */
function filter() {
  const pressed = [...document.querySelectorAll("#verdicts [aria-pressed=true]")].map((button) => button.dataset.verdict);
  const matches = matcher(byId("filter").value);
  settings.forEach((s, i) => {
    state.shown[i] = matches(s) && (!pressed.length || pressed.includes(s.verdict));
    targets[i].forEach((node) => { node.hidden = !state.shown[i]; });
  });
  tabStops.forEach((settle) => settle());
  showStatus();
  redraw();
}

function verdictButtons() {
  return VERDICTS.filter((word) => settings.some((s) => s.verdict === word)).map((word) => {
    const count = settings.filter((s) => s.verdict === word).length;
    const button = element("button", { type: "button", "aria-pressed": "false", "data-verdict": word }, dot(), word + " ", element("b", {}, String(count)));
    button.addEventListener("click", () => {
      toggle(button);
      filter();
    });
    return button;
  });
}

function setMode(mode) {
  state.mode = mode;
  for (const button of byId("mode").children) button.setAttribute("aria-pressed", button.dataset.mode === mode);
  redraw();
}

function chipOf(s, i) {
  const judged = element("span", { "data-verdict": s.verdict, title: s.verdict }, dot());
  const chip = element("button", { type: "button", class: "chip", "aria-pressed": "false", title: s.label }, key(i), element("span", { class: "name" }, short[i]), judged);
  return element("li", {}, target(chip, i));
}

function controls() {
  byId("filter").addEventListener("input", filter);
  byId("verdicts").append(...verdictButtons());
  byId("mode").hidden = !charts.some((chart) => chart.figure.series.some((s) => s.lines));
  for (const button of byId("mode").children) button.addEventListener("click", () => setMode(button.dataset.mode));
  byId("legend").firstElementChild.textContent = `Settings (${settings.length})`;
  byId("chips").append(...settings.map(chipOf));
  byId("legend").open = settings.length <= MOST_CHIPS && matchMedia("(min-width: 1001px)").matches;
}
