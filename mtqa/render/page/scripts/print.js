// On paper: all of the report, or a summary with one line for each finding.

const Print = {
  open() {
    addEventListener("beforeprint", () => this.prepare(document.documentElement.dataset.print));
    addEventListener("afterprint", () => delete document.documentElement.dataset.print);
    Do.summary = () => this.start("summary");
    Do.all = () => this.start("all");
  },

  start(kind) {
    document.documentElement.dataset.print = kind;
    print();
  },

  // Builds what paper needs; a reader who prints by the browser's own menu gets all.
  prepare(kind = "all") {
    Cards.unfold();
    if (kind !== "summary") return;
    for (const { anchor } of DATA.documents) this._table(document.getElementById(anchor));
  },

  // The words of a finding, and the wording that was accepted; what was suggested, as long as none is.
  _change(item) {
    const change = item.querySelector(".was").parentElement.cloneNode(true);
    if (Decisions.status(item.id) !== "accepted") return change;
    const { replacement } = Decisions.of(item.id);
    const wording = document.createElement("b");
    if (replacement) wording.textContent = Words.visible(replacement);
    else wording.append(Words.element("span", "finding.delete"));
    change.replaceChildren(change.querySelector(".was"), " → ", wording);
    return change;
  },

  _table(article) {
    article.querySelector(".lines-on-paper")?.remove();
    const table = document.createElement("table");
    table.className = "lines-on-paper";
    for (const item of article.querySelectorAll(".finding")) {
      const row = table.insertRow();
      const finding = Decisions.byId.get(item.id);
      const number = finding.rule ? item.id.replace(/.*-f/, "") : "*"; // as its highlight has it
      const at = item.classList.contains("changed") ? item.querySelector(".facts .place").textContent : item.dataset.at;
      const cells = [number, at, item.querySelector(".badge").textContent, this._change(item), finding.rule];
      for (const cell of [...cells, Words.text(`tools.${Decisions.status(item.id)}`)]) row.insertCell().append(cell);
    }
    article.querySelector(".desk").before(table);
  },
};

Print.open();
