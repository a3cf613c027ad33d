// Cards and sentences, which are text in the page until they are shown: of thousands the browser builds only those that
// are needed. The text is what a browser without scripts shows, and comes from the same templates.

const Cards = {
  _rows: new Map(), // the text of a list of sentences → its elements, once one of them was needed

  // The item of a finding, in its card, which is built if necessary.
  item(id) {
    const made = document.getElementById(id);
    if (made) return made;
    const { document: place, segment } = Decisions.byId.get(id);
    const { anchor } = DATA.documents[place];
    const text = document.querySelector(`noscript[data-card="${anchor}-c${segment}"]`)
      || document.querySelector(`noscript[data-card="${anchor}-loose"]`);
    text.replaceWith(this._parsed(text));
    return document.getElementById(id);
  },

  _parsed(text) {
    const template = document.createElement("template");
    template.innerHTML = text.textContent;
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
