import { drawDots } from "./dots.js";
import { drawLines } from "./lines.js";
import { drawMatrix } from "./matrix.js";
import { seriesColour, seriesDash, theme } from "./theme.js";

/// What each figure of the page draws. A chart is {cube, title(s), draw(host, s), table(s)}; `s` is the state of the
/// controls with the data: {data, cubes, scenario, base, segment, from, to, month, year}.

const scenarioColour = (s, index) => (index === s.base ? theme().soft : seriesColour(index < s.base ? index : index - (s.base >= 0 ? 1 : 0)));
const monthsShown = (s) => s.data.months.slice(s.from, s.to + 1);
const compared = (s) => s.base >= 0 && s.scenario !== s.base;

/// The position on the axes that the controls choose.
function fixed(s, cube) {
  return { segment: cube.has("segment") ? s.segment : 0 };
}
const segmentNote = (s, cube) =>
  cube.has("segment") ? (s.segment > 0 ? `, segment ${cube.labels("segment")[s.segment]}` : ", all segments") : "";
/// A coloured mark and a name for every scenario that a chart of dots shows.
const scenarioKeys = (s, scenarios) => scenarios.map((scenario) => ({ colour: scenarioColour(s, scenario), name: s.data.scenarios[scenario] }));
const intervalHead = ["mean", "95% low", "95% high"];
const intervalCells = (cube, cell) => (cell ? [cube.text(cell.m), cube.text(cell.lo), cube.text(cell.hi)] : ["", "", ""]);

/// Levels, or differences, over months: a line per entity of `axis`; without an axis a line per scenario.
function trajectory(id, axis, difference) {
  const series = (s, cube) => {
    const months = s.data.months;
    const line = (name, scenario, e, style) => ({
      name,
      ...style,
      points: months.flatMap((month, t) => {
        const cell = cube.cell(scenario, { ...fixed(s, cube), month: t, [axis]: e }, difference);
        return cell ? [{ month, ...cell }] : [];
      }),
    });
    const entities = axis ? cube.labels(axis) : [""];
    const chosen = entities.map((name, e) =>
      line(axis ? name : s.data.scenarios[s.scenario], s.scenario, e, {
        colour: axis ? seriesColour(e) : scenarioColour(s, s.scenario), dash: axis ? seriesDash(e) : [1, 0], band: true, faint: false,
      }));
    if (difference || !compared(s)) return chosen.filter((one) => one.points.length > 0);
    const base = entities.map((name, e) =>
      line(axis ? name : s.data.scenarios[s.base], s.base, e, {
        colour: axis ? seriesColour(e) : scenarioColour(s, s.base), dash: [3, 3], band: !axis, faint: Boolean(axis),
      }));
    return [...base, ...chosen].filter((one) => one.points.length > 0);
  };
  return {
    cube: id,
    needs: (s) => !difference || compared(s),
    title: (s, cube) =>
      difference
        ? `${cube.title}: difference, ${s.data.scenarios[s.scenario]} minus ${s.data.scenarios[s.base]}${segmentNote(s, cube)}`
        : `${cube.title}: ${s.data.scenarios[s.scenario]}${compared(s) ? ` (solid, with band) and ${s.data.scenarios[s.base]} (dashed)` : ""}${segmentNote(s, cube)}`,
    draw: (host, s, cube) =>
      drawLines(host, {
        series: series(s, cube), months: monthsShown(s), zero: difference, onZoom: s.zoom,
        axisTitle: difference && cube.unit === "%" ? "percentage points" : cube.unit,
        description: `${cube.title} [${cube.unit}] by month, ${difference ? "paired difference" : "levels"} with 95 % intervals`,
        text: (point) => cube.full(point, difference),
      }),
    table: (s, cube) => ({
      columns: ["month", axis || "scenario", ...intervalHead],
      numeric: [false, false, true, true, true],
      rows: monthsShown(s).flatMap((month) =>
        series(s, cube).flatMap((one) => {
          const point = one.points.find((p) => p.month === month);
          return point ? [[month, one.name + (one.faint ? ` (${s.data.scenarios[s.base]})` : ""), ...intervalCells(cube, point)]] : [];
        })),
    }),
  };
}

