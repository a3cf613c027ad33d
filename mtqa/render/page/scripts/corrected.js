// The corrected document: its edits, the file, and a preview beside the original.

const Corrected = {
  // The accepted wordings of the open document with their places in the file. A finding that stands for many places, as half-
  // width marks do, is corrected at all of them.
  wanted() {
    const single = [];
    const many = [];
    for (const finding of Walk.findings()) {
      const { replacement } = Decisions.of(finding.id);
      if (Decisions.status(finding.id) !== "accepted" || replacement === finding.text) continue;
      if (!finding.places || replacement !== finding.better[0]) single.push({ ...finding, wording: replacement });
      else for (const [start, end, wording] of finding.places) many.push({ start, end, wording, text: "" });
    }
    const free = many.filter((one) => !single.some((other) => other.start < one.end && one.start < other.end));
    return [...single, ...free].sort((a, b) => a.start - b.start || a.end - b.end);
  },

  // Those that can be written side by side, in order, and how many cannot, since they overlap: as `mtqa review apply` writes
  // them, so neither of two that overlap. A replacement that is already made, or within a deleted stretch, does not count.
  apart(wanted) {
    const key = ({ start, end, wording }) => JSON.stringify([start, end, wording]);
    const edits = this._notDeleted([...new Map(wanted.map((edit) => [key(edit), edit])).values()]);
    const clashing = new Set();
    let reach = null;
    for (const edit of edits.sort((a, b) => a.start - b.start || a.end - b.end)) {
      const same = edit.start === reach?.start && edit.end === reach.end; // two insertions at one place
      if (reach && (edit.start < reach.end || same)) clashing.add(edit).add(reach);
      if (!reach || edit.end > reach.end) reach = edit;
    }
    return { edits: edits.filter((edit) => !clashing.has(edit)), left: clashing.size };
  },

  // The edits that are not inside a longer one that deletes. What is inserted at one of its ends is not inside.
  _notDeleted(edits) {
    const kept = [];
    let reach = null;
    for (const edit of edits.sort((a, b) => a.start - b.start || b.end - a.end)) {
      const longer = reach && edit.end <= reach.end && edit.end - edit.start < reach.end - reach.start;
      if (longer && (edit.start < edit.end || (reach.start < edit.start && edit.start < reach.end))) continue;
      if (edit.wording === "" && (!reach || edit.end > reach.end)) reach = edit;
      kept.push(edit);
    }
    return kept;
  },

  // Saves the open document with the accepted wordings, and nothing else changed. What needs the escapes of its format is
  // left to the command.
  save() {
    const file = DATA.documents[Walk.document];
    const special = (text) => [...file.special].some((character) => text.includes(character));
    const wanted = this.wanted();
    const plain = wanted.filter(({ text, wording }) => !special(wording) && !special(text));
    const { edits, left } = this.apart(plain);
    const lost = left + wanted.length - plain.length;
    const { raw } = Places.of(Walk.document);
    let text = "";
    let at = 0;
    for (const { start, end, wording } of edits) {
      text += raw.slice(at, start).join("") + wording;
      at = end;
    }
    text += raw.slice(at).join("");
    const name = Files.name(file.path);
    const dot = name.lastIndexOf(".");
    Files.save(dot > 0 ? `${name.slice(0, dot)}.corrected${name.slice(dot)}` : `${name}.corrected`, file.mark + text, "text/plain");
    if (lost) Messages.show("message.corrected_left", { n: edits.length, left: lost });
    else Messages.brief("message.corrected", { n: edits.length });
    if (!file.exact) Messages.show("message.corrected_utf8", { encoding: file.encoding });
  },

  // Shows the corrected text by paragraph, the changes marked or carried out.
  preview() {
    if (Walk.document < 0) return;
    this.draw();
    document.getElementById("corrections").showModal();
  },

  draw() {
    const dialog = document.getElementById("corrections");
    const [diff, all] = ["diff", "all"].map((name) => dialog.querySelector(`[name=${name}]`).checked);
    const { edits, left } = this.apart(this.wanted());
    const inText = edits.map((edit) => ({ ...edit, ...Places.prose(Walk.document, edit.start, edit.end) }));
    const lines = [];
    for (const paragraph of Walk.article().querySelectorAll(".page p")) {
      const line = this._paragraph(paragraph, inText, diff);
      if (line && (all || line.dataset.changed)) lines.push(line);
    }
    dialog.querySelector(".count").textContent = Words.text(left ? "preview.count_left" : "preview.count", { n: edits.length, left });
    dialog.querySelector(".corrected").replaceChildren(...lines);
    dialog.querySelector(".corrected").lang = DATA.documents[Walk.document].language;
  },

  // A paragraph with its edits, or null where it has no sentence.
  _paragraph(paragraph, edits, diff) {
    if (!paragraph.querySelector(".segment")) return null;
    const line = document.createElement("p");
    for (const node of paragraph.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) line.append(node.data);
      else if (node.matches(".segment")) this._sentence(line, Places.number(node), edits, diff);
    }
    return line;
  },

  _sentence(line, segment, edits, diff) {
    const { start, end } = Places.of(Walk.document).segments[segment];
    const shown = Places.shown(Walk.document, segment);
    let at = 0;
    for (const edit of edits) {
      const begins = edit.start >= start && (edit.start < end || (edit.start === edit.end && edit.start === end));
      if (!begins && (edit.start >= start || edit.end <= start)) continue;
      const [from, to] = [edit.start, edit.end].map((offset) => Places.toShown(Walk.document, segment, offset));
      line.append(shown.slice(at, from));
      if (diff && from < to) line.append(this._marked("del", shown.slice(from, to)));
      if (begins && edit.wording) line.append(this._marked("ins", Words.visible(edit.wording)));
      line.dataset.changed = "true";
      at = to;
    }
    line.append(shown.slice(at));
  },

  _marked(name, text) {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  },
};
