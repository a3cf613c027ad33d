// The score and the verdict as decisions are made: what was dismissed does not count, what was added or changed does.

const Score = {
  // The penalty points of a document, as `mtqa.mqm.score` counts them, its score, and how many findings of each severity count.
  of(place) {
    const { words, unseen } = DATA.documents[place];
    const counts = { ...unseen };
    for (const finding of DATA.findings) {
      if (finding.document === place && Decisions.status(finding.id) !== "dismissed") counts[finding.severity] += 1;
    }
    const penalty = Object.entries(counts).reduce((sum, [severity, count]) => sum + count * DATA.severities[severity], 0);
    return { counts, penalty, value: Math.max(0, 100 * (1 - penalty / Math.max(words, 1))) };
  },

  // Would the gate pass the document now?
  passes(place, { value, counts }) {
    const { under, on, fails } = DATA.documents[place];
    const grave = Object.keys(counts).filter((severity) => DATA.severities[severity] >= DATA.severities[on]);
    return !fails && Math.round(value * 100) / 100 >= under && !grave.some((severity) => counts[severity]);
  },

  // Shows it below the verdict of the report, once something was decided that changes it.
  show() {
    const article = Walk.article();
    if (!article || DATA.documents[Walk.document].score === null) return;
    let line = article.querySelector(".as-reviewed");
    if (!line) {
      line = document.createElement("p");
      line.className = "as-reviewed";
      line.setAttribute("role", "status");
      article.querySelector(".why").after(line);
    }
    const now = this.of(Walk.document);
    line.hidden = !Walk.findings().some((finding) => Decisions.made.has(finding.id));
    const { counts } = now;
    const values = { score: now.value, before: DATA.documents[Walk.document].score.toFixed(1), ...counts };
    const passes = this.passes(Walk.document, now);
    line.classList.toggle("pass", passes);
    line.textContent = line.hidden ? "" : Words.text(passes ? "score.pass" : "score.fail", values);
  },
};