/// Dots with intervals of every entity: of the chosen scenario and the base, or of their paired difference.
function dots(id, axis, { difference = false, atMonth = false, bars = false, dropZero = false } = {}) {
  const at = (s, cube, e) => ({ ...fixed(s, cube), month: atMonth ? s.month : 0, [axis]: e });
  const which = (s) => (difference || !compared(s) ? [s.scenario] : [s.base, s.scenario]);
  const rows = (s, cube) =>
    cube.labels(axis).flatMap((name, e) => {
      const found = which(s).flatMap((scenario) => {
        const cell = cube.cell(scenario, at(s, cube, e), difference);
        const colour = difference ? (cell && cell.m < 0 ? theme().low : theme().high) : scenarioColour(s, scenario);
        const what = difference ? "difference" : s.data.scenarios[scenario];
        return cell ? [{ ...cell, colour, hollow: difference && cell.lo !== null && cell.lo <= 0 && cell.hi >= 0, what,
          text: cube.full(cell, difference), short: cube.text(cell.m, difference) }] : [];
      });
      const nothing = dropZero && found.every((dot) => dot.m === 0 && !dot.hi);
      return found.length && !nothing ? [{ name, dots: found, strong: cube.strong?.includes(name) }] : [];
    });
  return {
    cube: id,
    needs: (s) => !difference || compared(s),
    title: (s, cube) => {
      const when = atMonth ? ` in ${s.data.months[s.month]}` : "";
      return difference
        ? `${cube.title}${when}: difference, ${s.data.scenarios[s.scenario]} minus ${s.data.scenarios[s.base]}${segmentNote(s, cube)}. Hollow: the interval holds 0, so the sign cannot be told.`
        : `${cube.title}${when}${segmentNote(s, cube)}`;
    },
    keys: (s) => (difference ? [] : scenarioKeys(s, which(s))),
    draw: (host, s, cube) =>
      drawDots(host, {
        rows: rows(s, cube), bars, signed: difference, axisTitle: difference && cube.unit === "%" ? "percentage points" : cube.unit,
        description: `${cube.title} [${cube.unit}] with 95 % intervals`,
      }),
    table: (s, cube) => ({
      columns: [axis, "scenario", ...intervalHead],
      numeric: [false, false, true, true, true],
      rows: rows(s, cube).flatMap((row) => row.dots.map((dot) => [row.name, dot.what, ...intervalCells(cube, dot)])),
    }),
  };
}

/// Moves from one entity to another in the chosen year.
function flows(id, from, to, difference) {
  const cells = (s, cube) =>
    cube.labels(from).flatMap((source, r) =>
      cube.labels(to).flatMap((target, c) => {
        const cell = source === target ? null : cube.cell(s.scenario, { year: s.year, [from]: r, [to]: c }, difference);
        return cell ? [{ ...cell, r, c, source, target, what: `${source} \u2192 ${target}`, text: cube.full(cell, difference), short: cube.text(cell.m, difference) }] : [];
      }));
  return {
    cube: id,
    needs: (s) => !difference || compared(s),
    title: (s, cube) => `${cube.title}, ${cube.labels("year")[s.year]}: ${difference ? `${s.data.scenarios[s.scenario]} minus ${s.data.scenarios[s.base]}` : s.data.scenarios[s.scenario]}, ${cube.unit}${difference ? "; faint: the interval holds 0" : ""}`,
    draw: (host, s, cube) =>
      drawMatrix(host, {
        rowNames: cube.labels(from), columnNames: cube.labels(to), rowTitle: "from", columnTitle: "to", cells: cells(s, cube), signed: difference,
        description: `${cube.title} [${cube.unit}]`,
      }),
    table: (s, cube) => ({
      columns: ["from", "to", ...intervalHead],
      numeric: [false, false, true, true, true],
      rows: cells(s, cube).map((cell) => [cell.source, cell.target, ...intervalCells(cube, cell)]),
    }),
  };
}

