// What was typed and not yet decided or sent, by finding and field. It is kept like a setting: no decision, no step of undo.

const Drafts = {
  _kept: new Map(),

  open() {
    this._kept = new Map(Object.entries(Kept.drafts()));
  },

  of(id, field) {
    return this._kept.get(`${id} ${field}`);
  },

  // Keeps what a field has; undefined: nothing of its own.
  keep(id, field, text) {
    if (text === undefined) this._kept.delete(`${id} ${field}`);
    else this._kept.set(`${id} ${field}`, text);
    Kept.keepDrafts(Object.fromEntries(this._kept));
  },
};
