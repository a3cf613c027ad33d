// Which findings are shown, and the order in which they are visited.

const Walk = {
  document: -1, // the place of the document that is open; -1: the index of documents
  current: null, // the id of the current finding
  filter: { search: "", severity: ["critical", "major", "minor"], category: "", rule: "", confidence: 0, status: "", age: "", order: "place", group: false },

  article() {
    return document.getElementById(DATA.documents[this.document]?.anchor);
  },

  // The place of a document among all, by its anchor; -1 where there is none.
  place: (anchor) => DATA.documents.findIndex((one) => one.anchor === anchor),

  findings() {
    return DATA.findings.filter((finding) => finding.document === this.document);
  },

  // The findings that pass the filters, in the order asked for; where repeated findings are visited once, the first of each
  // group.
  shown() {
    const seen = new Set();
    return Filters.ordered(this.findings()).filter((finding) => {
      if (!this.passes(finding)) return false;
      if (!this.filter.group) return true;
      return !seen.has(finding.group) && seen.add(finding.group);
    });
  },

  passes(finding) {
    const filter = this.filter;
    return (
      filter.severity.includes(finding.severity) &&
      (!filter.category || finding.category === filter.category) &&
      finding.confidence * 100 >= filter.confidence &&
      (!filter.rule || finding.rule === filter.rule) &&
      Decisions.is(finding.id, filter.status) &&
      (!filter.age || finding.age === filter.age) &&
      (!filter.search || this._found(finding))
    );
  },

  // Is the search text in the finding's text, suggestions, message or rule, or in its sentence?
  _found(finding) {
    const sentence = document.getElementById(`${DATA.documents[finding.document].anchor}-s${finding.segment}`);
    const { text, better, reason, rule, category } = finding;
    const all = [text, ...better, ...reason, rule, category, sentence?.textContent];
    return all.some((one) => one?.toLowerCase().includes(this.filter.search));
  },

  // The finding `step` places after the current one; it stops at both ends.
  next(step) {
    const shown = this.shown();
    if (!shown.length) return null;
    const place = shown.findIndex((finding) => finding.id === this.current);
    if (place >= 0) return shown[Math.max(0, Math.min(shown.length - 1, place + step))].id;
    return this._beside(shown, step);
  },

  // Where the current finding is filtered out, or there is none: the nearest in the order of the document.
  _beside(shown, step) {
    const all = Filters.ordered(this.findings());
    const at = all.findIndex((finding) => finding.id === this.current);
    const order = new Map(all.map((finding, place) => [finding.id, place]));
    const after = shown.filter((finding) => order.get(finding.id) > at);
    const before = shown.filter((finding) => order.get(finding.id) < at);
    return (step >= 0 ? (after[0] || shown[0]) : (before.at(-1) || shown.at(-1))).id;
  },

  // The next undecided finding, first after the current one, then from the start.
  undecided() {
    const shown = this.shown();
    const place = shown.findIndex((finding) => finding.id === this.current);
    const order = [...shown.slice(place + 1), ...shown.slice(0, Math.max(0, place))];
    return order.find((finding) => !Decisions.settled(finding.id))?.id ?? null;
  },
};
