// The score and the verdict as decisions are made: what was dismissed does not count, what was added or changed does.

const Score = {
  // What `mtqa.mqm.score` computes: penalty points, the score, and how many findings of each severity count.
  of(place) {
    const { scoring, unseen } = DATA.documents[place];
    const counts = { ...unseen };
    const once = new Map(); // a repeated error → its highest cost
    let penalty = scoring.hidden;
    for (const { id, document: where, severity, category, repeat } of DATA.findings) {
      if (where !== place || Decisions.status(id) === "dismissed") continue;
      const cost = scoring.severities[severity] * (scoring.types[category] ?? 1);
      counts[severity] += 1;
      if (!scoring.once || repeat === undefined) penalty += cost;
      else once.set(repeat, Math.max(cost, once.get(repeat) ?? 0));
    }
    for (const cost of once.values()) penalty += cost;
    const value = Math.round(100 * Math.max(0, 100 - (scoring.interval * penalty) / scoring.tolerance)) / 100;
    return { counts, penalty, value, rating: scoring.bands.find(([, least]) => value >= least)?.[0] ?? "" };
  },

  // Would the gate pass the document now?
  passes(place, { value, counts }) {
    const { scoring, fails } = DATA.documents[place];
    const grave = Object.keys(counts).filter((severity) => DATA.severities[severity] >= DATA.severities[scoring.fail_on]);
    return !fails && value >= scoring.fail_under && !grave.some((severity) => counts[severity]);
  },

  // Shows it in place of the reason for the report's verdict, once something was decided. It takes the same line, so that
  // the buttons do not move under the pointer.
  show() {
    const article = Walk.article();
    if (!article || DATA.documents[Walk.document].score === null) return;
    const why = article.querySelector(".why");
    let line = article.querySelector(".as-reviewed");
    if (!line) {
      line = document.createElement("p");
      line.className = "as-reviewed";
      line.setAttribute("role", "status");
      why.after(line);
    }
    const now = this.of(Walk.document);
    line.hidden = !Walk.findings().some((finding) => Decisions.made.has(finding.id));
    why.hidden = !line.hidden;
    const { counts } = now;
    const rating = now.rating && Words.text("score.rating", { rating: now.rating });
    const values = { score: now.value, before: DATA.documents[Walk.document].score.toFixed(1), rating, ...counts };
    const passes = this.passes(Walk.document, now);
    line.classList.toggle("pass", passes);
    line.textContent = line.hidden ? "" : Words.text(passes ? "score.pass" : "score.fail", values);
  },
};
