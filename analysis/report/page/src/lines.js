import { seriesColour, seriesDash, theme } from "./theme.js";
import { draw, widthOf } from "./chart.js";

/// "2026-05" as the first instant of the month, and of the month behind it.
export const instant = (month, later = 0) => Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1 + later);

const shorten = (text, most) => ([...text].length > most ? [...text].slice(0, most - 1).join("") + "\u2026" : text);

/// Nice ends of a value axis that hold `low`, `high` and 0.
function domain(low, high) {
  const top = Math.max(high, 0);
  const bottom = Math.min(low, 0);
  const room = (top - bottom || 1) * 0.04;
  return [bottom < 0 ? bottom - room : 0, top > 0 ? top + room : room];
}

/// Places labels at their ends without overlap: pushes neighbours apart, keeps the order.
function spread(labels, height, gap) {
  labels.sort((a, b) => a.py - b.py);
  for (let i = 1; i < labels.length; ++i) labels[i].ly = Math.max(labels[i].ly, labels[i - 1].ly + gap);
  const over = labels.length ? labels[labels.length - 1].ly - height : 0;
  if (over > 0) {
    labels[labels.length - 1].ly -= over;
    for (let i = labels.length - 2; i >= 0; --i) labels[i].ly = Math.min(labels[i].ly, labels[i + 1].ly - gap);
  }
  return labels;
}

