// A sentence in which nothing is flagged, with its back-translation and, token by token, its fluency.

const Peek = {
  show(place) {
    const article = Walk.article();
    const segment = document.getElementById(`${article.id}-s${place}`);
    const card = document.createElement("section");
    card.className = "card current peek";
    card.tabIndex = -1;
    const said = document.createElement("p");
    said.className = "quiet";
    said.textContent = Words.text("decide.nothing_flagged");
    card.append(said);
    const row = Cards.row(article, place);
    if (row) card.append(...row.lastElementChild.childNodes);
    const heat = this._heat(segment.textContent, DATA.documents[Walk.document].heat[place] || []);
    if (heat) card.append(heat);
    Panel.leave();
    article.querySelector(".cards").append(card);
    segment.classList.add("current");
    card.focus({ preventScroll: true });
  },

  // `tokens` is a row of begin, end, surprisal; offsets count code points.
  _heat(text, tokens) {
    if (!tokens.length) return null;
    const letters = [...text];
    const line = document.createElement("p");
    line.className = "heat";
    line.lang = "zh";
    let at = 0;
    for (let place = 0; place < tokens.length; place += 3) {
      const [begin, end, surprisal] = tokens.slice(place, place + 3);
      line.append(letters.slice(at, begin).join(""));
      const token = document.createElement("span");
      token.textContent = letters.slice(begin, end).join("");
      token.title = surprisal.toFixed(1);
      const level = Math.min(5, Math.floor(surprisal / 2));
      if (level) token.className = `h${level}`;
      line.append(token);
      at = end;
    }
    line.append(letters.slice(at).join(""));
    return line;
  },
};
