// Import of decisions, also of other reviewers. Nothing that was decided here is overwritten: where another reviewer decided
// otherwise, both decisions become opinions, and the finding is disputed until someone decides again.

const Taking = {
  SCHEMAS: ["mtqa-decisions/1", "mtqa-decisions/2"],

  import(text) {
    let tree;
    try {
      tree = JSON.parse(text);
    } catch (error) {
      return Messages.show("message.not_json", { why: error.message }, true);
    }
    if (!this.SCHEMAS.includes(tree?.schema) || !Array.isArray(tree.documents)) return Messages.show("message.not_decisions", {}, true);
    const by = typeof tree.reviewer === "string" ? tree.reviewer.trim().slice(0, 200) : "";
    const { changes, all, found } = this._changes(tree, by);
    const counts = { taken: 0, same: 0, disputed: 0 };
    for (const [id, [what, parts]] of changes) {
      counts[what] += 1;
      if (!Object.keys(parts).length) changes.delete(id);
    }
    const decided = (id) => ({ decided: Decisions.of(id).decided ?? "" });
    if (changes.size) Decisions.change([...changes.keys()], (id) => ({ ...decided(id), ...changes.get(id)[1] }));
    if (tree.report !== DATA.report) Messages.show("message.imported_other");
    const said = { ...counts, by: by || Words.text("talk.unnamed"), all, lost: all - found };
    Messages.show(all === found ? "message.imported" : "message.imported_part", said);
    return Panel.refresh();
  },

  // What the file changes, by the id of the finding: what happens, and the new parts of the decision; how many decisions the
  // file has, and how many of them are about findings of this page.
  _changes(tree, by) {
    const changes = new Map();
    const matched = this._matched(tree.documents);
    for (const [id, theirs] of matched.taken) changes.set(id, this._one(Decisions.of(id), theirs, theirs.by || by));
    let added = 0;
    let placed = 0;
    for (const file of tree.documents) {
      const place = DATA.documents.findIndex((one) => one.path === file?.path && one.sha256 === file.sha256);
      for (const one of Array.isArray(file?.added) ? file.added.filter((each) => this._isAdded(each)) : []) {
        added += 1;
        if (place < 0 || Places.of(place).raw.slice(one.start, one.end).join("") !== one.text) continue;
        placed += 1;
        const id = `${DATA.documents[place].anchor}-a${one.id}`;
        changes.set(id, this._taken(Decisions.made.get(id), one, place, by));
      }
    }
    return { changes, all: matched.all + added, found: matched.taken.size + placed };
  },

  // One decision: nothing here → theirs; the same → as it is; another → disputed.
  _one(mine, theirs, by) {
    const parts = this._parts(mine, theirs, by);
    const me = mine.by || Files.reviewer();
    if (!theirs.decision && !theirs.opinions) return [Object.keys(parts).length ? "taken" : "same", parts];
    const own = theirs.decision ? [this._opinion(by, theirs)] : [];
    const others = [...(theirs.opinions || []), ...own];
    if (!mine.decision && !mine.opinions) {
      const { decision, replacement, why, opinions, decided } = theirs;
      return [decision ? "taken" : "disputed", { ...parts, decision, replacement, why, opinions, decided, by }];
    }
    if (mine.decision && theirs.decision && this._agree(mine, theirs)) return ["same", parts];
    if (mine.decision && theirs.decision && me && me === by) return this._later(mine, theirs, parts, by);
    const said = [mine.decision, theirs.decision];
    if (said.includes("accept") && said.includes("confirm")) return this._right(mine, theirs, parts, by);
    const held = mine.decision ? [this._opinion(me, mine)] : [];
    const opinions = [...(mine.opinions || []), ...held];
    const news = others.filter((one) => !opinions.some((each) => each.reviewer === one.reviewer && this._agree(each, one)));
    if (!news.length) return ["same", parts];
    const kept = opinions.filter((each) => !news.some((one) => one.reviewer && one.reviewer === each.reviewer));
    const all = [...kept, ...news];
    return ["disputed", { ...parts, decision: null, replacement: null, why: undefined, opinions: all }];
  },

  // Both say that the finding is right, one of them with a wording: it is taken, as `mtqa review merge` does.
  _right(mine, theirs, parts, by) {
    if (mine.decision === "accept") return ["same", parts];
    const { decision, replacement, decided } = theirs;
    return ["taken", { ...parts, decision, replacement, decided, by }];
  },

  // Two decisions of one reviewer: the later one counts.
  _later(mine, theirs, parts, by) {
    if ((mine.decided ?? "") >= theirs.decided) return ["same", parts];
    const { decision, replacement, why, decided } = theirs;
    return ["taken", { ...parts, decision, replacement, why, decided, by }];
  },

  _opinion(reviewer, { decision, replacement, decided = "", moved, why }) {
    return { reviewer, decision, replacement: replacement ?? null, decided, ...(moved ? { moved } : {}), ...(why ? { why } : {}) };
  },

  // The same decision, the same wording, and the same place.
  _agree(one, other) {
    const said = ({ decision, replacement, moved }) => JSON.stringify([decision, replacement ?? null, moved?.start, moved?.end]);
    return said(one) === said(other);
  },

  // What does not conflict: a note, a severity or a category that is not changed here, a place as long as nothing is decided,
  // and comments. A second note becomes a comment.
  _parts(mine, theirs, by) {
    const parts = {};
    for (const name of ["note", "severity", "category"]) if (theirs[name] && !mine[name]) parts[name] = theirs[name];
    if (theirs.moved && !mine.moved && !mine.decision && !mine.opinions) parts.moved = theirs.moved;
    const said = [...(theirs.comments || [])];
    if (theirs.note && mine.note && theirs.note !== mine.note) said.push({ by, at: theirs.decided, text: theirs.note });
    const known = new Set((mine.comments || []).map((one) => JSON.stringify([one.by, one.at, one.text])));
    const news = said.filter((one) => !known.has(JSON.stringify([one.by, one.at, one.text])));
    if (!mine.decided && theirs.decided && Object.keys(parts).length) parts.decided = theirs.decided;
    if (news.length) parts.comments = [...(mine.comments || []), ...news].sort((a, b) => a.at.localeCompare(b.at));
    return parts;
  },

  // A finding that was added: of the same finding, here and there, the later version counts.
  _taken(mine, one, place, by) {
    const { start, end, text, category, severity, decision, note, decided } = one;
    const replacement = decision === "accept" ? one.replacement : null;
    const theirs = { added: { document: place, start, end, text, category, severity }, decision, replacement, note, decided, by: one.by || by };
    if (!mine) return ["taken", { ...theirs, comments: one.comments }];
    const parts = this._parts(mine, { comments: one.comments, decided }, by);
    return (mine.decided ?? "") >= decided ? ["same", parts] : ["taken", { ...theirs, ...parts }];
  },

  _isAdded(one) {
    const text = [one?.id, one?.text, one?.note, one?.decided].every((each) => typeof each === "string");
    return text && /^[0-9a-f]{16}$/.test(one.id) && Number.isInteger(one.start) && Number.isInteger(one.end) && one.start >= 0 && one.start <= one.end
      && DATA.categories.includes(one.category) && one.severity in DATA.severities && ["accept", "confirm"].includes(one.decision)
      && (one.decision !== "accept" || typeof one.replacement === "string");
  },

  // The decisions of a file by the ids of the findings that they are about: for this report by fingerprint and place, for
  // another by fingerprint alone.
  _matched(documents) {
    const known = this._known(documents);
    const taken = new Map();
    const free = [];
    let all = 0;
    for (const decision of documents.flatMap((file) => this._readable(file))) {
      all += 1;
      const ids = known(decision) || [];
      const exact = ids.find((id) => {
        const { start, nth } = Findings.reported.get(id);
        return start === decision.start && nth === decision.nth && !taken.has(id);
      });
      if (exact) taken.set(exact, decision);
      else free.push([ids, decision]);
    }
    for (const [ids, decision] of free) {
      const id = ids.find((each) => !taken.has(each));
      if (id) taken.set(id, { ...decision, moved: undefined });
    }
    return { taken, all };
  },

  // Finds the ids of the findings that a decision may be about: in its document, or, where this report has no document of
  // that path, in those that the file does not name, since the document may have been renamed.
  _known(documents) {
    const here = new Set(DATA.documents.map((file) => file.path));
    const there = new Set(documents.map((file) => file?.path));
    const known = new Map();
    for (const finding of Findings.reported.values()) {
      const { path } = DATA.documents[finding.document];
      const key = `${there.has(path) ? path : ""}\u0000${finding.fingerprint}`;
      if (!known.has(key)) known.set(key, []);
      known.get(key).push(finding.id);
    }
    return ({ path, fingerprint }) => known.get(`${here.has(path) ? path : ""}\u0000${fingerprint}`);
  },

  // The decisions of a document that follow the schema. In the first schema, accepting could leave the wording open.
  _readable(file) {
    const choices = ["accept", "confirm", "dismiss"];
    if (!Array.isArray(file?.decisions)) return [];
    const text = (one) => (typeof one === "string" ? one : "");
    return file.decisions
      .filter((each) => each && typeof each.fingerprint === "string" && [null, ...choices].includes(each.decision))
      .map((each) => {
        const replacement = typeof each.replacement === "string" && each.decision === "accept" ? each.replacement : null;
        const list = (name, is) => (Array.isArray(each[name]) && each[name].length ? each[name].filter(is) : undefined);
        return {
          path: file.path,
          fingerprint: each.fingerprint,
          start: each.start,
          nth: each.nth ?? 0,
          decision: each.decision === "accept" && replacement === null ? "confirm" : each.decision,
          replacement,
          why: each.decision === "dismiss" && Decisions.REASONS.includes(each.why) ? each.why : undefined,
          note: text(each.note),
          decided: text(each.decided),
          by: text(each.by).slice(0, 200),
          severity: each.severity in DATA.severities ? each.severity : undefined,
          category: DATA.categories.includes(each.category) ? each.category : undefined,
          moved: this._moved(each.moved),
          comments: list("comments", (one) => one && [one.by, one.at, one.text].every((part) => typeof part === "string")),
          opinions: list("opinions", (one) => one && typeof one.reviewer === "string" && choices.includes(one.decision) && [undefined, ...Decisions.REASONS].includes(one.why)),
        };
      });
  },

  _moved(moved) {
    const { start, end, text } = moved || {};
    const place = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end;
    return place && typeof text === "string" ? { start, end, text } : undefined;
  },
};
