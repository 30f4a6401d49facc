"use strict";
/* The page: header, sections in the order of the data, contents, and what follows the window. */

function chartOf(figure) {
  const chart = new Chart(figure);
  charts.push(chart);
  return chart.node;
}

function sectionOf(section) {
  const figures = section.figures.map((figure) => (figure.kind === "map" ? mapOf(figure) : chartOf(figure)));
  return element("section", { id: "s-" + section.id, "aria-labelledby": "h-" + section.id },
    element("h2", { id: "h-" + section.id }, section.heading),
    section.note ? element("p", { class: "note" }, section.note) : null,
    ...section.tables.map(tableOf),
    section.statements.length ? listOf(section.statements) : null,
    figures.length ? element("div", { class: "figures" }, ...figures) : null);
}

function provenance() {
  const pairs = data.provenance.flatMap(([term, text]) => [element("dt", {}, term), element("dd", {}, text)]);
  return element("section", { id: "s-provenance", "aria-labelledby": "h-provenance" },
    element("h2", { id: "h-provenance" }, "How these runs were made"), element("dl", { id: "provenance" }, ...pairs));
}

function header() {
  document.title = "Keel: " + data.title;
  byId("title").textContent = data.title;
  byId("subtitle").textContent = data.subtitle;
  if (shared.length) byId("subtitle").after(element("p", { id: "shared" }, "All settings: ", element("code", {}, shared.join(" "))));
}

/** Links to the sections; the one that is being read is marked. */
function contents() {
  const links = new Map([...document.querySelectorAll("section")].map((section) =>
    [section, element("a", { href: "#" + section.id }, section.querySelector("h2").textContent)]));
  byId("contents").append(...[...links.values()].map((link) => element("li", {}, link)));
  const observer = new IntersectionObserver((entries) => {
    const entered = entries.find((entry) => entry.isIntersecting);
    if (!entered) return;
    links.forEach((link) => link.removeAttribute("aria-current"));
    links.get(entered.target).setAttribute("aria-current", "true");
  }, { rootMargin: "-20% 0px -75% 0px" });
  links.forEach((_, section) => observer.observe(section));
}

/** Charts are drawn when they come into view, or nearly. */
function drawInView() {
  const observer = new IntersectionObserver((entries) => entries.forEach(({ target: node, isIntersecting }) => {
    if (!isIntersecting) {
      inView.delete(node.chart);
      return;
    }
    inView.add(node.chart);
    node.chart.refresh();
    node.chart.emphasise();
  }), { rootMargin: "200px" });
  charts.forEach((chart) => observer.observe(chart.node));
}

/** For paper every chart is drawn, in the colours of the light page; afterwards those in view again. */
function putOnPaper(on) {
  if (on === paper) return;
  paper = on;
  document.documentElement.toggleAttribute("data-paper", on);
  theme = readTheme();
  charts.forEach((chart) => (on || inView.has(chart) ? chart.build() : chart.clear()));
}

function watch() {
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width || paper) return;
    width = innerWidth;
    redraw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    theme = readTheme();
    redraw();
  });
  matchMedia("print").addEventListener("change", (event) => putOnPaper(event.matches));
  addEventListener("beforeprint", () => putOnPaper(true));
  addEventListener("afterprint", () => putOnPaper(false));
}

header();
byId("sections").append(...data.sections.map(sectionOf), provenance());
contents();
controls();
listen();
drawInView();
watch();
showStatus();
