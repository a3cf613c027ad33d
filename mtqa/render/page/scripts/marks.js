// Highlights of findings in the text and in the sentence of their card. Those of the report are in the page; findings that
// were added or moved here are drawn into their sentences.

const Marks = {
  _of: new Map(), // id of a finding → its highlights
  _drawn: new Map(), // id → the sentences into which it was drawn
  _pristine: new WeakMap(), // sentence → its content as the report has it

  of(id) {
    return this._of.get(id)?.filter((mark) => mark.isConnected) || [];
  },

  // A document was opened, or is left (null).
  open(article) {
    for (const mark of [...this._of.values()].flat()) delete mark.dataset.known;
    this._of.clear();
    this._drawn.clear();
    if (!article) return;
    this.collect(article);
    this.redraw(Walk.findings().map((finding) => finding.id));
  },

  // Registers the highlights below an element.
  collect(root) {
    for (const mark of root.querySelectorAll("mark[data-f]:not([data-known])")) {
      mark.dataset.known = "";
      for (const id of this.ids(mark)) {
        this._of.set(id, [...this.of(id), mark]);
      }
    }
  },

  // A card is shown: its sentence has the same highlights as the text.
  enter(root, segment) {
    const drawn = [...this._drawn.values()].some((place) => place.segments.includes(segment));
    if (drawn || this._pristine.has(root)) this.sentence(root, segment);
    else this.collect(root);
  },

  // The ids of the findings of a highlight: it has their numbers, or “a…” of those that were added.
  ids: (mark) => mark.dataset.f.split(" ").map((token) => `${Walk.article().id}-${/^\d/.test(token) ? "f" : ""}${token}`),

  // How a highlight names a finding.
  _token: (id) => id.replace(/^d\d+-f?/, ""),

  // Draws the sentences anew whose findings were added, moved, removed or moved back.
  redraw(ids) {
    const changed = new Set();
    for (const id of new Set([...ids, ...this._drawn.keys()])) {
      const places = this._places(id);
      const before = this._drawn.get(id);
      if (before?.key === places?.key) continue;
      for (const segment of [...(before?.segments || []), ...(places?.segments || [])]) changed.add(segment);
      if (places) this._drawn.set(id, places);
      else this._drawn.delete(id);
    }
    for (const segment of changed) for (const root of Cards.sentences(Walk.document, segment)) this.sentence(root, segment);
  },

  // Where a finding is drawn that was added or moved: its sentences, and those that it left.
  _places(id) {
    const finding = Decisions.byId.get(id);
    const made = Decisions.of(id);
    if (!finding || finding.document !== Walk.document || !(made.added || made.moved)) return null;
    const place = Places.prose(finding.document, finding.start, finding.end);
    const segments = new Set([Findings.reported.get(id)?.segment ?? finding.segment]);
    const last = Places.segmentAt(finding.document, Math.max(place.start, place.end - 1));
    for (let at = finding.segment; at <= last; at += 1) segments.add(at);
    return { ...place, segments: [...segments], key: `${place.start}-${place.end}` };
  },

  // Draws the highlights of one sentence.
  sentence(root, segment) {
    if (!this._pristine.has(root)) this._pristine.set(root, [...root.childNodes].map((node) => node.cloneNode(true)));
    root.replaceChildren(...this._pristine.get(root).map((node) => node.cloneNode(true)));
    for (const mark of root.querySelectorAll("mark[data-f]")) this._withoutMoved(mark);
    root.normalize();
    for (const [id, place] of this._drawn) {
      if (!Decisions.byId.has(id) || !place.segments.includes(segment)) continue;
      const { segments } = Places.of(Walk.document);
      const { start, end } = segments[segment];
      const empty = place.start === place.end;
      if (empty ? Decisions.byId.get(id).segment !== segment : place.start >= end || place.end <= start) continue;
      const [from, to] = [place.start, place.end].map((offset) => Places.toShown(Walk.document, segment, offset));
      this._wrap(root, from, to, id);
    }
    this.collect(root);
    for (const mark of root.querySelectorAll("mark[data-f]")) this.draw(mark);
  },

  _withoutMoved(mark) {
    delete mark.dataset.known;
    const left = mark.dataset.f.split(" ").filter((token) => !this._drawn.has(`${Walk.article().id}-f${token}`));
    if (!left.length) return mark.replaceWith(mark.textContent);
    mark.dataset.f = left.join(" ");
    return this._fill(mark, mark.textContent, this._numbers(mark).filter((one) => left.includes(one)));
  },

  // The numbers that stand behind a highlight, with its last character.
  _numbers: (mark) => mark.querySelector("[data-number]")?.dataset.number.split("·") ?? [],

  _fill(mark, text, numbers) {
    const link = mark.firstElementChild;
    link.replaceChildren();
    if (!numbers.length) return link.append(text);
    const last = document.createElement("span");
    last.textContent = [...text].at(-1) ?? "";
    last.dataset.number = numbers.join("·");
    return link.append(text.slice(0, text.length - last.textContent.length), last);
  },

  // Marks a stretch of what a sentence shows, piece by piece: in the highlights that are there, and in new ones.
  _wrap(root, from, to, id) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    const parts = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType === Node.TEXT_NODE ? !node.parentElement.closest("mark[data-f]") : node.matches("mark[data-f]")) parts.push(node);
    }
    const empty = from === to;
    let at = 0;
    let last = null;
    for (const part of parts) {
      const { length } = part.textContent;
      const begin = Math.max(0, from - at);
      const end = Math.min(length, to - at);
      at += length;
      if (empty ? begin === end && !last : begin < end) last = this._piece(part, begin, end, id);
    }
    if (!last) root.append((last = this._new(id, "")));
    this._fill(last, last.textContent, [...this._numbers(last), Findings.isAdded(id) ? "*" : this._token(id)]);
  },

  _new(id, text) {
    const mark = document.createElement("mark");
    mark.dataset.f = this._token(id);
    mark.classList.toggle("point", !text);
    const link = document.createElement("a");
    link.href = `#${id}`;
    link.append(text);
    mark.append(link);
    return mark;
  },

  // Cuts a text or a highlight at two places, and marks what is between them.
  _piece(part, begin, end, id) {
    const text = part.textContent;
    const cut = (first, beyond) => {
      if (first === beyond) return [];
      if (part.nodeType === Node.TEXT_NODE) return [text.slice(first, beyond)];
      const piece = part.cloneNode(true);
      this._fill(piece, text.slice(first, beyond), beyond === text.length ? this._numbers(part) : []);
      return [piece];
    };
    let [middle] = cut(begin, end);
    if (middle instanceof Element) middle.dataset.f += ` ${this._token(id)}`;
    else middle = this._new(id, middle ?? "");
    part.replaceWith(...cut(0, begin), middle, ...cut(end, text.length));
    return middle;
  },

  // Shows the state of a highlight's findings: the gravest gives the colour, the decisions the rest.
  draw(mark) {
    const findings = this.ids(mark).map((id) => Decisions.byId.get(id)).filter(Boolean);
    if (!findings.length) return;
    const with_ = (status) => findings.filter((finding) => Decisions.status(finding.id) === status);
    const open = [...with_("open"), ...with_("disputed"), ...with_("confirmed")];
    const accepted = with_("accepted");
    const worst = findings.reduce((a, b) => (DATA.severities[b.severity] > DATA.severities[a.severity] ? b : a));
    for (const name of [...Object.keys(DATA.severities), ...DATA.dimensions]) mark.classList.toggle(name, name === worst.severity || name === worst.dimension);
    mark.classList.toggle("many", findings.length > 1);
    mark.classList.toggle("filtered", !accepted.length && !findings.some((finding) => Walk.passes(finding)));
    mark.classList.toggle("accepted", accepted.length > 0);
    mark.classList.toggle("confirmed", !accepted.length && with_("confirmed").length > 0);
    mark.classList.toggle("dismissed", !open.length && !accepted.length);
    // The new wording is shown once, after the last piece of the text that it replaces.
    const ending = accepted.find(({ id }) => this.of(id).filter((one) => one.parentElement === mark.parentElement).at(-1) === mark);
    const wording = ending && Decisions.of(ending.id).replacement;
    mark.classList.toggle("deleted", accepted.some(({ id }) => Decisions.of(id).replacement === ""));
    if (wording) mark.dataset.new = wording;
    else delete mark.dataset.new;
  },
};
