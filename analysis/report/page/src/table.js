import { isolated } from "./tip.js";

/// The data of a chart as a table behind a summary, for copying and for screen readers; built when it is opened.
/// `content()` returns {columns: [name], numeric: [bool], rows: [[text]]}.
export function attachTable(figure, content) {
  let details = figure.querySelector("details");
  if (!details) {
    details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = "Data as a table";
    details.append(summary);
    details.addEventListener("toggle", () => details.fill());
    figure.append(details);
  }
  details.fill = () => {
    details.querySelectorAll("button, .scroll").forEach((node) => node.remove());
    if (details.open) details.append(copyButton(content), tableOf(content()));
  };
  details.fill();
}

function tableOf({ columns, numeric, rows }) {
  const table = document.createElement("table");
  const cell = (kind, value, c) => {
    const node = document.createElement(kind);
    if (numeric[c]) node.className = "n";
    node.append(numeric[c] ? value : isolated(value));
    return node;
  };
  const head = document.createElement("tr");
  columns.forEach((name, c) => {
    const node = cell("th", name, c);
    node.scope = "col";
    head.append(node);
  });
  table.createTHead().append(head);
  const body = table.createTBody();
  for (const row of rows) {
    const line = document.createElement("tr");
    line.append(...row.map((value, c) => cell("td", value, c)));
    body.append(line);
  }
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.tabIndex = 0;
  scroll.append(table);
  return scroll;
}

function copyButton(content) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy for a spreadsheet";
  button.onclick = async () => {
    const { columns, numeric, rows } = content();
    const text = [columns, ...rows].map((row) => row.map((cell, c) => clean(cell, numeric[c])).join("\t")).join("\n");
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "The browser does not allow it: select the table";
    }
  };
  return button;
}

/// A cell as a spreadsheet should take it: one line, plain minus signs, and no name that it would run as a formula.
function clean(cell, numeric) {
  const text = String(cell).replace(/[\t\r\n]+/g, " ").replace(/\u2212/g, "-");
  return !numeric && /^[=+@-]/.test(text) ? `'${text}` : text;
}
