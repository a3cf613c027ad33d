// The end of a file: what is left behind the filters or in other files, and the way on.

const End = {
  line: Words.copy("end-template"),

  // The other files with undecided findings, each with their number, in the order of the list, the next one first.
  left() {
    const open = new Map();
    for (const { id, document } of DATA.findings) {
      if (document !== Walk.document && !Decisions.settled(id)) open.set(document, (open.get(document) || 0) + 1);
    }
    const order = [...document.querySelectorAll("#index tbody a")].map((link) => Walk.place(link.hash.slice(1)));
    const at = order.indexOf(Walk.document) + 1;
    return [...order.slice(at), ...order.slice(0, at)].filter((place) => open.has(place)).map((place) => ({ place, n: open.get(place) }));
  },

  // What to say when no finding that is shown is undecided: a key of the page's words and its values.
  message() {
    const hidden = Walk.findings().filter(({ id }) => !Decisions.settled(id)).length;
    if (hidden) return ["end.hidden", { n: hidden }];
    const left = this.left();
    if (!left.length) return ["message.all_done", Panel.counts(Walk.shown())];
    return ["end.left", { n: left.reduce((sum, one) => sum + one.n, 0), files: left.length }];
  },

  // The line in the panel, which stays while there is nothing to decide.
  refresh() {
    const article = Walk.article();
    const none = article && !Walk.undecided() && !Walk.shown().some(({ id }) => !Decisions.settled(id));
    const [key, values] = none ? this.message() : [];
    const [next] = none ? this.left() : [];
    this.line.hidden = !none || (!next && !Walk.findings().length);
    if (this.line.hidden) return;
    if (this.line.parentElement !== article.querySelector(".cards")) Panel.steps.after(this.line);
    this.line.querySelector("span").textContent = Words.text(key, values);
    const link = this.line.querySelector("a");
    link.hidden = !next || key !== "end.left";
    if (link.hidden) return;
    link.href = `#${DATA.documents[next.place].anchor}`;
    const path = document.querySelector(`#index a[href="${link.hash}"]`).textContent; // as the page shows it
    link.textContent = Words.text("end.next", { path, n: next.n });
  },
};
