// What people said about a finding: what was decided, in words, what others decided, and comments.

const Talk = {
  // Writes it into the item of a finding.
  mark(item) {
    const made = Decisions.of(item.id);
    for (const one of item.querySelectorAll(".decided-as, .said")) one.remove();
    const decided = this._decided(item.id, made);
    if (decided) item.querySelector(".change").after(decided);
    const said = [...(made.opinions || []).map((one) => this._opinion(one)), ...(made.comments || []).map((one) => this._comment(one))];
    if (!said.length) return;
    const list = document.createElement("ul");
    list.className = "said";
    list.append(...said);
    item.querySelector(".reason").after(list);
  },

  // The key of the words for a decision.
  key({ decision, replacement, why }) {
    if (decision === "accept") return replacement === "" ? "decided.deleted" : "decided.accepted";
    if (decision === "confirm") return "decided.confirmed";
    return why ? `why.${why}` : "decided.dismissed";
  },

  _decided(id, made) {
    const status = Decisions.status(id);
    if (status === "open") return null;
    const line = document.createElement("p");
    line.className = `decided-as ${status}`;
    if (status === "disputed") line.append(Words.element("span", "decided.disputed"));
    else line.append(Words.element("span", this.key(made), { wording: Words.visible(made.replacement ?? "") }));
    if (status === "dismissed" && made.why) line.prepend(Words.element("span", "decided.dismissed"), " · ");
    return line;
  },

  _line(who, at, content) {
    const line = document.createElement("li");
    const name = document.createElement("b");
    if (who) name.textContent = Words.visible(who);
    else name.append(Words.element("span", "talk.unnamed"));
    const time = document.createElement("time");
    time.dateTime = at;
    time.textContent = at ? new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" }) : "";
    line.append(name, " ", time, " ", content);
    return line;
  },

  _opinion(one) {
    return this._line(one.reviewer, one.decided, Words.element("span", this.key(one), { wording: Words.visible(one.replacement ?? "") }));
  },

  _comment({ by, at, text }) {
    const words = document.createElement("span");
    words.textContent = Words.visible(text);
    return this._line(by, at, words);
  },

  add(id, text) {
    // Without a name, it is that of the export.
    const one = { by: Files.reviewer() || null, at: new Date().toISOString(), text };
    Decisions.change([id], () => ({ comments: [...(Decisions.of(id).comments || []), one] }));
  },
};
