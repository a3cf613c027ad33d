// Findings as the reviewer has them: with the severity, category and place that were changed, and those that were added.

const Findings = {
  reported: new Map(DATA.findings.map((finding) => [finding.id, { ...finding }])),

  // The id of a finding that was added: its anchor in the document, and 16 random digits.
  isAdded: (id) => /^d\d+-a[0-9a-f]{16}$/.test(id),

  canAdd: ({ added }) => Boolean(added) && added.document in DATA.documents && Number.isInteger(added.start) && Number.isInteger(added.end),

  newId(place) {
    const digits = crypto.getRandomValues(new Uint8Array(8));
    return `${DATA.documents[place].anchor}-a${[...digits].map((one) => one.toString(16).padStart(2, "0")).join("")}`;
  },

  dimension(category) {
    const [first] = category.split("/");
    return DATA.dimensions.includes(first) ? first : DATA.dimensions.at(-1);
  },

  // Brings findings up to date with the decisions about them.
  apply(ids) {
    let placed = false;
    for (const id of new Set(ids)) placed = (this.isAdded(id) ? this._added(id) : this._changed(id)) || placed;
    if (placed) DATA.findings.sort((a, b) => a.document - b.document || a.start - b.start || a.end - b.end);
  },

  // Both return whether the finding has another place now.
  _changed(id) {
    const finding = Decisions.byId.get(id);
    const made = Decisions.of(id);
    const { severity, category, start, end, text, prose, segment } = { ...this.reported.get(id) };
    const before = finding.start;
    Object.assign(finding, { severity, category, start, end, text, prose, segment });
    if (made.severity) finding.severity = made.severity;
    if (made.category) finding.category = made.category;
    finding.dimension = this.dimension(finding.category);
    if (made.moved) this._place(finding, made.moved);
    return finding.start !== before;
  },

  _added(id) {
    const made = Decisions.made.get(id);
    const known = Decisions.byId.get(id);
    if (!made) {
      if (known) DATA.findings.splice(DATA.findings.indexOf(known), 1);
      Decisions.byId.delete(id);
      return false;
    }
    const { document: place, category, severity } = made.added;
    const finding = known || { id, fingerprint: "", rule: "", reason: ["", ""], better: [], group: id, age: "", nth: 0, confidence: 1 };
    Object.assign(finding, { document: place, category, severity, dimension: this.dimension(category) });
    this._place(finding, made.added);
    if (known) return true;
    Decisions.byId.set(id, finding);
    DATA.findings.push(finding);
    return true;
  },

  _place(finding, { start, end, text }) {
    const inText = Places.prose(finding.document, start, end);
    Object.assign(finding, { start, end, text, prose: undefined, segment: Places.segmentAt(finding.document, inText.start) });
    const words = Places.words(finding.document, inText);
    if (words !== text) finding.prose = words;
  },
};
