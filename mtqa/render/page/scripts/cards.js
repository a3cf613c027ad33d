// Cards and sentences, which stand in the page as text until they are looked at: of thousands a browser makes but those
// that are asked for. The text is what a browser without scripts would show, and comes from the same templates.

const Cards = {
  _rows: new Map(), // the text of a list of sentences → its elements, where one of them was asked for

  // The item of a finding, in its card; made where it is not there yet.
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
    Words.tellNew(template.content);
    for (const item of template.content.querySelectorAll(".finding")) this.mark(item);
    return template.content;
  },

  // What was decided, on a finding's item.
  mark(item) {
    const status = Decisions.status(item.id);
    item.classList.toggle("accepted", status === "accepted");
    item.classList.toggle("dismissed", status === "dismissed");
  },

  // The row of a sentence, a copy; nothing where the document has no rows.
  row(article, place) {
    const id = `${article.id}-l${place}`;
    const text = article.querySelector(".sentences noscript");
    if (!text) return document.getElementById(id)?.cloneNode(true);
    if (!this._rows.has(text)) this._rows.set(text, this._parsed(text));
    return this._rows.get(text).getElementById(id)?.cloneNode(true);
  },

  // What is still text below an element, as elements: a list that is unfolded, or all there is, for paper.
  unfold(root) {
    for (const text of root.querySelectorAll("noscript")) text.replaceWith(this._parsed(text));
  },
};
