/// The controls above the charts: what is chosen there goes into `state`, then `redraw` is called.
export function buildControls(form, state, cubes, redraw) {
  const { scenarios, months } = state.data;
  const years = Object.values(cubes).find((cube) => cube.has("year"))?.labels("year") ?? [];
  const segments = Object.values(cubes).find((cube) => cube.has("segment"))?.labels("segment") ?? [];
  const all = [];
  const select = (key, label, names, changed) => {
    if (names.length < 2) return;
    const wrap = document.createElement("label");
    const box = document.createElement("select");
    box.name = key;
    names.forEach((name, i) => box.append(new Option(name, String(i))));
    box.onchange = () => {
      state[key] = Number(box.value);
      changed?.();
      show();
      redraw();
    };
    wrap.append(label, box);
    form.append(wrap);
    all.push([key, box]);
  };
  const show = () => {
    for (const [key, box] of all) box.value = String(state[key]);
    reset.hidden = state.from === 0 && state.to === months.length - 1;
  };
  const reset = document.createElement("button");
  reset.type = "button";
  reset.textContent = "All months";
  reset.onclick = () => state.zoom(null, null);

  select("scenario", "Scenario", scenarios.map((name, s) => (s === state.base ? `${name} (base)` : name)));
  select("segment", "Segment", segments);
  select("from", "From", months, () => (state.to = Math.max(state.from, state.to)));
  select("to", "to", months, () => (state.from = Math.min(state.from, state.to)));
  form.append(reset);
  select("month", "Single month", months);
  select("year", "Year of flows", years);
  form.onsubmit = () => false;
  show();
  return { show };
}