/// Lines over months with bands and labels at their ends.
/// `series`: [{name, colour, dash, band, faint, points: [{month, m, lo, hi}]}]; `axisTitle` carries the unit.
export function drawLines(host, { series, months, axisTitle, description, text, zero, onZoom }) {
  const total = widthOf(host);
  const narrow = total < 460;
  const longest = Math.max(...series.filter((s) => !s.faint).map((s) => [...s.name].length), 4);
  const right = Math.min(narrow ? 104 : 150, 20 + longest * 6.6);
  const padding = { left: 52, right, top: 22, bottom: 24 };
  const width = total - padding.left - padding.right;
  const height = narrow ? 210 : 250;
  const shown = new Set(months);
  const visible = series.map((s) => ({ ...s, points: s.points.filter((p) => shown.has(p.month)) }));
  const all = visible.flatMap((s) => s.points.flatMap((p) => (s.band && p.lo !== null ? [p.lo, p.hi, p.m] : [p.m])));
  const fallsBelow = visible.some((s) => s.points.some((p) => p.m < 0));
  const [low, high] = domain(fallsBelow || zero ? Math.min(0, ...all) : 0, Math.max(0, ...all)); // a band may be cut at 0
  const py = (value) => height * (1 - (value - low) / (high - low));
  const ends = visible
    .filter((s) => !s.faint && s.points.length > 0)
    .map((s) => {
      const at = py(s.points[s.points.length - 1].m);
      return { name: shorten(s.name, narrow ? 14 : 21), colour: s.colour, py: at, ly: at };
    });
  for (const end of spread(ends, height, 13)) end.leader = `M1,${end.py}L11,${end.ly}`;
  const { rule, soft } = theme();
  const points = visible.flatMap((s, k) =>
    s.points.map((p) => ({ k, t: instant(p.month), m: p.m, lo: p.lo ?? p.m, hi: p.hi ?? p.m, colour: s.colour, dash: s.dash,
      width: s.faint ? 1.25 : 2, ink: s.faint ? 0.75 : 1, fill: s.band ? 0.2 : 0 })));
  const bars = months.map((month) => ({
    t: instant(month),
    t2: instant(month, 1),
    tip: {
      title: month,
      rows: visible.flatMap((s) => {
        const point = s.points.find((p) => p.month === month);
        return point ? [{ colour: s.colour, name: s.name + (s.faint ? " (base)" : ""), text: text(point) }] : [];
      }),
    },
  }));
  const ms = { x: { scale: "x", field: "t" } };
  const view = draw(host, {
    description,
    width,
    height,
    padding,
    data: [
      { name: "points", values: points },
      { name: "months", values: bars },
      { name: "ends", values: ends },
    ],
    scales: [
      { name: "x", type: "utc", domain: [instant(months[0]), instant(months[months.length - 1], 1)], range: [0, width] },
      { name: "y", type: "linear", domain: [low, high], range: [height, 0], zero: false },
    ],
    axes: [
      { scale: "x", orient: "bottom", tickCount: narrow ? 4 : 7, grid: false, labelFlush: false },
      { scale: "y", orient: "left", tickCount: 5, grid: true, domain: false, ticks: false, title: axisTitle,
        titleAngle: 0, titleAlign: "left", titleAnchor: "start", titleX: -44, titleY: -12, titleLimit: total - 20 },
    ],
    marks: [
      {
        type: "group", clip: true, encode: { enter: { width: { value: width }, height: { value: height } } },
        marks: [
          ...(zero ? [{ type: "rule", encode: { enter: { x: { value: 0 }, x2: { value: width }, y: { scale: "y", value: 0 },
            stroke: { value: soft }, strokeWidth: { value: 1 } } } }] : []),
          {
            type: "group", name: "series", from: { facet: { name: "one", data: "points", groupby: "k" } },
            marks: [
              { type: "area", name: "band", from: { data: "one" }, interactive: false, encode: { enter: { ...ms,
                y: { scale: "y", field: "lo" }, y2: { scale: "y", field: "hi" }, fill: { field: "colour" }, fillOpacity: { field: "fill" } } } },
              { type: "line", name: "mean", from: { data: "one" }, interactive: false, encode: { enter: { ...ms, y: { scale: "y", field: "m" },
                stroke: { field: "colour" }, strokeWidth: { field: "width" }, strokeDash: { field: "dash" }, strokeOpacity: { field: "ink" } } } },
            ],
          },
          {
            type: "rect", name: "hover", from: { data: "months" },
            encode: {
              enter: { ...ms, x2: { scale: "x", field: "t2" }, y: { value: 0 }, y2: { value: height }, fill: { value: soft }, tooltip: { value: "" } },
              update: { fillOpacity: { value: 0 } },
              hover: { fillOpacity: { value: 0.15 } },
            },
          },
        ],
      },
      { type: "path", name: "leader", from: { data: "ends" }, interactive: false, encode: { enter: { path: { field: "leader" },
        stroke: { field: "colour" }, strokeWidth: { value: 1.5 }, x: { value: width }, y: { value: 0 } } } },
      { type: "text", name: "label", from: { data: "ends" }, interactive: false, encode: { enter: { x: { value: width + 14 }, y: { field: "ly" },
        text: { field: "name" }, baseline: { value: "middle" }, limit: { value: right - 14 } } } },
      { type: "rule", encode: { enter: { x: { value: 0 }, x2: { value: width }, y: { value: height }, stroke: { value: rule } } } },
    ],
  });
  if (onZoom) dragToZoom(host, { left: padding.left, width, months, onZoom });
  return view;
}

/// Dragging across a chart asks for the months under the drag; a double click for all.
function dragToZoom(host, { left, width, months, onZoom }) {
  const band = document.createElement("div");
  band.className = "drag";
  band.hidden = true;
  host.append(band);
  let from = null;
  const at = (event) => Math.min(width, Math.max(0, event.clientX - host.getBoundingClientRect().left - left));
  const month = (x) => months[Math.min(months.length - 1, Math.floor((x / width) * months.length))];
  host.onpointerdown = (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return; // a finger scrolls; the selects do the same
    from = at(event);
    host.setPointerCapture?.(event.pointerId);
  };
  host.onpointermove = (event) => {
    if (from === null) return;
    const to = at(event);
    band.hidden = Math.abs(to - from) < 6;
    band.style.left = `${left + Math.min(from, to)}px`;
    band.style.width = `${Math.abs(to - from)}px`;
  };
  host.onpointerup = (event) => {
    const start = from;
    const end = at(event);
    from = null;
    band.hidden = true;
    if (start !== null && Math.abs(end - start) >= 6) onZoom(month(Math.min(start, end)), month(Math.max(start, end)));
  };
  host.onpointercancel = () => {
    from = null;
    band.hidden = true;
  };
  host.ondblclick = () => onZoom(null, null);
}
