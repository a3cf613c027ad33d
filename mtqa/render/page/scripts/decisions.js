// Decisions by the id of their finding: { decision, replacement, note, decided }. All of them can be undone.

const Decisions = {
  made: new Map(),
  exported: true, // has everything been written to a file?
  _undo: [],
  _redo: [],
  _groups: new Map(),
  byId: new Map(DATA.findings.map((finding) => [finding.id, finding])),

  open() {
    for (const finding of DATA.findings) {
      if (!this._groups.has(finding.group)) this._groups.set(finding.group, []);
      this._groups.get(finding.group).push(finding.id);
    }
    return this.load(Kept.decisions());
  },

  // Loads stored decisions; returns how many belong to findings of this page.
  load(kept) {
    this.made = new Map(Object.entries(kept).filter(([id, one]) => this.byId.has(id) && one && typeof one === "object"));
    return this.made.size;
  },

  of(id) {
    return this.made.get(id) || { decision: null, replacement: null, note: "" };
  },

  // open, accepted or dismissed
  status(id) {
    return { accept: "accepted", dismiss: "dismissed" }[this.of(id).decision] || "open";
  },

  // The findings of the report that are the same as this one, itself included.
  same(id) {
    return this._groups.get(this.byId.get(id).group);
  },

  // Changes several decisions in one step, which `undo` reverts. `change` takes a finding's id and returns its changes.
  change(ids, change) {
    const step = ids.map((id) => [id, this.made.get(id)]);
    for (const id of ids) this._put(id, { ...this.of(id), ...change(id), decided: new Date().toISOString() });
    this._undo.push(step);
    this._redo = [];
    this._keep();
  },

  undo() {
    return this._swap(this._undo, this._redo);
  },

  redo() {
    return this._swap(this._redo, this._undo);
  },

  // Reverts a step; returns the ids of its findings, or null where there is no step.
  _swap(from, to) {
    const step = from.pop();
    if (!step) return null;
    to.push(step.map(([id]) => [id, this.made.get(id)]));
    for (const [id, one] of step) this._put(id, one);
    this._keep();
    return step.map(([id]) => id);
  },

  _put(id, one) {
    if (one && (one.decision || one.note)) this.made.set(id, one);
    else this.made.delete(id);
  },

  _keep() {
    this.exported = false;
    Kept.keep(Object.fromEntries(this.made));
  },

  decided(findings) {
    return findings.filter((finding) => this.of(finding.id).decision).length;
  },
};
