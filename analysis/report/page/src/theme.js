/// Colours: Okabe & Ito (2008), told apart with every common form of colour blindness; dark values are the same hues
/// raised to 3:1 contrast on the dark page. Beyond seven series the colours repeat with dashes.
const LIGHT = {
  page: "#ffffff",
  ink: "#1c1c1c",
  soft: "#5b5b5b",
  rule: "#d8d8d8",
  series: ["#0072b2", "#d55e00", "#009e73", "#b8639b", "#3b9bd4", "#c98900", "#666666"],
  low: "#d55e00",
  high: "#0072b2",
};
const DARK = {
  page: "#15181c",
  ink: "#e8e8e6",
  soft: "#a9adb2",
  rule: "#3a4047",
  series: ["#4ba3e3", "#f0853a", "#22c097", "#dd8fc0", "#8fd0f5", "#f0b429", "#a6a6a6"],
  low: "#f0853a",
  high: "#4ba3e3",
};

const dark_query = window.matchMedia("(prefers-color-scheme: dark)");
let printing = false;

export const theme = () => (dark_query.matches && !printing ? DARK : LIGHT);
export const isPrinting = () => printing;

/// Calls `redraw` whenever colours or the width of the paper change.
export function onThemeChange(redraw) {
  dark_query.addEventListener("change", redraw);
  const set = (value) => () => {
    printing = value;
    redraw();
  };
  window.addEventListener("beforeprint", set(true));
  window.addEventListener("afterprint", set(false));
}

export const seriesColour = (index) => theme().series[index % theme().series.length];
export const seriesDash = (index) => (index < theme().series.length ? [1, 0] : index < 14 ? [6, 3] : [2, 2]);
