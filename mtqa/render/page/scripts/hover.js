// Hovering: what a highlight is, and a bar of the charts along a document; a click on a bar leads to its sentence.

const Hover = {
  open() {
    document.addEventListener("mouseover", (event) => {
      const link = event.target.closest?.(".js .document.open .page mark a");
      if (link) this.title(link);
    });
    document.addEventListener("click", (event) => {
      const chart = event.target.closest("svg[data-bars]");
      const [segment] = (chart && this._bar(chart, event)) || [];
      if (segment !== undefined) Route.to(`#${chart.dataset.document}-s${segment}`);
    });
    document.addEventListener("pointermove", (event) => {
      const chart = event.target.closest?.("svg[data-bars]");
      if (chart) this._say(chart, this._bar(chart, event));
    });
  },

  // Gives a highlight its title, from the cards of its findings and in the language of the page.
  title(link) {
    const mark = link.closest("mark");
    const items = Marks.ids(mark).map((id) => Cards.item(id));
    link.title = items.map((item) => `${item.querySelector(".nth").textContent} · ${this._reason(item)}`).join("\n");
  },

  _reason(item) {
    const own = item.querySelector(`.reason .in-${Words.language}`);
    return (own ?? item.querySelector(".reason")).textContent.trim();
  },

  // The sentence and suspicion of the bar below the pointer.
  _bar(chart, event) {
    const { left, width } = chart.getBoundingClientRect();
    const place = Math.floor(((event.clientX - left) / width) * chart.viewBox.baseVal.width);
    return this._bars(chart)[place];
  },

  _bars: (chart) => chart.dataset.bars.split(" ").map((bar) => bar.split(":").map(Number)),

  _say(chart, bar) {
    const title = chart.querySelector("title") || chart.appendChild(document.createElementNS(chart.namespaceURI, "title"));
    if (!bar) return title.replaceChildren();
    const [segment, percent] = bar;
    const sentence = document.getElementById(`${chart.dataset.document}-s${segment}`);
    const line = Number(sentence.closest("p").querySelector(".line").textContent);
    const words = [...sentence.textContent];
    const more = ` · ${words.slice(0, 40).join("")}${words.length > 40 ? "…" : ""}`;
    title.textContent = Words.text("map.bar", { line, percent, more });
    return undefined;
  },

  // Marks the bar of a sentence: the last that begins at it or before.
  mark(article, segment) {
    const chart = article.querySelector("svg.bars");
    if (!chart) return;
    const here = chart.querySelector(".here");
    const place = this._bars(chart).findLastIndex(([one]) => one <= segment);
    here.toggleAttribute("hidden", place < 0);
    here.setAttribute("x", Math.max(0, place));
  },
};

Hover.open();
