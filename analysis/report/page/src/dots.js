import { draw, widthOf } from "./chart.js";
import { theme } from "./theme.js";

const shorten = (text, most) => ([...text].length > most ? [...text].slice(0, most - 1).join("") + "\u2026" : text);

/// Rows of a name, with a dot and its interval per entry: `rows`: [{name, dots: [{m, lo, hi, colour, hollow, text, what}]}].
/// `bars` draws a bar from 0 to the dot as well. A row may be `strong`, a sum.
export function drawDots(host, { rows, axisTitle, description, bars, signed }) {
  const total = widthOf(host);
  const narrow = total < 460;
  const most = narrow ? 24 : 44;
  const longest = Math.max(...rows.map((row) => Math.min(most, [...row.name].length)), 6);
  const padding = { left: Math.min(Math.round(total * 0.46), 14 + longest * 6.3), right: narrow ? 58 : 76, top: 6, bottom: 38 };
  const width = total - padding.left - padding.right;
  const step = 14 + 12 * Math.max(...rows.map((row) => row.dots.length), 1);
  const height = Math.max(1, rows.length) * step;
  const { soft, ink } = theme();
  const dots = rows.flatMap((row, r) =>
    row.dots.map((dot, d) => ({
      ...dot, lo: dot.lo ?? dot.m, hi: dot.hi ?? dot.m,
      y: r * step + step / 2 + 12 * (d - (row.dots.length - 1) / 2),
      inside: dot.hollow ? theme().page : dot.colour,
      tip: { title: row.name, rows: [{ colour: dot.colour, name: dot.what, text: dot.text }] },
      short: dot.short,
    })));
  const names = rows.map((row, r) => ({ name: shorten(row.name, most), y: r * step + step / 2, weight: row.strong ? "bold" : "normal" }));
  const values = dots.flatMap((dot) => [dot.m, dot.lo, dot.hi]);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const room = (high - low || 1) * 0.03;
  const y = { y: { field: "y" } };
  return draw(host, {
    description, width, height, padding,
    data: [{ name: "dots", values: dots }, { name: "names", values: names }],
    scales: [{ name: "x", type: "linear", zero: false, range: [0, width], domain: [low < 0 ? low - room : 0, high > 0 ? high + room : room] }],
    axes: [{ scale: "x", orient: "bottom", tickCount: Math.max(2, Math.floor(width / 70)), grid: true, domain: false, title: axisTitle, titleLimit: total - 20,
      ...(signed ? { encode: { labels: { update: { text: { signal: "datum.value > 0 ? '+' + datum.label : datum.label" } } } } } : {}) }],
    marks: [
      { type: "rule", encode: { enter: { x: { scale: "x", value: 0 }, y: { value: 0 }, y2: { value: height }, stroke: { value: soft } } } },
      ...(bars ? [{ type: "rect", name: "bar", from: { data: "dots" }, interactive: false, encode: { enter: { x: { scale: "x", value: 0 }, x2: { scale: "x", field: "m" },
        yc: { field: "y" }, height: { value: 9 }, fill: { field: "colour" }, fillOpacity: { value: 0.35 } } } }] : []),
      { type: "rule", name: "interval", from: { data: "dots" }, encode: { enter: { ...y, x: { scale: "x", field: "lo" }, x2: { scale: "x", field: "hi" },
        stroke: { field: "colour" }, strokeWidth: { value: 2.5 }, strokeCap: { value: "butt" } } } },
      { type: "symbol", name: "mean", from: { data: "dots" }, encode: { enter: { ...y, x: { scale: "x", field: "m" }, size: { value: 55 },
        fill: { field: "inside" }, stroke: { field: "colour" }, strokeWidth: { value: 1.5 }, tooltip: { value: "" } } } },
      { type: "rect", name: "hover", from: { data: "dots" }, encode: { enter: { x: { value: 0 }, x2: { value: width }, yc: { field: "y" }, height: { value: 12 },
        fill: { value: soft }, tooltip: { value: "" } }, update: { fillOpacity: { value: 0 } }, hover: { fillOpacity: { value: 0.1 } } } },
      { type: "text", name: "label", from: { data: "names" }, interactive: false, encode: { enter: { ...y, x: { value: -8 }, text: { field: "name" },
        align: { value: "right" }, baseline: { value: "middle" }, limit: { value: padding.left - 10 }, fontWeight: { field: "weight" } } } },
      { type: "text", name: "value", from: { data: "dots" }, interactive: false, encode: { enter: { ...y, x: { value: width + 8 }, text: { field: "short" },
        baseline: { value: "middle" }, fill: { value: ink } } } },
    ],
  });
}
