// The dialog that adds a finding, or changes the place, severity and category of one. The place is what is selected in its
// first field, which holds the sentence and cannot be edited; a caret alone says that something is missing there.

const Marking = {
  dialog: document.getElementById("mark"),
  _id: null, // of the finding that is changed; null: a new one
  _segments: [], // the sentences in the field: number and length of each
  _words: "", // what was marked when the field of the wording was last filled

  // Adds a finding at a place in the prose: at the selection, else in the sentence in view.
  add() {
    if (Walk.document < 0) return;
    const place = Selected.place() || this._inView();
    if (!place) return Messages.brief("mark.no_sentence");
    this._id = null;
    const { category, severity } = this.dialog.querySelector("form").elements;
    const usual = Kept.setting("category") || DATA.categories[0];
    category.value = place.start === place.end ? "accuracy/omission" : usual;
    severity.value = "major";
    this._open("mark.add", place);
  },

  change(id) {
    const finding = Decisions.byId.get(id);
    if (!finding || !Cards.sentence(finding.document, finding.segment)) return;
    this._id = id;
    const { category, severity } = this.dialog.querySelector("form").elements;
    category.value = finding.category;
    severity.value = finding.severity;
    this._open("mark.change", Places.prose(finding.document, finding.start, finding.end));
  },

  // The start of the sentence that is looked at.
  _inView() {
    const current = Walk.article().querySelector(".page .segment.current, .page .segment:has(mark.current)") || Walk.article().querySelector(".page .segment");
    if (!current) return null;
    const { start } = Places.of(Walk.document).segments[Places.number(current)];
    return { start, end: start };
  },

  _open(title, { start, end }) {
    const { elements } = this.dialog.querySelector("form");
    const which = Walk.document;
    const first = Places.segmentAt(which, start);
    const last = Math.max(first, Places.segmentAt(which, Math.max(start, end - 1)));
    this._segments = [];
    for (let segment = first; segment <= last; segment += 1) this._segments.push({ segment, text: Places.shown(which, segment) });
    this._text = this._segments.map(({ text }) => text).join("");
    document.getElementById("mark-title").replaceChildren(Words.element("span", title));
    for (const one of this.dialog.querySelectorAll(".new")) one.hidden = this._id !== null;
    elements.place.value = this._text;
    elements.place.lang = elements.wording.lang = DATA.documents[which].language;
    elements.note.value = "";
    this.dialog.showModal();
    const before = this._text.length - this._segments.at(-1).text.length;
    elements.place.setSelectionRange(Places.toShown(which, first, start), before + Places.toShown(which, last, end));
    elements.place.focus();
    this._words = elements.wording.value = this.words();
    this.show();
  },

  // What is selected in the field.
  words() {
    const { place } = this.dialog.querySelector("form").elements;
    return this._text.slice(place.selectionStart, place.selectionEnd);
  },

  // Says what is selected; the field of the wording follows until something is typed there.
  show() {
    const { place, wording } = this.dialog.querySelector("form").elements;
    if (!this.dialog.open) return;
    if (place.value !== this._text) place.value = this._text; // an input method got past `beforeinput`
    const words = this.words();
    const around = [this._text.slice(0, place.selectionStart).slice(-8), this._text.slice(place.selectionStart).slice(0, 8)];
    const text = words ? Words.text("mark.marked", { text: words }) : Words.text("mark.missing", { before: around[0], after: around[1] });
    const line = this.dialog.querySelector(".marked");
    if (line.textContent !== text) line.textContent = text;
    if (wording.value === this._words) wording.value = words;
    this._words = words;
  },

  // The selected place in the prose.
  _place() {
    const { place } = this.dialog.querySelector("form").elements;
    const offset = (unit, last) => {
      let rest = unit;
      for (const { segment, text } of this._segments) {
        const inside = rest < text.length || (rest === text.length && last);
        if (inside || segment === this._segments.at(-1).segment) return Places.fromShown(Walk.document, segment, rest);
        rest -= text.length;
      }
      return 0;
    };
    const empty = place.selectionStart === place.selectionEnd;
    const start = offset(place.selectionStart, empty);
    return { start, end: empty ? start : offset(place.selectionEnd, true) };
  },

  // The dialog was closed, and what it says is to be kept.
  save() {
    const { category, severity } = this.dialog.querySelector("form").elements;
    const place = Places.file(Walk.document, this._place());
    if (this._id) this.put(this._id, { ...place, category: category.value, severity: severity.value });
    else this._new({ ...place, category: category.value, severity: severity.value });
  },

  _new(place) {
    const { wording, note } = this.dialog.querySelector("form").elements;
    const id = Findings.newId(Walk.document);
    const is = wording.value !== this.words();
    const decision = { decision: is ? "accept" : "confirm", replacement: is ? wording.value : null, note: note.value.trim() };
    Kept.set("category", place.category);
    Decisions.change([id], () => ({ added: { document: Walk.document, ...place }, ...decision }));
    this._shown(id, "message.added");
  },

  // Gives a finding another place, category or severity; what is as reported is no change.
  put(id, changed) {
    const { added, decided = "" } = Decisions.of(id);
    const reported = Findings.reported.get(id);
    const { start, end, text, category, severity } = changed;
    const differs = (name) => (changed[name] === reported[name] ? undefined : changed[name]);
    const moved = added || (start === reported.start && end === reported.end) ? undefined : { start, end, text };
    const change = added
      ? { added: { ...added, start, end, text, category, severity } }
      : { moved, category: differs("category"), severity: differs("severity") };
    Decisions.change([id], () => ({ ...change, decided: decided || new Date().toISOString() }));
    this._shown(id, "message.changed");
  },

  // Uses the selection in the text as the place of a finding.
  move(id) {
    const place = Selected.place();
    if (!id || !place || place.start === place.end) return Messages.brief("mark.select_first");
    const { category, severity } = Decisions.byId.get(id);
    return this.put(id, { ...Places.file(Walk.document, place), category, severity });
  },

  _shown(id, message) {
    getSelection().removeAllRanges();
    Panel.choices();
    Panel.refresh([id]);
    Panel.show(id);
    Panel.refresh([id]);
    Messages.brief(message, { text: Do.text(id) });
  },
};
