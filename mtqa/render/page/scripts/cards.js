// Cards and sentences, which are text in the page until they are shown: of thousands the browser builds only those that
// are needed. The text is what a browser without scripts shows, and comes from the same templates.

const Cards = {
  _rows: new Map(), // the text of a list of sentences → its elements, once one of them was needed

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
    const made = document.getElementById(`${anchor}-c${segment}`);
    if (made) return made;
    const text = document.querySelector(`noscript[data-card="${anchor}-c${segment}"]`);
    if (text) return this._built(text);
    const loose = document.getElementById(`${anchor}-loose`) || this._built(document.querySelector(`noscript[data-card="${anchor}-loose"]`));
    return this.sentence(place, segment) ? this._new(place, segment) : loose;
  },

  _built(text) {
    if (!text) return null;
    const parsed = this._parsed(text);
    const card = parsed.firstElementChild;
    text.replaceWith(parsed);
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
    const cards = document.getElementById(anchor).querySelector(".cards");
    const number = (one) => Number((one.id || one.dataset.card).replace(/^.*-c/, ""));
    const after = [...cards.querySelectorAll(":scope > .card[id], :scope > noscript")].find((one) => !(number(one) < segment));
    cards.insertBefore(card, after || (Panel.actions.parentElement === cards ? Panel.actions : null));
    return card;
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
    template.innerHTML = text.textContent;
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

  // A copy of the row of a sentence; undefined where the document has no rows.
  row(article, place) {
    const id = `${article.id}-l${place}`;
    const text = article.querySelector(".sentences noscript");
    if (!text) return document.getElementById(id)?.cloneNode(true);
    if (!this._rows.has(text)) this._rows.set(text, this._parsed(text));
    return this._rows.get(text).getElementById(id)?.cloneNode(true);
  },

  // Builds everything that is still text below an element: an opened list, or the whole page for printing.
  unfold(root) {
    for (const text of root.querySelectorAll("noscript")) text.replaceWith(this._parsed(text));
  },
};
