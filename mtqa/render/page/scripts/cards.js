// Cards and sentences, which are packed until they are shown. They come from the same templates as the page.

const Cards = {
  // The item of a finding, in the card of its sentence; both are built if necessary.
  item(id) {
    const { document: place, segment } = Decisions.byId.get(id);
    const card = this._card(place, segment);
    const item = document.getElementById(id) || this._reported(id) || this._added(id);
    if (item.closest(".card") !== card) card.querySelector(".findings").append(item);
    this.mark(item);
    return item;
  },

  // The card of a sentence; of one without findings in the report, a new one.
  _card(place, segment) {
    const { anchor } = DATA.documents[place];
    const loose = `${anchor}-loose`;
    const made = document.getElementById(`${anchor}-c${segment}`) || this._built(anchor, `${anchor}-c`, segment);
    if (made) return made;
    if (this.sentence(place, segment)) return this._new(place, segment);
    return document.getElementById(loose) || this._built(anchor, loose, 0);
  },

  // The card that is packed there; null where none is.
  _built(anchor, kind, piece) {
    const text = Packs.text(kind, piece);
    return text ? this._add(anchor, this._parsed(text).firstElementChild) : null;
  },

  // Adds a card to those of its document, in the order of the text. The form of the decision stays the last, for the Tab
  // key as for the eye.
  _add(anchor, card) {
    const cards = document.querySelector(`#${anchor} .cards`);
    const number = (one) => Number(/-c(\d+)$/.exec(one.id)?.[1] ?? Infinity);
    let before = cards.querySelector(":scope > .actions")?.previousElementSibling ?? cards.lastElementChild;
    while (before.matches(".card") && number(before) > number(card)) before = before.previousElementSibling;
    before.after(card);
    return card;
  },

  _new(place, segment) {
    const { anchor, language } = DATA.documents[place];
    const card = Words.made("card-template");
    card.id = `${anchor}-c${segment}`;
    const title = card.querySelector("h3");
    title.id = `${anchor}-h${segment}`;
    card.setAttribute("aria-labelledby", title.id);
    const { line, column } = Places.line(place, Places.file(place, Places.of(place).segments[segment]).start);
    title.append(Words.element("span", "finding.title", { line, column }));
    card.querySelector(".jump").href = `#${anchor}-s${segment}`;
    const sentence = card.querySelector("p");
    sentence.className = "sentence";
    sentence.lang = language;
    sentence.textContent = this.sentence(place, segment).textContent;
    const row = this.row(document.getElementById(anchor), segment)?.lastElementChild;
    const aids = [...(row?.children || [])].slice(1);
    card.querySelector(".aids").append(...aids);
    card.querySelector(".aids").hidden = !aids.length;
    return this._add(anchor, card);
  },

  // The item of a finding of the report that has left its sentence, or whose sentence was not built yet.
  _reported(id) {
    const reported = Findings.reported.get(id);
    if (reported) this._card(reported.document, reported.segment);
    return document.getElementById(id);
  },

  _added(id) {
    const item = Words.made("item-template");
    item.id = id;
    item.querySelector(".change > span:last-child").lang = DATA.documents[Decisions.byId.get(id).document].language;
    return item;
  },

  _parsed(text) {
    const template = document.createElement("template");
    template.innerHTML = text;
    Words.translateNew(template.content);
    for (const item of template.content.querySelectorAll(".finding")) this.mark(item);
    return template.content;
  },

  // Removes the items of findings that were added here and are gone, and their cards, if they were made for them.
  tidy() {
    for (const item of document.querySelectorAll(".finding.added")) {
      const card = item.closest(".card");
      if (!Decisions.byId.has(item.id)) item.remove();
      if (card.matches(".made") && !card.querySelector(".finding")) card.remove();
    }
  },

  // Shows on its item what was decided about a finding, and what was changed of it.
  mark(item) {
    const finding = Decisions.byId.get(item.id);
    if (!finding) return undefined; // it was removed: `tidy`
    const status = Decisions.status(item.id);
    for (const name of ["accepted", "confirmed", "dismissed", "disputed"]) item.classList.toggle(name, status === name);
    if (finding.added || Decisions.is(item.id, "changed") || item.classList.contains("changed")) this._changed(item, finding);
    return Talk.mark(item);
  },

  _changed(item, finding) {
    item.classList.add("changed");
    item.classList.remove(...DATA.dimensions);
    item.classList.add(finding.dimension);
    const badge = item.querySelector(".badge");
    badge.className = `badge ${finding.dimension}`;
    badge.querySelector(".icon").setAttribute("class", `icon ${finding.severity}`);
    badge.querySelector("use").setAttribute("href", `#i-${finding.severity}`);
    badge.querySelector("[data-t^='severity.']").replaceWith(Words.element("span", `severity.${finding.severity}`));
    item.querySelector(".was").textContent = Words.visible(finding.prose ?? finding.text) || "‸";
    item.querySelector(".facts .category").replaceChildren(Words.element("span", `category.${finding.category}`));
    const { line, column } = Places.line(finding.document, finding.start);
    item.querySelector(".facts .place").textContent = `${line}:${column}`;
  },

  // The sentence in the text, and all the places where the page shows it with its highlights.
  sentence: (place, segment) => document.getElementById(`${DATA.documents[place].anchor}-s${segment}`),

  sentences(place, segment) {
    const card = document.getElementById(`${DATA.documents[place].anchor}-c${segment}`);
    return [this.sentence(place, segment), card?.querySelector(".sentence")].filter(Boolean);
  },

  // The row of a sentence; undefined where the document has no rows.
  row(article, place) {
    const text = Packs.text(`${article.id}-l`, place);
    return text && this._parsed(text).firstElementChild;
  },

  // Builds what a part that unfolds has packed, once: all of a kind, or one piece of it.
  fill(fold) {
    const { pack, piece } = fold.dataset;
    if (!pack) return;
    delete fold.dataset.pack;
    const texts = piece === undefined ? Packs.all(pack).map(([, text]) => text) : [Packs.text(pack, Number(piece))];
    (fold.querySelector("ol") ?? fold).append(...texts.map((text) => this._parsed(text)));
    const finding = Decisions.byId.get(Walk.current);
    if (finding) Hover.mark(Walk.article(), finding.segment);
  },

  // Builds all that is packed, in the order of the text: for printing.
  unfold() {
    for (const { anchor } of DATA.documents) {
      const pieces = [...Packs.all(`${anchor}-c`), ...Packs.all(`${anchor}-loose`)];
      for (const [, text] of pieces) {
        const card = this._parsed(text).firstElementChild;
        if (!document.getElementById(card.id)) this._add(anchor, card);
      }
    }
    document.querySelectorAll(".sentences details").forEach((fold) => this.fill(fold));
  },
};
