import { draw, widthOf } from "./chart.js";
import { theme } from "./theme.js";

const shorten = (text, most) => ([...text].length > most ? [...text].slice(0, most - 1).join("") + "\u2026" : text);

/// A table of coloured cells, rows "from" and columns "to": `cells`: [{r, c, m, text, short, what}]. The diagonal is left out.
export function drawMatrix(host, { rowNames, columnNames, rowTitle, columnTitle, cells, description, signed }) {
  const total = widthOf(host);
  const narrow = total < 520;
  const most = narrow ? 12 : 20;
  const padding = { left: narrow ? 96 : 150, right: narrow ? 40 : 66, top: narrow ? 96 : 110, bottom: 10 };
  const width = total - padding.left - padding.right;
  const across = width / columnNames.length;
  const down = narrow ? 26 : 30;
  const height = down * rowNames.length;
  const largest = Math.max(...cells.map((cell) => Math.abs(cell.m)), 1e-300);
  const { ink, soft, low, high, page } = theme();
  const values = cells.map((cell) => ({
    ...cell, x: cell.c * across, y: cell.r * down,
    colour: cell.m < 0 ? low : high,
    depth: cell.m === 0 ? 0.03 : 0.06 + 0.7 * Math.sqrt(Math.abs(cell.m) / largest),
    label: cell.m === 0 ? "" : (Math.abs(cell.m) >= (across < 46 ? 10 : 100) ? cell.short.replace(/\.\d+$/, "") : cell.short).replace(/^[+\u2212]?0(\.0+)?$/, "0"),
    ink: signed && cell.lo !== null && cell.lo <= 0 && cell.hi >= 0 ? 0.5 : 1,
    tip: { title: cell.what, rows: [{ colour: cell.m < 0 ? low : high, name: signed ? "difference" : "", text: cell.text }] },
  }));
  const rows = rowNames.map((name, r) => ({ name: shorten(name, most), y: r * down + down / 2 }));
  const columns = columnNames.map((name, c) => ({ name: shorten(name, most), x: c * across + across / 2 }));
  return draw(host, {
    description, width, height, padding,
    data: [{ name: "cells", values }, { name: "rows", values: rows }, { name: "columns", values: columns }],
    marks: [
      { type: "rect", name: "cell", from: { data: "cells" }, encode: {
        enter: { x: { field: "x" }, y: { field: "y" }, width: { value: across - 1 }, height: { value: down - 1 }, fill: { field: "colour" },
          fillOpacity: { field: "depth" }, tooltip: { value: "" }, stroke: { value: page } },
        hover: { stroke: { value: ink } }, update: { stroke: { value: page } } } },
      ...(across >= 34 ? [{ type: "text", name: "number", from: { data: "cells" }, interactive: false, encode: { enter: { x: { field: "x", offset: across / 2 },
        y: { field: "y", offset: down / 2 }, align: { value: "center" }, baseline: { value: "middle" }, text: { field: "label" }, fillOpacity: { field: "ink" }, limit: { value: across - 4 } } } }] : []),
      { type: "text", name: "label", from: { data: "rows" }, interactive: false, encode: { enter: { x: { value: -8 }, y: { field: "y" }, align: { value: "right" },
        baseline: { value: "middle" }, text: { field: "name" }, limit: { value: padding.left - 10 } } } },
      { type: "text", from: { data: "columns" }, interactive: false, encode: { enter: { x: { field: "x" }, y: { value: -8 }, angle: { value: -40 }, align: { value: "left" },
        baseline: { value: "middle" }, text: { field: "name" }, limit: { value: 120 } } } },
      { type: "text", interactive: false, encode: { enter: { x: { value: -padding.left + 2 }, y: { value: -padding.top + 10 }, text: { value: `${rowTitle} \u2193   ${columnTitle} \u2192` }, fill: { value: soft } } } },
    ],
  });
}
