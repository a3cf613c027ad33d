// The page of the open document: its highlights, the current finding, and its actions.

const Panel = {
  actions: Words.copy("actions-template"),
  steps: Words.copy("steps-template"),
  tools: Words.copy("tools-template"),
  _filled: { id: null, words: "" }, // the text that was put into the field of the wording, and the finding it is for
  _marks: new Map(), // id of a finding → its highlights

  // Opens a document (-1: the index of documents).
  open(place) {
    this.leave();
    Walk.article()?.classList.remove("open");
    Walk.document = place;
    const article = Walk.article();
    document.getElementById("index")?.toggleAttribute("hidden", place >= 0);
    for (const mark of [...this._marks.values()].flat()) delete mark.dataset.known;
    this._marks.clear();
    if (!article) return this.refresh();
    article.classList.add("open");
    article.querySelector(".desk").before(this.tools);
    const cards = article.querySelector(".cards");
    cards.querySelector("h2").after(this.steps);
    cards.append(this.actions);
    this._collect(article);
    this._categories();
    this.actions.elements.wording.lang = DATA.documents[place].language;
    const first = Walk.undecided() || Walk.shown()[0]?.id;
    if (first) this.show(first, { still: true });
    this.room();
    this.refresh();
  },

  // Leaves the current finding, so that no key decides about a finding that is not shown.
  leave() {
    Walk.current = null;
    this.actions.hidden = true;
    const article = Walk.article();
    for (const one of article?.querySelectorAll(".current") || []) one.classList.remove("current");
    article?.querySelector(".peek")?.remove();
  },

  // Registers the highlights below an element.
  _collect(root) {
    for (const mark of root.querySelectorAll("mark[data-f]:not([data-known])")) {
      mark.dataset.known = "";
      for (const number of mark.dataset.f.split(" ")) {
        const id = `${Walk.article().id}-f${number}`;
        if (!this._marks.has(id)) this._marks.set(id, []);
        this._marks.get(id).push(mark);
      }
    }
  },

  _categories() {
    const select = this.tools.elements.category;
    const known = [...new Set(Walk.findings().map((finding) => finding.category))].sort();
    select.replaceChildren(select.options[0], ...known.map((category) => this._option(category)));
    select.value = Walk.filter.category = known.includes(Walk.filter.category) ? Walk.filter.category : "";
    for (const control of [select.parentElement, this.tools]) control.hidden = !known.length;
    this.steps.hidden = !known.length;
  },

  _option(category) {
    const option = new Option(Words.text(`category.${category}`), category);
    option.dataset.t = `category.${category}`;
    return option;
  },

  // Shows a finding: its card beside the document, its highlight in view. `still` keeps focus and scroll position.
  show(id, { still = false } = {}) {
    if (!Decisions.byId.has(id)) return;
    const item = Cards.item(id);
    const article = Walk.article();
    this.leave();
    Walk.current = id;
    const card = item.closest(".card");
    card.classList.add("current");
    item.classList.add("current");
    this.actions.hidden = false;
    this._collect(card);
    const marks = this._marks.get(id) || [];
    const inText = marks.filter((mark) => mark.closest(".page"));
    for (const mark of marks) mark.classList.add("current");
    const segment = Decisions.byId.get(id).segment;
    Hover.mark(article, segment);
    this.fill();
    if (still) return;
    Route.follow(id);
    this._scrollCard(card, item);
    if (inText[0]) this.reveal(inText[0]);
    card.focus({ preventScroll: true });
  },

  // A card begins with its sentence; with many findings or in a small window, it is scrolled to the reason of the current.
  _scrollCard(card, item) {
    card.scrollTop = 0;
    const room = card.getBoundingClientRect();
    const below = item.querySelector(".reason").getBoundingClientRect().bottom + 12 - room.bottom;
    if (below > 0) card.scrollTop = Math.min(below, item.getBoundingClientRect().top - 12 - room.top);
  },

  // The panel reaches from the filters, or from the text below them, to the end of the window: its buttons stand still.
  room() {
    const desk = Walk.article()?.querySelector(".desk");
    if (!desk) return;
    const top = `${Math.max(desk.getBoundingClientRect().top, this.tools.getBoundingClientRect().bottom + 4, 0)}px`;
    const { style } = desk.querySelector(".cards");
    if (style.getPropertyValue("--panel-top") !== top) style.setProperty("--panel-top", top);
  },

  // Scrolls as little as possible: not at all where the place is already readable.
  reveal(element) {
    const desk = Walk.article().querySelector(".desk");
    const cards = desk.querySelector(".cards").getBoundingClientRect();
    const narrow = getComputedStyle(desk).gridTemplateColumns.split(" ").length < 2;
    const top = document.querySelector(".bar").offsetHeight + (getComputedStyle(this.tools).position === "sticky" ? this.tools.offsetHeight : 0);
    const bottom = narrow ? Math.min(cards.top, innerHeight) : innerHeight;
    const box = element.getBoundingClientRect();
    if (box.top < top + 24 || box.bottom > bottom - 48) element.scrollIntoView({ block: narrow ? "start" : "center" });
    // Not past the end of the text: the panel would leave its place.
    const over = innerHeight - desk.getBoundingClientRect().bottom;
    if (over > 0) scrollBy(0, -over);
  },

  // Fills the form of actions for the current finding.
  fill() {
    const finding = Decisions.byId.get(Walk.current);
    if (!finding) return;
    const made = Decisions.of(finding.id);
    const { wording, note } = this.actions.elements;
    const words = made.decision === "accept" ? made.replacement ?? "" : finding.better[0] ?? "";
    // A field with the focus is never changed; a typed wording stays until another finding is current.
    if (note !== document.activeElement) note.value = made.note;
    const typed = this._filled.id === finding.id && wording.value !== this._filled.words;
    if (!typed && wording !== document.activeElement) {
      wording.value = words;
      this._filled = { id: finding.id, words: wording.value };
    }
    for (const [name, decision] of [["accept", "accept"], ["dismiss", "dismiss"]]) {
      this.actions.querySelector(`[data-do="${name}"]`).setAttribute("aria-pressed", String(made.decision === decision));
    }
    const none = made.decision === "accept" ? made.replacement === null : !finding.better.length;
    this.actions.querySelector(".hint").textContent = Words.text(none ? "decide.wording_none" : "decide.wording_delete");
    const others = Decisions.same(finding.id).length - 1;
    const same = this.actions.querySelector(".same");
    same.hidden = others < 1;
    same.querySelector("p").textContent = Words.text("decide.same", { n: others });
  },

  // The wording that accepting the current finding writes: the typed one, else the accepted or suggested one; null: none.
  wording() {
    const { better, id } = Decisions.byId.get(Walk.current);
    const made = Decisions.of(id);
    const { value } = this.actions.elements.wording;
    if (value !== this._filled.words) return value === "" && !better.length ? null : value;
    return made.decision === "accept" ? made.replacement : better[0] ?? null;
  },

  // Updates highlights, badges and counts to decisions and filters; only those of `ids`, if given.
  refresh(ids = Walk.findings().map((finding) => finding.id)) {
    const all = Walk.findings();
    const shown = Walk.shown();
    for (const id of ids) {
      const item = document.getElementById(id);
      if (item) Cards.mark(item);
    }
    for (const mark of new Set(ids.flatMap((id) => this._marks.get(id) || []))) this._draw(mark);
    const place = shown.findIndex((finding) => finding.id === Walk.current);
    const at = place < 0 ? "–" : place + 1;
    this.steps.querySelector(".position").textContent = Words.text("decide.position", { at, of: shown.length });
    const passing = Walk.filter.group ? all.filter((finding) => Walk.passes(finding)) : shown;
    const none = all.length && !shown.length;
    this.tools.querySelector(".shown").textContent = none
      ? Words.text("tools.none_match") : Words.text("tools.shown", { shown: passing.length, all: all.length });
    this.progress();
    this.fill();
    End.refresh();
  },

  _draw(mark) {
    const prefix = Walk.article().id;
    const ids = mark.dataset.f.split(" ").map((number) => `${prefix}-f${number}`);
    const open = ids.filter((id) => Decisions.status(id) === "open");
    const accepted = ids.filter((id) => Decisions.status(id) === "accepted");
    mark.classList.toggle("filtered", !accepted.length && !ids.some((id) => Walk.passes(Decisions.byId.get(id))));
    mark.classList.toggle("accepted", accepted.length > 0);
    mark.classList.toggle("dismissed", !open.length && !accepted.length);
    // The new wording is shown once, after the last piece of the text that it replaces.
    const ending = accepted.find((id) => this._marks.get(id)?.filter((one) => one.parentElement === mark.parentElement).at(-1) === mark);
    const wording = ending === undefined ? null : Decisions.of(ending).replacement;
    if (wording) mark.dataset.new = wording;
    else delete mark.dataset.new;
  },

  // Updates the progress; the index counts all documents, and is updated while it is shown.
  progress() {
    const scope = Walk.document >= 0 ? Walk.findings() : DATA.findings;
    const done = Decisions.decided(scope);
    const bar = document.getElementById("progress");
    bar.max = Math.max(1, scope.length);
    bar.value = done;
    document.getElementById("progress-text").textContent = Words.text("decide.progress", { done, all: scope.length });
    if (Walk.document >= 0) return;
    for (const cell of document.querySelectorAll("td[data-of]")) {
      const place = DATA.documents.findIndex((one) => one.anchor === cell.dataset.of);
      const mine = DATA.findings.filter((finding) => finding.document === place);
      cell.textContent = `${Decisions.decided(mine)}/${mine.length}`;
    }
  },
};
