// Cards and sentences, which are packed until they are shown. They come from the same templates as the page.

const Cards = {
  // The item of a finding, in its card, which is built if necessary.
  item(id) {
    const made = document.getElementById(id);
    if (made) return made;
    const { document: place, segment } = Decisions.byId.get(id);
    const { anchor } = DATA.documents[place];
    const text = Packs.text(`${anchor}-c`, segment) ?? Packs.text(`${anchor}-loose`, 0);
    this._add(anchor, this._parsed(text));
    return document.getElementById(id);
  },

  // Adds a card to those of its document: the form of the decision stays the last, for the Tab key as for the eye.
  _add(anchor, card) {
    const cards = document.querySelector(`#${anchor} .cards`);
    cards.insertBefore(card, cards.querySelector(":scope > .actions"));
  },

  _parsed(text) {
    const template = document.createElement("template");
    template.innerHTML = text;
    Words.translateNew(template.content);
    for (const item of template.content.querySelectorAll(".finding")) this.mark(item);
    return template.content;
  },

  // Shows the decision on a finding's item.
  mark(item) {
    const status = Decisions.status(item.id);
    item.classList.toggle("accepted", status === "accepted");
    item.classList.toggle("dismissed", status === "dismissed");
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
        this._add(anchor, document.getElementById(card.id) ?? card);
      }
    }
    document.querySelectorAll(".sentences details").forEach((fold) => this.fill(fold));
  },
};