/// The largest payments of the chosen year, payer to payee.
function payments(id, difference) {
  const MOST = 20;
  const all = (s, cube) =>
    cube.labels("payment").map((name, p) => ({ name, cell: cube.cell(s.scenario, { year: s.year, payment: p }, difference), base: compared(s) ? cube.cell(s.base, { year: s.year, payment: p }, false) : null }))
      .filter(({ cell }) => cell && cell.m !== 0)
      .sort((a, b) => Math.abs(b.cell.m) - Math.abs(a.cell.m));
  const dot = (s, cube, cell, scenario) => ({
    ...cell, colour: difference ? (cell.m < 0 ? theme().low : theme().high) : scenarioColour(s, scenario), what: difference ? "difference" : s.data.scenarios[scenario],
    hollow: difference && cell.lo !== null && cell.lo <= 0 && cell.hi >= 0, text: cube.full(cell, difference), short: cube.text(cell.m, difference),
  });
  return {
    cube: id,
    needs: (s) => !difference || compared(s),
    title: (s, cube) => `${cube.title}, ${cube.labels("year")[s.year]}: the ${MOST} largest ${difference ? `differences, ${s.data.scenarios[s.scenario]} minus ${s.data.scenarios[s.base]}` : `payments, ${s.data.scenarios[s.scenario]}`}; the table has all`,
    draw: (host, s, cube) =>
      drawDots(host, {
        rows: all(s, cube).slice(0, MOST).map(({ name, cell }) => ({ name, dots: [dot(s, cube, cell, s.scenario)] })),
        bars: true, signed: difference, axisTitle: cube.unit, description: `${cube.title} [${cube.unit}]`,
      }),
    table: (s, cube) => ({
      columns: ["payment", ...intervalHead],
      numeric: [false, true, true, true],
      rows: all(s, cube).map(({ name, cell }) => [name, ...intervalCells(cube, cell)]),
    }),
  };
}

/// By the name in the page's data-chart attribute.
export const CHARTS = {
  "venue-levels": trajectory("spend_share_by_venue", "venue", false),
  "venue-difference": trajectory("spend_share_by_venue", "venue", true),
  "venue-month": dots("spend_share_by_venue", "venue", { atMonth: true }),
  "venue-month-difference": dots("spend_share_by_venue", "venue", { atMonth: true, difference: true }),
  "venue-customers": trajectory("customer_share_by_venue", "venue", false),
  "venue-customers-difference": trajectory("customer_share_by_venue", "venue", true),
  "lab-levels": trajectory("spend_share_by_lab", "lab", false),
  "lab-difference": trajectory("spend_share_by_lab", "lab", true),
  "lab-month": dots("spend_share_by_lab", "lab", { atMonth: true }),
  "lab-month-difference": dots("spend_share_by_lab", "lab", { atMonth: true, difference: true }),
  "lab-customers": trajectory("customer_share_by_lab", "lab", false),
  "lab-customers-difference": trajectory("customer_share_by_lab", "lab", true),
  ...Object.fromEntries(
    ["hhi_clouds", "hhi_labs", "venue_multi_homing", "lab_multi_homing", "single_binding_rate", "outlay", "consumer_surplus_net"].flatMap((id) => [
      [id, trajectory(id, "", false)],
      [`${id}-difference`, trajectory(id, "", true)],
    ])),
  "cash-levels": trajectory("cash_flow", "party", false),
  "cash-difference": trajectory("cash_flow", "party", true),
  "venue-flow": flows("venue_flow", "venue_from", "venue_to", false),
  "venue-flow-difference": flows("venue_flow", "venue_from", "venue_to", true),
  "lab-flow": flows("lab_flow", "lab_from", "lab_to", false),
  "lab-flow-difference": flows("lab_flow", "lab_from", "lab_to", true),
  payments: payments("payments", false),
  "payments-difference": payments("payments", true),
  npv: dots("npv", "party"),
  "npv-difference": dots("npv", "party", { difference: true }),
  payoff_parts: dots("payoff_parts", "part", { dropZero: true }),
  "payoff_parts-difference": dots("payoff_parts", "part", { difference: true, dropZero: true }),
  tradeoff: dots("tradeoff", "line", { bars: true }),
  "tradeoff-difference": dots("tradeoff", "line", { bars: true, difference: true }),
};
