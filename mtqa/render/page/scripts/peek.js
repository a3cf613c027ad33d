// A sentence without findings, with its back-translation and the fluency of each token.

const Peek = {
  show(place) {
    const article = Walk.article();
    const segment = document.getElementById(`${article.id}-s${place}`);
    const card = document.createElement("section");
    card.className = "card current peek";
    card.tabIndex = -1;
    const line = document.createElement("p");
    line.className = "quiet";
    line.textContent = Words.text("decide.nothing_flagged");
    card.append(line);
    const row = Cards.row(article, place);
    if (row) card.append(...row.lastElementChild.childNodes);
    const heat = this._heat(segment.textContent, JSON.parse(Packs.text(`${article.id}-t`, place) || "[]"));
    if (heat) card.append(heat);
    Panel.leave();
    Panel.actions.before(card);
    segment.classList.add("current");
    card.focus({ preventScroll: true });
  },

  // `tokens` has start, end and surprisal of each token in turn; offsets count code points.
  _heat(text, tokens) {
    if (!tokens.length) return null;
    const characters = [...text];
    const line = document.createElement("p");
    line.className = "heat";
    line.lang = "zh";
    let at = 0;
    for (let place = 0; place < tokens.length; place += 3) {
      const [begin, end, surprisal] = tokens.slice(place, place + 3);
      line.append(characters.slice(at, begin).join(""));
      const token = document.createElement("span");
      token.textContent = characters.slice(begin, end).join("");
      token.title = surprisal.toFixed(1);
      const level = Math.min(5, Math.floor(surprisal / 2));
      if (level) token.className = `h${level}`;
      line.append(token);
      at = end;
    }
    line.append(characters.slice(at).join(""));
    return line;
  },
};
