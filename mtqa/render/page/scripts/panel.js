// The page of the open document: its highlights, the current finding, and its actions.

const Panel = {
  actions: Words.copy("actions-template"),
  steps: Words.copy("steps-template"),
  tools: Words.copy("tools-template"),

  // Opens a document (-1: the index of documents).
  open(place) {
    this.leave();
    Walk.article()?.classList.remove("open");
    Walk.document = place;
    const article = Walk.article();
    document.getElementById("index")?.toggleAttribute("hidden", place >= 0);
    Marks.open(article);
    if (!article) return this.refresh();
    article.classList.add("open");
    article.querySelector(".desk").before(this.tools);
    const cards = article.querySelector(".cards");
    cards.querySelector("h2").after(this.steps);
    cards.append(this.actions);
    this.choices();
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

  // The categories and rules that the filters offer: those of the findings.
  choices() {
    const findings = Walk.findings();
    for (const name of ["category", "rule"]) {
      const select = this.tools.elements[name];
      const known = [...new Set(findings.map((finding) => finding[name]))].filter(Boolean).sort();
      if (known.join() !== [...select.options].slice(1).map((option) => option.value).join()) {
        select.replaceChildren(select.options[0], ...known.map((one) => this._option(name, one)));
      }
      select.value = Walk.filter[name] = known.includes(Walk.filter[name]) ? Walk.filter[name] : "";
      select.parentElement.hidden = !known.length;
    }
    this.tools.elements.order.value = Walk.filter.order = Kept.setting("order") || "place";
    this.steps.hidden = !findings.length;
    this.tools.classList.toggle("empty", !findings.length); // then only a finding can be added
  },

  _option(name, value) {
    if (name === "rule") return new Option(value, value);
    const option = new Option(Words.text(`category.${value}`), value);
    option.dataset.t = `category.${value}`;
    return option;
  },

  // Shows a finding: its card beside the document, its highlight in view. `still` keeps focus and scroll position.
  show(id, { still = false } = {}) {
    if (!Decisions.byId.has(id)) return;
    const item = Cards.item(id);
    const article = Walk.article();
    if (id !== Walk.current) this.unfold(false);
    this.leave();
    Walk.current = id;
    const card = item.closest(".card");
    card.classList.add("current");
    item.classList.add("current");
    this.actions.hidden = false;
    const sentence = card.querySelector(".sentence");
    if (sentence) Marks.enter(sentence, Decisions.byId.get(id).segment);
    const marks = Marks.of(id);
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

  // Opens or folds the field of a comment. Another finding has its buttons where those of the last one were.
  unfold(open) {
    this.actions.querySelector(".remark").hidden = !open;
    this.actions.querySelector("[data-do=talk]").setAttribute("aria-expanded", String(open));
    if (!open) this.actions.scrollTop = 0;
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

  // Fills the form of actions for the current finding. A field with the focus is never changed.
  fill() {
    const finding = Decisions.byId.get(Walk.current);
    if (!finding) return;
    const made = Decisions.of(finding.id);
    const { wording, note, remark } = this.actions.elements;
    const set = (field, text) => { if (field !== document.activeElement) field.value = text; };
    set(note, made.note);
    set(remark, Drafts.of(finding.id, "remark") ?? "");
    set(wording, Drafts.of(finding.id, "wording") ?? this._words(finding));
    for (const name of ["accept", "confirm", "dismiss"]) this._pressed(name, made.decision === name);
    for (const why of Decisions.REASONS) this._pressed(why, made.decision === "dismiss" && made.why === why);
    this.hint();
    const same = this.actions.querySelector(".same");
    const others = Decisions.same(finding.id).filter((id) => id !== finding.id);
    const files = new Set([finding.id, ...others].map((id) => Decisions.byId.get(id).document)).size;
    same.hidden = !others.length;
    same.querySelector("p").textContent = Words.text(files > 1 ? "decide.same_files" : "decide.same", { n: others.length, files });
  },

  _pressed(name, is) {
    this.actions.querySelector(`[data-do="${name}"]`).setAttribute("aria-pressed", String(is));
  },

  // What accepting would do.
  hint() {
    const wording = this.wording();
    const key = wording === null ? "decide.wording_none" : wording === "" ? "decide.wording_deletes" : "decide.wording_delete";
    this.actions.querySelector(".hint").textContent = Words.text(key);
  },

  // The text that the field of the wording has before anything is typed: the accepted or suggested wording, or the flagged
  // words, to be edited.
  _words(finding) {
    const { decision, replacement } = Decisions.of(finding.id);
    return (decision === "accept" ? replacement : finding.better[0]) ?? finding.prose ?? finding.text;
  },

  // Something was typed: it stays with its finding until that is decided.
  typed(field) {
    const finding = Decisions.byId.get(Walk.current);
    if (!finding) return;
    const untouched = field.name === "wording" ? this._words(finding) : "";
    Drafts.keep(finding.id, field.name, field.value === untouched ? undefined : field.value);
    if (field.name === "wording") this.hint();
  },

  // The wording that accepting the current finding writes: the typed one, else the accepted or suggested one; null: none.
  wording() {
    const finding = Decisions.byId.get(Walk.current);
    const typed = Drafts.of(finding.id, "wording");
    const { decision, replacement } = Decisions.of(finding.id);
    if (typed !== undefined) return typed === (finding.prose ?? finding.text) ? null : typed;
    return (decision === "accept" ? replacement : finding.better[0]) ?? null;
  },

  // Updates highlights, badges and counts to decisions and filters; only those of `ids`, if given.
  refresh(ids) {
    if (Walk.current && !Decisions.byId.has(Walk.current)) this.leave();
    if (!ids) Cards.tidy();
    const all = Walk.findings();
    const shown = Walk.shown();
    const drawn = ids || all.map((finding) => finding.id);
    for (const id of drawn) {
      const item = document.getElementById(id);
      if (item) Cards.mark(item);
    }
    Marks.redraw(drawn);
    for (const mark of new Set(drawn.flatMap((id) => Marks.of(id)))) Marks.draw(mark);
    const place = shown.findIndex((finding) => finding.id === Walk.current);
    const at = place < 0 ? "–" : place + 1;
    this.steps.querySelector(".position").textContent = Words.text("decide.position", { at, of: shown.length });
    const passing = Walk.filter.group ? all.filter((finding) => Walk.passes(finding)) : shown;
    const none = all.length && !shown.length;
    this.tools.querySelector(".shown").textContent = none
      ? Words.text("tools.none_match") : Words.text("tools.shown", { shown: passing.length, all: all.length });
    Filters.bulk(shown);
    Score.show();
    this.progress();
    this.fill();
    End.refresh();
  },

  // How many of some findings have each state.
  counts(findings) {
    const counts = { open: 0, accepted: 0, confirmed: 0, dismissed: 0, disputed: 0 };
    for (const finding of findings) counts[Decisions.status(finding.id)] += 1;
    return counts;
  },

  // Updates the progress; the index counts all documents, and is updated while it is shown.
  progress() {
    const scope = Walk.document >= 0 ? Walk.findings() : DATA.findings;
    const done = Decisions.decided(scope);
    const bar = document.getElementById("progress");
    bar.max = Math.max(1, scope.length);
    bar.value = done;
    document.getElementById("progress-text").textContent = Words.text("decide.progress", { done, all: scope.length });
    document.getElementById("progress-more").textContent = Words.text("decide.progress_more", this.counts(scope));
    if (Walk.document >= 0) this._headings(scope);
    else this._inList();
  },

  // How many findings of each document are decided.
  _inList() {
    for (const cell of document.querySelectorAll("td[data-of]")) {
      const place = Walk.place(cell.dataset.of);
      const mine = DATA.findings.filter((finding) => finding.document === place);
      cell.textContent = `${Decisions.decided(mine)}/${mine.length}`;
    }
  },

  // The numbers in the bar and in the heading of the open document: findings that were added here count as well.
  _headings(findings) {
    const all = DATA.documents[Walk.document].segments.length / 2;
    const flagged = new Set(findings.map(({ segment }) => segment).filter((one) => one >= 0 && one < all)).size;
    const values = { n: findings.length, flagged, all };
    Walk.article().querySelector(".cards h2 .quiet").replaceChildren(Words.element("span", "finding.heading", values));
    const inBar = document.querySelector(".bar .found");
    if (inBar) inBar.textContent = findings.length;
  },
};
