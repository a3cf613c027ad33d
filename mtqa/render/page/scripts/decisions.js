// Decisions by the id of their finding; all of them can be undone. Each has what `mtqa-decisions/2` says of a decision;
// `by` is the reviewer that it was imported from, `added` the place of a finding that was added here.

const Decisions = {
  REASONS: ["false_alarm", "intended", "quoted"], // why a finding is dismissed
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
    const before = [...this.made.keys()];
    const known = ([id, one]) => one && typeof one === "object" && (Findings.isAdded(id) ? Findings.canAdd(one) : this.byId.has(id));
    this.made = new Map(Object.entries(kept).filter(known));
    Findings.apply([...before, ...this.made.keys()]);
    return this.made.size;
  },

  of(id) {
    return this.made.get(id) || { decision: null, replacement: null, note: "" };
  },

  // open, accepted, confirmed, dismissed or disputed
  status(id) {
    const { decision, opinions } = this.of(id);
    const settled = { accept: "accepted", confirm: "confirmed", dismiss: "dismissed" }[decision];
    if (this.rivals(id).length) return "disputed";
    return settled || (opinions ? "disputed" : "open");
  },

  // Is nothing left to decide about a finding?
  settled(id) {
    return !["open", "disputed"].includes(this.status(id));
  },

  // What others added at the place of a finding that was added here: another category, or another wording to put there.
  rivals(id) {
    if (!Findings.isAdded(id) || !this.made.has(id)) return [];
    const mine = this.of(id);
    const by = (one) => one.by || Files.reviewer();
    const place = ({ added }) => `${added.document} ${added.start} ${added.end}`;
    const differs = (one) => one.added.category !== mine.added.category
      || (one.decision === "accept" && mine.decision === "accept" && one.replacement !== mine.replacement);
    const others = [...this.made].filter(([other, one]) => other !== id && one.added && place(one) === place(mine));
    return others.filter(([, one]) => by(one) !== by(mine) && differs(one)).map(([other]) => other);
  },

  // Does a finding have what the filter of the status asks for?
  is(id, wanted) {
    const { note, comments, added, severity, category, moved } = this.of(id);
    const more = { noted: note, commented: comments, changed: added || severity || category || moved };
    return !wanted || this.status(id) === wanted || Boolean(more[wanted]);
  },

  // The findings of the report that are the same as this one, itself included.
  same(id) {
    return this._groups.get(this.byId.get(id).group) || [id];
  },

  // Changes several decisions in one step, which `undo` reverts. `change` takes a finding's id and returns its changes.
  change(ids, change) {
    const step = ids.map((id) => [id, this.made.get(id)]);
    for (const id of ids) this._put(id, { ...this.of(id), decided: new Date().toISOString(), ...change(id) });
    Findings.apply(ids);
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
    const ids = step.map(([id]) => id);
    Findings.apply(ids);
    this._keep();
    return ids;
  },

  // What says nothing is not kept.
  _put(id, one) {
    const says = one && !one.removed && ["decision", "note", "why", "severity", "category", "moved", "comments", "opinions"].some((name) => one[name]);
    if (says) this.made.set(id, one);
    else this.made.delete(id);
  },

  _keep() {
    this.exported = false;
    Kept.keep(Object.fromEntries(this.made));
  },

  decided(findings) {
    return findings.filter((finding) => this.settled(finding.id)).length;
  },
};
