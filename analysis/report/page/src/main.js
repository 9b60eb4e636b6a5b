import { CHARTS } from "./charts.js";
import { Cube } from "./cube.js";
import { buildControls } from "./controls.js";
import { attachTable } from "./table.js";
import { onThemeChange } from "./theme.js";
import { isolated } from "./tip.js";

const data = JSON.parse(document.getElementById("data").textContent);
const cubes = Object.fromEntries(Object.entries(data.cubes).map(([id, raw]) => [id, new Cube(raw)]));
const state = {
  data,
  base: data.base,
  scenario: data.scenarios.findIndex((_, s) => s !== data.base),
  segment: 0,
  from: 0,
  to: data.months.length - 1,
  month: data.months.length - 1,
  year: 0,
};
if (state.scenario < 0) state.scenario = 0;

/// A line with a coloured mark per name.
function keysOf(keys) {
  if (keys.length < 2) return [];
  const line = document.createElement("div");
  for (const { colour, name } of keys) {
    const key = document.createElement("span");
    const mark = document.createElement("i");
    key.className = "key";
    mark.style.background = colour;
    key.append(mark, isolated(name));
    line.append(key);
  }
  return [line];
}

/// Whether a figure has something to show. A difference of the base from itself is no picture.
function toggle(figure) {
  const shown = CHARTS[figure.dataset.chart].needs(state);
  figure.classList.toggle("empty", !shown);
  if (shown) return;
  const host = figure.querySelector(".chart");
  host.view?.finalize();
  host.view = null;
  host.replaceChildren();
}

/// Draws one figure for the state of the controls.
function drawFigure(figure) {
  const chart = CHARTS[figure.dataset.chart];
  const cube = cubes[chart.cube];
  figure.querySelector("figcaption").replaceChildren(chart.title(state, cube), ...keysOf(chart.keys?.(state) ?? []));
  chart.draw(figure.querySelector(".chart"), state, cube);
  attachTable(figure, () => chart.table(state, cube));
}

/// The parts of a figure that C++ left to be filled; a figure without data goes, and what it leaves empty with it.
function prepare(figure) {
  const chart = CHARTS[figure.dataset.chart];
  if (!chart || !cubes[chart.cube]) {
    for (let part = figure; part && !part.matches("main"); ) {
      const parent = part.parentElement;
      part.remove();
      part = parent.querySelector("figure") ? null : parent;
    }
    return;
  }
  const part = (kind, name) => {
    const node = document.createElement(kind);
    node.className = name;
    return node;
  };
  figure.append(part("figcaption", ""), part("div", "chart"));
}

const figures = () => [...document.querySelectorAll("figure[data-chart]")];
function redraw() {
  figures().forEach(toggle); // first, for a figure is as wide as those beside it leave
  figures().filter((figure) => !figure.classList.contains("empty")).forEach(drawFigure);
}

state.zoom = (from, to) => {
  state.from = from === null ? 0 : data.months.indexOf(from);
  state.to = to === null ? data.months.length - 1 : data.months.indexOf(to);
  controls.show();
  redraw();
};

figures().forEach(prepare);
const controls = buildControls(document.getElementById("controls"), state, cubes, redraw);
redraw();
onThemeChange(redraw);

let width = document.documentElement.clientWidth;
let timer = null;
window.addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (document.documentElement.clientWidth === width) return;
    width = document.documentElement.clientWidth;
    redraw();
  }, 150);
});
document.documentElement.dataset.drawn = "yes";
