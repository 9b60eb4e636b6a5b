let box = null;

/// Shows `tip`, {title, rows: [{colour, name, text}]}, beside the pointer; hides it when there is none. Names are set as
/// text, never as markup.
export function showTip(event, tip) {
  if (!box) {
    box = document.createElement("div");
    box.className = "tip";
    box.setAttribute("aria-hidden", "true"); // the table says the same
    document.body.append(box);
  }
  box.hidden = !tip;
  if (!tip) return;
  const head = document.createElement("strong");
  head.append(isolated(tip.title));
  const rows = tip.rows.map(({ colour, name, text }) => {
    const row = document.createElement("div");
    const key = document.createElement("i");
    key.style.background = colour ?? "transparent";
    const value = document.createElement("b");
    value.textContent = text;
    row.append(key, isolated(name), value);
    return row;
  });
  box.replaceChildren(head, ...rows);
  const x = Math.min(event.clientX + 14, window.innerWidth - box.offsetWidth - 8);
  const y = Math.min(event.clientY + 14, window.innerHeight - box.offsetHeight - 8);
  box.style.left = `${Math.max(4, x)}px`;
  box.style.top = `${Math.max(4, y)}px`;
}

/// A name from the file: isolated, so that right-to-left text cannot reorder what stands around it.
export function isolated(text) {
  const node = document.createElement("bdi");
  node.textContent = text;
  return node;
}
