/// Numbers of one recorded quantity as the program summarised them: mean and half-width of the 95 % interval over
/// replications, per scenario and cell, and the same for the paired difference from the base scenario.
/// `raw`: {title, unit, decimals, axes: [{name, labels}], mean[scenario][cell], half, dmean, dhalf}, cells row-major.
export class Cube {
  constructor(raw) {
    Object.assign(this, raw);
    this.strides = this.axes.map((_, a) => this.axes.slice(a + 1).reduce((n, axis) => n * axis.labels.length, 1));
  }

  labels(name) {
    return this.axes.find((axis) => axis.name === name)?.labels ?? [];
  }

  has(name) {
    return this.axes.some((axis) => axis.name === name);
  }

  /// {m, lo, hi} of a cell; `at` maps axis names to positions. `difference` reads the paired difference.
  /// Null when the scenario does not have the cell; lo and hi equal null with one replication.
  cell(scenario, at, difference) {
    const means = (difference ? this.dmean : this.mean)[scenario];
    const halves = (difference ? this.dhalf : this.half)[scenario];
    if (!means) return null;
    const i = this.axes.reduce((sum, axis, a) => sum + this.strides[a] * (at[axis.name] ?? 0), 0);
    const m = means[i];
    if (m === null || m === undefined) return null;
    const half = halves[i];
    return half === null ? { m, lo: null, hi: null } : { m, lo: m - half, hi: m + half };
  }

  text(value, signed = false) {
    if (value === null) return "\u2013";
    if (value === 0) return "0";
    const size = Math.abs(value).toFixed(this.decimals);
    return (value < 0 ? "\u2212" : signed ? "+" : "") + size;
  }

  /// "5.13 [4.38, 5.88]".
  full(cell, signed = false) {
    if (!cell) return "\u2013";
    const level = this.text(cell.m, signed);
    return cell.lo === null ? level : `${level} [${this.text(cell.lo, signed)}, ${this.text(cell.hi, signed)}]`;
  }
}
