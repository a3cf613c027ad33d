// Places in three texts: the file, its prose, and what the page shows of a sentence. Offsets in the first two count code
// points, in the third UTF-16 units, as browsers do.

const Places = {
  _known: new Map(),

  // Sentences, runs and line starts of a document; made when a place in it is first asked for.
  of(which) {
    if (!this._known.has(which)) this._known.set(which, this._read(DATA.documents[which]));
    return this._known.get(which);
  },

  _read({ segments, runs, named = [], raw }) {
    const made = { segments: [], runs: [], named: [], lines: [0], raw: [...raw] };
    for (let at = 0, end = 0; at < segments.length; at += 2) {
      const start = end + segments[at];
      end = start + segments[at + 1];
      made.segments.push({ start, end });
    }
    for (let at = 0, text = 0, file = 0; at < runs.length; at += 4) {
      const run = { start: text + runs[at], rawStart: file + runs[at + 2], copied: runs[at + 1] === runs[at + 3] };
      run.end = text = run.start + runs[at + 1];
      run.rawEnd = file = run.rawStart + runs[at + 3];
      made.runs.push(run);
    }
    for (let at = 0; at < named.length; at += 3) made.named.push({ at: named[at], length: named[at + 1], shown: named[at + 2] });
    made.raw.forEach((character, at) => {
      if (character === "\n" || (character === "\r" && made.raw[at + 1] !== "\n")) made.lines.push(at + 1);
    });
    return made;
  },

  // The number of items that begin at an offset or before it; the items are in order.
  _before(items, offset, start = (item) => item) {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (start(items[middle]) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  },

  // The stretch of the file behind a stretch of the prose, as `Document.raw_span` has it, and its characters.
  file(which, { start, end }) {
    const { runs, raw } = this.of(which);
    const place = (offset, last) => {
      const run = runs[Math.max(0, this._before(runs, offset, (one) => one.start) - 1)];
      if (!run) return 0;
      if (offset >= run.end) return run.rawEnd;
      if (run.copied) return run.rawStart + offset - run.start + (last ? 1 : 0);
      return last ? run.rawEnd : run.rawStart;
    };
    const first = place(start, false);
    const last = end > start ? Math.max(first, place(end - 1, true)) : first;
    return { start: first, end: last, text: raw.slice(first, last).join("") };
  },

  // The stretch of the prose that was read from a stretch of the file, as `prose_span` has it.
  prose(which, start, end) {
    const { runs } = this.of(which);
    const first = runs.findIndex((run) => run.rawEnd > start || (run.rawEnd === start && start === end));
    if (first < 0) return { start: runs.at(-1)?.end ?? 0, end: runs.at(-1)?.end ?? 0 };
    const from = runs[first].start + (runs[first].copied ? Math.max(0, start - runs[first].rawStart) : 0);
    let last = first;
    while (last + 1 < runs.length && runs[last + 1].rawStart < end) last += 1;
    const run = runs[last];
    if (run.rawStart >= end) return { start: from, end: from };
    const to = run.copied ? run.start + Math.min(run.end - run.start, end - run.rawStart) : run.end;
    return { start: from, end: Math.max(from, to) };
  },

  // The sentence that an offset of the prose is in, else the one before it.
  segmentAt(which, offset) {
    return Math.max(0, this._before(this.of(which).segments, offset, (one) => one.start) - 1);
  },

  // The number of a sentence, of its element in the text.
  number: (sentence) => Number(sentence.id.replace(/^.*-s/, "")),

  // Line and column of an offset of the file, or of its section.
  line(which, offset) {
    const { lines } = this.of(which);
    const { sections = [] } = DATA.documents[which];
    const line = this._before(lines, offset);
    const section = this._before(sections, offset);
    const before = section ? this._before(lines, sections[section - 1]) - 1 : 0;
    return { line: line - before, column: offset - lines[line - 1] + 1 };
  },

  // What the page shows of a sentence.
  shown: (which, segment) => Cards.sentence(which, segment)?.textContent ?? "",

  // The words of a stretch of the prose, as the page shows them.
  words(which, { start, end }) {
    const { segments } = this.of(which);
    const parts = [];
    for (let at = this.segmentAt(which, start); at < segments.length && segments[at].start < end; at += 1) {
      const [from, to] = [start, end].map((offset) => this.toShown(which, at, offset));
      parts.push(this.shown(which, at).slice(from, to));
    }
    return parts.join("");
  },

  // An offset of the prose → in what the page shows of a sentence, and back.
  toShown(which, segment, offset) {
    const { segments, named } = this.of(which);
    const { start, end } = segments[segment];
    const at = Math.min(Math.max(offset, start), end);
    const longer = named.filter((one) => one.at >= start && one.at < at).reduce((sum, one) => sum + one.shown - one.length, 0);
    return [...this.shown(which, segment)].slice(0, at - start + longer).join("").length;
  },

  fromShown(which, segment, unit) {
    const { segments, named } = this.of(which);
    const { start, end } = segments[segment];
    let offset = start + [...this.shown(which, segment).slice(0, unit)].length;
    for (const one of named) if (one.at >= start && one.at < offset) offset = Math.max(one.at + one.length, offset - one.shown + one.length);
    return Math.min(offset, end);
  },
};
