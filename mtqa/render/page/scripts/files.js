// Export of decisions, for `mtqa review` and as a table for people.

const Files = {
  reviewer: () => document.getElementById("reviewer").value.trim(),

  // The decisions in the schema mtqa-decisions/2, which `mtqa review apply` reads.
  tree() {
    const documents = DATA.documents.map((file, place) => {
      const made = DATA.findings.filter((finding) => finding.document === place && Decisions.made.has(finding.id));
      const added = made.filter((finding) => Findings.isAdded(finding.id)).map((finding) => this._added(finding));
      return {
        path: file.path,
        sha256: file.sha256,
        decisions: made.filter((finding) => !Findings.isAdded(finding.id)).map((finding) => this._decision(finding.id)),
        ...(added.length ? { added } : {}),
      };
    });
    return {
      schema: DATA.schema,
      report: DATA.report,
      reviewer: this.reviewer(),
      exported: new Date().toISOString(),
      documents: documents.filter((file) => file.decisions.length || file.added),
    };
  },

  // The parts of a decision that it has.
  _parts(made, names) {
    const comments = made.comments?.map((one) => ({ ...one, by: one.by ?? this.reviewer() }));
    const said = { ...made, comments, by: made.by === this.reviewer() ? undefined : made.by };
    return Object.fromEntries(names.filter((name) => said[name]).map((name) => [name, said[name]]));
  },

  _decision(id) {
    const made = Decisions.of(id);
    const { fingerprint, rule, start, end, text, nth } = Findings.reported.get(id);
    const { decision, note, decided = "" } = made;
    return {
      fingerprint, rule, start, end, ...(nth ? { nth } : {}), text, decision,
      replacement: decision === "accept" ? made.replacement : null,
      ...(decision === "dismiss" ? this._parts(made, ["why"]) : {}),
      ...this._parts(made, ["severity", "category", "moved"]),
      note: note ?? "", decided,
      ...this._parts(made, ["comments", "opinions", "by"]),
    };
  },

  _added(finding) {
    const made = Decisions.of(finding.id);
    const { start, end, text, category, severity } = finding;
    const { decision, note, decided } = made;
    const replacement = decision === "accept" ? made.replacement : null;
    const id = finding.id.slice(-16);
    return { id, start, end, text, category, severity, decision, replacement, note, decided, ...this._parts(made, ["comments", "by"]) };
  },

  // Exports the decisions; asks for the reviewer's name where none is given.
  export() {
    if (this.reviewer()) return this._export();
    return document.getElementById("name").showModal();
  },

  _export() {
    this.save(`${this._stem()}decisions.json`, `${JSON.stringify(this.tree(), null, 2)}\n`, "application/json");
    Decisions.exported = true;
    Messages.brief("message.exported", { n: Decisions.made.size, ...Panel.counts(DATA.findings) });
  },

  // Exports under the name that was typed into the dialog.
  named() {
    const name = document.querySelector("#name [name=reviewer]").value.trim();
    document.getElementById("reviewer").value = name;
    Kept.set("reviewer", name);
    this._export();
  },

  // What the names of exports begin with: the name of the only document.
  _stem() {
    return DATA.documents.length === 1 ? `${this.name(DATA.documents[0].path)}.` : "";
  },

  name(path) {
    return path.split(/[\\/]/).at(-1).replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 100) || "document";
  },

  save(name, text, type) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  },

  // All findings with what was decided, as a table for a spreadsheet.
  table() {
    const names = ["path", "line", "column", "severity", "category", "rule", "confidence", "text", "reason", "suggestions", "decision",
      "replacement", "why", "note", "comments", "reviewer"];
    const rows = [names, ...DATA.findings.map((finding) => this._row(finding))];
    const text = rows.map((row) => row.map((cell) => this.cell(String(cell))).join(",")).join("\r\n");
    this.save(`${this._stem()}decisions.csv`, `\ufeff${text}\r\n`, "text/csv");
    Messages.brief("message.table", { n: DATA.findings.length });
  },

  _row(finding) {
    const made = Decisions.of(finding.id);
    const { line, column } = Places.line(finding.document, finding.start);
    const reason = finding.reason[Words.language === "zh" ? 1 : 0] || finding.reason[0];
    const comments = (made.comments || []).map(({ by, text }) => `${by ?? this.reviewer()}: ${text}`).join(" | ");
    return [
      DATA.documents[finding.document].path, line, column, finding.severity, finding.category, finding.rule, finding.confidence,
      finding.text, reason, finding.better.join(" | "), Decisions.status(finding.id), made.decision === "accept" ? made.replacement : "",
      made.decision === "dismiss" ? made.why ?? "" : "", made.note ?? "", comments, made.by ?? this.reviewer(),
    ];
  },

  // A cell that a spreadsheet shows as text, never as a formula, as in mtqa/render/csv.py.
  cell(text) {
    const active = /^[\t\r\n]/.test(text) || /^[=+\-@＝＋－＠]/.test(text.trimStart());
    const safe = Words.visible(active ? `'${text}` : text);
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  },

  // Shows the buttons that work for the open document.
  offer() {
    const file = DATA.documents[Walk.document];
    const writable = Boolean(file) && file.special !== null && file.raw.isWellFormed();
    document.getElementById("corrected").hidden = !writable;
    document.getElementById("preview").hidden = !file;
    const not = document.getElementById("corrected-not");
    not.hidden = writable || !file;
    not.textContent = file ? Words.text("files.corrected_not", { format: file.format }) : "";
  },
};
