// Export and import of decisions, and the corrected document.

const Files = {
  // The decisions in the schema mtqa-decisions/1, which `mtqa review apply` reads.
  tree() {
    const documents = DATA.documents.map((file, place) => ({
      path: file.path,
      sha256: file.sha256,
      decisions: DATA.findings
        .filter((finding) => finding.document === place && Decisions.made.has(finding.id))
        .map((finding) => {
          const made = Decisions.of(finding.id);
          const { fingerprint, rule, start, end, text, nth } = finding;
          const which = nth ? { nth } : {};
          const { decision, note, decided } = made;
          const replacement = decision === "accept" ? made.replacement : null;
          return { fingerprint, rule, start, end, ...which, text, decision, replacement, note, decided };
        }),
    }));
    return {
      schema: DATA.schema,
      report: DATA.report,
      reviewer: document.getElementById("reviewer").value.trim(),
      exported: new Date().toISOString(),
      documents: documents.filter((file) => file.decisions.length),
    };
  },

  export() {
    const only = DATA.documents.length === 1 ? `${this.name(DATA.documents[0].path)}.` : "";
    this.save(`${only}decisions.json`, `${JSON.stringify(this.tree(), null, 2)}\n`, "application/json");
    Decisions.exported = true;
    Messages.brief("message.exported", { n: Decisions.made.size });
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

  // Imports decisions from a file: for this report by fingerprint and place, for another by fingerprint alone. What the
  // file does not decide, or has no note for, stays as it is here.
  import(text) {
    let tree;
    try {
      tree = JSON.parse(text);
    } catch (error) {
      return Messages.show("message.not_json", { why: error.message }, true);
    }
    if (tree?.schema !== DATA.schema || !Array.isArray(tree.documents)) return Messages.show("message.not_decisions", {}, true);
    const known = this._known(tree.documents);
    const taken = new Map();
    const free = [];
    let all = 0;
    for (const decision of tree.documents.flatMap((file) => this._readable(file))) {
      all += 1;
      const ids = known(decision) || [];
      const exact = ids.find((id) => {
        const { start, nth } = Decisions.byId.get(id);
        return start === decision.start && nth === decision.nth && !taken.has(id);
      });
      if (exact) taken.set(exact, decision);
      else free.push([ids, decision]);
    }
    for (const [ids, decision] of free) {
      const id = ids.find((each) => !taken.has(each));
      if (id) taken.set(id, decision);
    }
    if (taken.size) {
      Decisions.change([...taken.keys()], (id) => {
        const { decision, replacement, note } = taken.get(id);
        const kept = note ? { note } : {};
        return decision ? { decision, replacement: decision === "accept" ? replacement : null, ...kept } : kept;
      });
    }
    if (tree.report !== DATA.report) Messages.show("message.imported_other");
    Messages.show(taken.size === all ? "message.imported" : "message.imported_part", { n: taken.size, all });
    if (typeof tree.reviewer === "string" && !document.getElementById("reviewer").value) {
      document.getElementById("reviewer").value = tree.reviewer;
    }
    Panel.refresh();
  },

  // Finds the ids of the findings that a decision may be about: in its document, or, where this report has no document of
  // that path, in those that the file does not name, since the document may have been renamed.
  _known(documents) {
    const here = new Set(DATA.documents.map((file) => file.path));
    const there = new Set(documents.map((file) => file?.path));
    const known = new Map();
    for (const finding of DATA.findings) {
      const { path } = DATA.documents[finding.document];
      const key = `${there.has(path) ? path : ""}\u0000${finding.fingerprint}`;
      if (!known.has(key)) known.set(key, []);
      known.get(key).push(finding.id);
    }
    return ({ path, fingerprint }) => known.get(`${here.has(path) ? path : ""}\u0000${fingerprint}`);
  },

  // The decisions of a document that follow the schema.
  _readable(file) {
    if (!Array.isArray(file?.decisions)) return [];
    return file.decisions
      .filter((each) => each && typeof each.fingerprint === "string" && [null, "accept", "dismiss"].includes(each.decision))
      .map((each) => ({
        path: file.path,
        fingerprint: each.fingerprint,
        start: each.start,
        nth: each.nth ?? 0,
        decision: each.decision,
        replacement: typeof each.replacement === "string" ? each.replacement : null,
        note: typeof each.note === "string" ? each.note : "",
      }));
  },

  // Saves the open document with the accepted wordings, and nothing else changed.
  corrected() {
    const file = DATA.documents[Walk.document];
    const { edits, left } = this.edits(file);
    let text = "";
    let at = 0;
    for (const { begin, end, wording } of edits) {
      text += file.raw.slice(at, begin) + wording;
      at = end;
    }
    text += file.raw.slice(at);
    const name = this.name(file.path);
    const dot = name.lastIndexOf(".");
    this.save(dot > 0 ? `${name.slice(0, dot)}.corrected${name.slice(dot)}` : `${name}.corrected`, file.mark + text, "text/plain");
    if (left) Messages.show("message.corrected_left", { n: edits.length, left });
    else Messages.brief("message.corrected", { n: edits.length });
    if (!file.exact) Messages.show("message.corrected_utf8", { encoding: file.encoding });
  },

  // The replacements in order, in UTF-16 units; `left` counts those that overlap others or need escapes. A replacement that
  // is already made, or is part of a deleted stretch, does not count.
  edits(file) {
    const special = (text) => [...file.special].some((character) => text.includes(character));
    const wanted = Walk.findings()
      .map((finding) => ({ ...finding, wording: Decisions.status(finding.id) === "accepted" ? Decisions.of(finding.id).replacement : null }))
      .filter((finding) => finding.wording !== null && finding.wording !== finding.text);
    const edits = [];
    let left = 0;
    let last = 0;
    let before = {};
    const units = this.units(file.raw, wanted.flatMap((finding) => [finding.start, finding.end]));
    for (const { start, end, text, wording } of wanted.sort((a, b) => a.start - b.start || a.end - b.end)) {
      const same = before.start === start && before.end === end && before.wording === wording;
      if (same || (start < last && end <= last && before.wording === "")) continue;
      if (start < last || special(wording) || special(text)) {
        left += 1;
        continue;
      }
      edits.push({ begin: units.get(start), end: units.get(end), wording });
      last = end;
      before = { start, end, wording };
    }
    return { edits, left };
  },

  // Offsets in code points → offsets in UTF-16 units, in one pass.
  units(text, offsets) {
    const found = new Map();
    const sorted = [...new Set(offsets)].sort((a, b) => a - b);
    let points = 0;
    let unit = 0;
    for (const offset of sorted) {
      while (points < offset && unit < text.length) {
        unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
        points += 1;
      }
      found.set(offset, unit);
    }
    return found;
  },

  // Shows the buttons that work for the open document.
  offer() {
    const file = DATA.documents[Walk.document];
    const writable = Boolean(file) && file.raw !== null && file.raw.isWellFormed();
    document.getElementById("corrected").hidden = !writable;
    const not = document.getElementById("corrected-not");
    not.hidden = writable || !file;
    not.textContent = file ? Words.text("files.corrected_not", { format: file.format }) : "";
  },
};
