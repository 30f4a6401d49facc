"use strict";
/* Tables and statements. */

const NUMBER = /^[-−+]?\d[\d,]*(\.\d+)?(e[-+]?\d+)?/i;
const leading = (text) => Number(NUMBER.exec(text)[0].replace("−", "-").replace(/,/g, ""));

/** Texts in order, their numbers by value: actor=1e-4 before actor=1e-3. */
function compareTexts(a, b) {
  const split = (text) => text.split(/(\d+(?:\.\d+)?(?:e[-+]?\d+)?)/i);
  const [as, bs] = [split(a), split(b)];
  for (let i = 0; i < Math.min(as.length, bs.length); i++) {
    const order = i % 2 ? as[i] - bs[i] : as[i].localeCompare(bs[i]);
    if (order) return order;
  }
  return as.length - bs.length;
}

/** Rows in the order of a column; in a column of numbers, texts that are none come last either way. */
function sorted(rows, column, numeric, sign) {
  const text = (row) => row.cells[column]?.text ?? "";
  if (!numeric) return rows.slice().sort((a, b) => sign * compareTexts(text(a), text(b)));
  const value = (row) => (NUMBER.test(text(row)) ? sign * leading(text(row)) : Infinity);
  return rows.slice().sort((a, b) => (value(a) === value(b) ? 0 : value(a) - value(b)));
}

function isNumeric(rows, column) {
  const texts = rows.map((row) => row.cells[column]?.text ?? "").filter((text) => !/^[–-]?$/.test(text));
  return column > 0 && texts.length > 0 && texts.every((text) => NUMBER.test(text));
}

/** A label's words, which break only where they must: not 5e- and 4. */
const words = (label) => label.split(" ").flatMap((word) => [element("span", { class: "word" }, word), " "]);

function cellContent(cell, setting) {
  if (cell.text === setting?.label) return words(short[settings.indexOf(setting)]);
  return [cell.text === setting?.verdict ? verdict(cell.text) : cell.text];
}

function rowOf(row, numeric) {
  const setting = settings[row.setting];
  const cells = row.cells.map((cell, column) => element("td", { class: numeric[column] ? "number" : null },
    setting && column === 0 ? key(row.setting) : null,
    ...cellContent(cell, setting),
    cell.detail ? element("span", { class: "detail" }, unbroken(cell.detail)) : null));
  return target(element("tr", { title: setting?.label }, ...cells), row.setting);
}

/** A heading that sorts: first rising, then falling, then as the rows came. */
function headingOf(text, numeric, sort) {
  const head = element("th", { scope: "col", class: numeric ? "number" : null }, element("button", { type: "button" }, text));
  head.firstChild.addEventListener("click", () => {
    const before = head.getAttribute("aria-sort");
    for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
    if (before !== "descending") head.setAttribute("aria-sort", before === "ascending" ? "descending" : "ascending");
    sort(head.getAttribute("aria-sort"));
  });
  return head;
}

function tableOf(table) {
  const numeric = table.headings.map((_, column) => isNumeric(table.rows, column));
  const rows = new Map(table.rows.map((row) => [row, rowOf(row, numeric)]));
  const body = element("tbody", {}, ...rows.values());
  const heads = table.headings.map((heading, column) => headingOf(heading, numeric[column], (order) => {
    const inOrder = order ? sorted(table.rows, column, numeric[column], order === "ascending" ? 1 : -1) : table.rows;
    body.append(...inOrder.map((row) => rows.get(row)));
  }));
  rove(body, nextInList);
  const caption = table.caption ? element("caption", {}, table.caption) : null;
  return element("div", { class: "scroll" }, element("table", {}, caption, element("thead", {}, element("tr", {}, ...heads)), body));
}

function statementOf({ setting, text }) {
  return target(element("li", {}, measured(setting) ? key(setting) : null, text), setting);
}

function listOf(statements) {
  const list = element("ul", { class: "statements" }, ...statements.map(statementOf));
  rove(list, nextInList);
  return list;
}
