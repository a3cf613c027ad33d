// The charts along a document: a click leads to the sentence of a bar, and hovering says what it is.

const Chart = {
  open() {
    for (const chart of document.querySelectorAll("svg[data-bars]")) {
      chart.addEventListener("click", (event) => {
        const [segment] = this._bar(chart, event) || [];
        if (segment !== undefined) Route.to(`#${chart.dataset.document}-s${segment}`);
      });
      chart.addEventListener("pointermove", (event) => this._say(chart, this._bar(chart, event)));
    }
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

Chart.open();
