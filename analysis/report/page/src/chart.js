import { View, parse } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { showTip } from "./tip.js";
import { theme } from "./theme.js";

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

/// Nothing that a specification names is ever fetched.
const NO_LOADER = {
  load: () => Promise.reject(new Error("a report loads nothing")),
  sanitize: () => Promise.reject(new Error("a report links nowhere")),
  http: () => Promise.reject(new Error("a report loads nothing")),
  file: () => Promise.reject(new Error("a report loads nothing")),
};

function config() {
  const { ink, soft, rule } = theme();
  return {
    background: null,
    axis: {
      domainColor: rule,
      gridColor: rule,
      tickColor: rule,
      labelColor: soft,
      titleColor: soft,
      labelFont: FONT,
      titleFont: FONT,
      labelFontSize: 11,
      titleFontSize: 11,
      titleFontWeight: "normal",
      labelLimit: 150,
    },
    text: { font: FONT, fontSize: 11, fill: ink },
  };
}

/// Draws a Vega specification into `host`, replacing what was there. Expressions run in Vega's interpreter, so that the
/// page's policy can forbid evaluated code. Returns the view.
export function draw(host, spec) {
  host.view?.finalize();
  host.replaceChildren();
  const runtime = parse({ autosize: "none", ...spec }, config(), { ast: true });
  const view = new View(runtime, {
    expr: expressionInterpreter,
    renderer: "svg",
    container: host,
    loader: NO_LOADER,
    tooltip: (_, event, item) => showTip(event, item?.datum?.tip),
  });
  host.view = view;
  view.run();
  return view;
}

/// The width that a chart may take, in pixels.
export const widthOf = (host) => Math.max(280, Math.floor(host.clientWidth || 640));
